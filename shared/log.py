"""Logs for machines: one JSON line per request and per message, with the complaint's id in each."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

PUBLIC_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def _as_json(_: Any, __: str, line: MutableMapping[str, Any]) -> bytes:
    return orjson.dumps(line, default=str)


def set_up(service: str, level: str) -> None:
    """Write JSON lines to standard error; the service's name is in each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(PUBLIC_LEVELS[level]),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"event":"%(message)s"}')


log: Any = structlog.get_logger()
