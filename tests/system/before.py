"""What happens before an operation may be done, by the last part of its address."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from deploy.client import Json
from shared.clock import now
from tests.system.leads import AGENCY
from tests.system.traffic import CLOSURE

ANSWER: Json = {"deed": "answer", "text": "Sudah."}
ORDER: Json = {"deed": "order-correction", "order": "Ganti pipa."}
TODAY = now().astimezone(ZoneInfo("Asia/Jakarta")).date()
REPORT: Json = {"deed": "report-correction", "text": "Sudah.", "on": f"{TODAY}"}
CONCILIATION: Json = {"deed": "start-conciliation", "consent": "Keduanya bersedia."}
BEFORE: dict[str, Sequence[Json]] = {
    "acceptance": [ANSWER],
    "return": [ANSWER],
    "conciliation-outcome": [CONCILIATION],
    "correction": [ORDER],
    "correction-report": [ORDER],
    "correction-return": [ORDER, REPORT],
    "reopening": [CLOSURE],
}
"""To a case."""

FAILED = ("checks", {"code": "F1", "outcome": "fail"})
DECLINED = ("declination", {"reason": "K10"})
ASKED = ("completion-request", {"missing": ["F1"]})
VERIFIED: dict[str, Sequence[tuple[str, Json]]] = {
    "acceptance": [("classification", {"access_type": "IAPS"})],
    "completion": [ASKED],
    "completion-receipt": [ASKED],
    "declination": [FAILED],
    "notice": [FAILED, DECLINED],
    "erasure": [FAILED, DECLINED],
}
"""To a complaint that staff verify."""
UNREACHABLE: dict[str, Json] = {
    "notice": {"reporter": {"name": "Warga Contoh", "phone": "+6281200000000"}}
}
"""Whoever has no address of mail must be told by staff."""
CLOSED_FIRST: dict[str, Sequence[Json]] = {"rating": [CLOSURE]}
"""To the case that has become of a complaint before its reporter says something."""
FAST: Json = {"access_type": "RCO", "criterion": "life"}
VERIFIED_FIRST: dict[str, Sequence[tuple[str, Json]]] = {
    "conversion": [("classification", FAST), ("acceptance", {})],
}
"""To a complaint before it becomes a case."""
SAID: dict[str, Json] = {
    "transfer": {"agency": "polda-babel"},
    "hand-over": {"to": f"{AGENCY}-deputy-2021"},
}
"""Of whom the operation speaks."""
