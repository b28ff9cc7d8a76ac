"""Structured logs, one line an event, without secrets or addresses."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from lms.core.settings import Settings

SECRET_KEYS = re.compile(r"password|token|secret|cookie|csrf|answer|authorization|body", re.IGNORECASE)
ADDRESS = re.compile(r"(?<![^@\s])([^@\s]{1,2})[^@\s]*(@[^@\s]+)")
"""From the beginning of a word only: else a long one without an address would be looked through once for each of its letters."""
ROW = re.compile(r"^DETAIL: .*?(?=\n\nThe above exception|\n\[SQL: |\Z)", re.MULTILINE | re.DOTALL)
"""Where PostgreSQL writes the row that it refused, with everything that stands in it."""


def init_logs(settings: Settings) -> None:
    """Write JSON lines to standard error from the chosen level on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level.upper()]),
        # Looked up at each line: whoever has redirected standard error since gets what follows.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def without_secrets(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Blank whatever is named like a secret and rows of the database, and mask mail addresses to their first letters."""
    for key, value in event.items():
        if SECRET_KEYS.search(key):
            event[key] = "[blanked]"
        elif isinstance(value, str):
            event[key] = ADDRESS.sub(r"\1…\2", ROW.sub("DETAIL: [blanked]", value))
    return event
