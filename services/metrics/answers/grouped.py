"""What every answer by groups is made of."""

from typing import ClassVar

from pydantic import BaseModel


class Grouped(BaseModel):
    """What is told of one group of cases."""

    view: ClassVar[str]
    """Among the margins: of which measures each figure is the sum."""

    group: str

    def told_as(self, cell: str) -> str:
        """The name under which a figure stands among everything that is told of a total."""
        return f"{self.view}.{cell}"
