"""The figures that count, with the bars of the design that each is held against."""

from dataclasses import dataclass
from typing import Literal

Against = Literal["floor", "itself"]


@dataclass(frozen=True)
class Bar:
    """`first` and `goal` are ratios to the floor, or plain values where the design says so."""

    figure: str
    title: str
    better: Literal["more", "less"]
    against: Against
    first: float | None = None
    goal: float | None = None

    def holds(self, value: float, bar: float | None) -> bool | None:
        if bar is None:
            return None
        return value >= bar if self.better == "more" else value <= bar


BARS = (
    Bar("accepted_per_s", "accepted/s, consumers off", "more", "floor", 0.45, 0.80),
    Bar("sustained_per_s", "end to end/s, sustained", "more", "floor", 0.40, 0.70),
    Bar("drain_per_s", "drain of a backlog/s", "more", "floor", 0.45, 0.70),
    Bar("latency_p50_ms", "to statistics at 25/s, p50 ms", "less", "floor", 2.0, 1.4),
    Bar("latency_p99_ms", "to statistics at 25/s, p99 ms", "less", "floor", 2.0, 2.0),
    Bar("latency_p50_ms", "the same p50, absolute", "less", "itself", 12.0, None),
    Bar("latency_p99_ms", "the same p99, absolute", "less", "itself", 25.0, None),
    Bar("start_s", "start until one is counted, s", "less", "itself", 3.0, 1.8),
    Bar("memory_idle_mib", "largest service, idle, MiB", "less", "itself", None, 48.0),
    Bar("memory_mib", "largest service, after load, MiB", "less", "itself", 80.0, 56.0),
    Bar("drain_memory_mib", "the same, started alone, as a drain ends", "less", "itself", 80, 56),
    Bar("rest_memory_mib", "the same, at rest some seconds later", "less", "itself", 80, 56),
    Bar("cpu_us", "CPU µs a complaint, sustained", "less", "floor"),
    Bar("hear_again_per_s", "the events of the backlog heard again/s", "more", "itself"),
    Bar("history_per_s", "a long history heard, events/s", "more", "itself"),
    Bar("rebuild_per_s", "`metrics rebuild` of it, events/s", "more", "itself", 2e4, 4e4),
    Bar("answers_p99_ms", "slowest of all answers, p99 ms", "less", "itself", 5.0),
    Bar("answers_anew_ms", "usual answer after something was counted, ms", "less", "itself", 5.0),
    Bar("answers_anew_max_ms", "slowest of these, ms", "less", "itself", 5.0),
    Bar("answers_anew_growth", "most cases over fewest, of these", "less", "itself", 1.2),
    Bar("paper_s", "PDF of a quarter, most cases, s", "less", "itself", 3.0),
    Bar("answers_growth", "its p99 with most cases over that with fewest", "less", "itself", 1.2),
    Bar("answer_p99_ms_small", "closures by agency, fewest cases, p99 ms", "less", "itself", 5.0),
    Bar("answer_p99_ms_large", "closures by agency, most cases, p99 ms", "less", "itself", 5.0),
    Bar("answer_p99_ms_large", "the same, to an answer from memory", "less", "floor", None, 2.0),
    Bar("deadlines_empty_p99_ms", "idle look at 1 M open deadlines, p99 ms", "less", "itself", 5.0),
    Bar("deadlines_fired_per_s", "10,000 due deadlines, each fired once/s", "more", "itself"),
    Bar("answer_growth", "p99 of closures, most cases over fewest", "less", "itself", 1.2, 1.2),
)
