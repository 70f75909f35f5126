"""How old those are that are open on a day: by days, by months, and by year of registration."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.metrics.domain.figures import Binned
from services.metrics.domain.spread import Spread, group_of

DAYS = {
    "0-30": (0, 30),
    "31-60": (31, 60),
    "61-90": (61, 90),
    "91-180": (91, 180),
    "181-365": (181, 365),
    "over-365": (366, None),
}
"""Calendar days since registration (M09)."""

MONTHS = {"up-to-3": (0, 3), "3-12": (3, 12), "12-18": (12, 18), "over-18": (18, None)}
"""The bands of the European Ombudsman: more months than the first, no more than the last."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The open cases of a group on a day, by the ordinal of their day of registration."""

    day: date
    registered: Mapping[int, int]

    @property
    def open(self) -> int:
        return sum(self.registered.values())

    @property
    def ages(self) -> Spread:
        today = self.day.toordinal()
        return Spread({today - since: count for since, count in self.registered.items()})

    @property
    def oldest(self) -> int | None:
        """Its age in days."""
        return max(self.ages.counts, default=None)

    @property
    def by_days(self) -> dict[str, int]:
        return by_bands(self.ages.counts)

    @property
    def by_months(self) -> dict[str, int]:
        return {
            name: sum(
                count
                for since, count in self.registered.items()
                if (not first or since < months_before(self.day, first).toordinal())
                and (last is None or since >= months_before(self.day, last).toordinal())
            )
            for name, (first, last) in MONTHS.items()
        }

    @property
    def by_year(self) -> dict[str, int]:
        years: dict[str, int] = {}
        for since, count in sorted(self.registered.items()):
            year = str(date.fromordinal(since).year)
            years[year] = years.get(year, 0) + count
        return years

    @property
    def carried_over(self) -> int:
        """Those of the years before (M08)."""
        return sum(count for year, count in self.by_year.items() if int(year) < self.day.year)


def by_bands(days: Mapping[int, int]) -> dict[str, int]:
    """How many of what lasted so many days are in each band."""
    return {
        name: sum(n for day, n in days.items() if first <= day and (last is None or day <= last))
        for name, (first, last) in DAYS.items()
    }


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of its month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError("every month has 28 days")


def backlogs(found: Iterable[Binned], by: str, day: date) -> Mapping[str, Backlog]:
    """One a group that has open cases, in the order of their names."""
    counted: dict[str, dict[int, int]] = {}
    for one in found:
        of_group = counted.setdefault(group_of(one.group, by), {})
        of_group[one.bin] = of_group.get(one.bin, 0) + one.amount
    still = {
        group: {since: count for since, count in of_group.items() if count}
        for group, of_group in sorted(counted.items())
    }
    return {group: Backlog(day, registered) for group, registered in still.items() if registered}
