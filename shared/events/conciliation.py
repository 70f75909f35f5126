"""What routing announces of conciliations, in which the clocks of a case stand still."""

from typing import ClassVar, Literal

from shared.events.cases import CaseFact, Stopped

ConciliationOutcome = Literal["agreed", "failed"]


class ConciliationStarted(CaseFact):
    """Reporter and agency want to settle it between them: these clocks stand still."""

    type: ClassVar[str] = "routing.conciliation.started.v1"

    paused: Stopped = ()


class ConciliationEnded(CaseFact):
    """The clocks run on; each new last day is told by an event of its own, `why` is `pause`."""

    type: ClassVar[str] = "routing.conciliation.ended.v1"

    outcome: ConciliationOutcome
