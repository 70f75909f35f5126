"""Logs for machines: one JSON line per request and per message, with the complaint's id in each."""

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import orjson

from shared.absent import absent
from shared.clock import now
from shared.json import to_json
from shared.trace import trace

with absent("rich"):  # for its lines in colour, which nobody here writes: 4 MiB of each service
    import structlog

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_service = ""
_level = 30
"""Until `set_up` is called, as in tests, only warnings and worse are written."""


def _as_json(_: Any, __: str, line: MutableMapping[str, Any]) -> bytes:
    return orjson.dumps(line, default=str)


def _without_values(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        line["exception"] = trace(error)
    return line


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_values,
    _as_json,
]


def set_up(service: str, level: str) -> None:
    """Write JSON lines to standard error; the service's name is in each."""
    global _level, _service  # noqa: PLW0603 - a process is one service and logs at one level
    _service = service
    _level = LEVELS[level]
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LibraryLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class _LibraryLines(logging.Formatter):
    """What libraries log, in the form of our own lines."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "service": _service,
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": now().isoformat(),
        }
        if record.exc_info:
            error = record.exc_info[1]
            line["exception"] = trace(error) if error else ""
        return orjson.dumps(line).decode()


log: Any = structlog.get_logger()


def write_lines(event: str, lines: Iterable[dict[str, Any]]) -> None:
    """Many lines of the same kind at once, at level info: a tenth of the cost of one by one."""
    if _level > LEVELS["info"]:
        return
    common = {"service": _service, "event": event, "level": "info", "timestamp": now().isoformat()}
    beginning = to_json(common)[:-1] + b","
    text = b"".join(beginning + to_json(line, newline=True)[1:] for line in lines)
    sys.stderr.buffer.write(text)
    sys.stderr.buffer.flush()
