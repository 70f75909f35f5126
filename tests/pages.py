"""Every page and what is posted from it: nothing on them needs a token."""

from collections.abc import Mapping

PAGES: Mapping[str, frozenset[str]] = {
    "intake": frozenset(
        {
            "GET /",
            "GET /form",
            "POST /form",
            "GET /progress",
            "GET /progress/{typed}",
            "GET /progress/{typed}/withdrawal",
            "POST /progress/{typed}/withdrawal",
            "POST /progress/{typed}/rating",
            "GET /progress/{typed}/completion",
            "POST /progress/{typed}/completion",
        }
    ),
    "routing": frozenset({"GET /links/{text}", "POST /links/{text}"}),
    "notifications": frozenset(),
    "metrics": frozenset(
        {
            "GET /",
            "GET /dashboard",
            "GET /dashboard/{topic}",
            "GET /sign-in",
            "POST /sign-in",
            "POST /sign-out",
        }
    ),
}
"""For citizens and officers, without a token: the address itself is the key to what it shows."""
