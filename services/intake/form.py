"""Reads the form of the web page and says, field by field, what cannot be right."""

from urllib.parse import parse_qsl

from pydantic import ValidationError

from services.intake.domain import ComplaintForm, PublicForm
from services.intake.wording import ALLOWED

BODY_LIMIT = 300 * 1024
"""Bytes; in a form's encoding each byte of a story that is not plain ASCII takes three."""

FIELDS = (
    *("narrative", "agency", "substance", "region", "event_date"),
    *("name", "email", "phone", "reporter_class", "reporter_province"),
    *("confidentiality", "recognisable", "language"),
)
"""In the order of the page."""

PERSON = ("name", "email", "phone", "recognisable")
FIELDS_LIMIT = 40
KINDS = {"missing": "short", "string_too_short": "short", "string_too_long": "long"}

Typed = dict[str, str]
Wrong = dict[str, str]
"""What is wrong (short, long or wrong), by field; the words for it are data."""


def read(body: bytes) -> Typed:
    """What was typed, by field; raises `ValueError` for a body that is no form."""
    pairs = parse_qsl(
        body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_LIMIT
    )
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def complaint(typed: Typed) -> ComplaintForm | Wrong:
    """The complaint that was typed, or what is wrong with it."""
    filled = {name: value for name in FIELDS if (value := typed.get(name, "").strip())}
    wrong = {
        name: "wrong"
        for name, allowed in ALLOWED.items()
        if name in filled and filled[name] not in allowed
    }
    fields = {name: value for name, value in filled.items() if name not in PERSON}
    person = {name: value for name, value in filled.items() if name in PERSON}
    try:
        form = PublicForm.model_validate({**fields, "reporter": person})
    except ValidationError as error:
        for one in error.errors():
            wrong.setdefault(str(one["loc"][-1]), KINDS.get(one["type"], "wrong"))
        return wrong
    return wrong or form
