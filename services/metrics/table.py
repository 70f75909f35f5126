"""What all tables of metrics belong to."""

from sqlmodel import SQLModel

from shared.db.naming import named_registry


class Table(SQLModel, registry=named_registry()):
    """The tables of this service's own database."""
