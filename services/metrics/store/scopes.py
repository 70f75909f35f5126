"""The offices that have been counted, found along the key of the roll-ups."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from services.metrics.store.places import OF_MESSAGES, OFFICES

# Names and words are our own; nothing that anybody says comes into it.
EACH_OFFICE: Final = f"""
WITH RECURSIVE scopes(scope) AS (
  SELECT min(scope) FROM rollups WHERE dimension = {{dimension}} AND scope >= '{OFFICES}'
  UNION ALL
  SELECT (SELECT min(scope) FROM rollups WHERE dimension = {{dimension}} AND scope > scopes.scope)
  FROM scopes WHERE scopes.scope IS NOT NULL
) SELECT '{OF_MESSAGES}' UNION ALL SELECT scope FROM scopes WHERE scope IS NOT NULL
"""  # noqa: S608
"""One step along the key for each office, whatever the number of rows; and what is of no office."""


class of_all_offices(GenericFunction[bool]):  # noqa: N801 - written as the condition that it is
    """`(scope, dimension)`: that rows are of some office, and not of a single agency.

    As a list that is made once: joined, more would be read than the key leads to.
    """

    type = sa.Boolean()
    inherit_cache = True
    name = "of_all_offices"


@compiles(of_all_offices, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **told: Any) -> str:
    scope, dimension = (compiler.process(clause, **told) for clause in element.clauses)
    return f"{scope} = ANY (ARRAY({EACH_OFFICE.format(dimension=dimension)}))"


@compiles(of_all_offices, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **told: Any) -> str:
    scope, dimension = (compiler.process(clause, **told) for clause in element.clauses)
    return f"{scope} IN ({EACH_OFFICE.format(dimension=dimension)})"
