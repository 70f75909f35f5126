"""Telling trouble of the surroundings, which is waited for, from a fault of what is handled."""

from nats.errors import Error as NatsError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)

FAULTS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)
"""What a database says about the content of a statement; all else it says is about itself."""


def nobodys_fault(error: BaseException) -> bool:
    """Whether broker, network or database server are in trouble, and the same may succeed later.

    A lost connection, a restart and a deadlock of PostgreSQL come under several classes.
    """
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or not isinstance(error, FAULTS)
    return isinstance(error, NatsError | OSError | TimeoutError)
