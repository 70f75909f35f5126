"""How constraints and indexes are named, so that a migration can name them on every database."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

CONVENTION = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def named_registry() -> registry:
    """What the base class of one service's tables is made with: tables of its own, named alike."""
    return registry(metadata=MetaData(naming_convention=CONVENTION))
