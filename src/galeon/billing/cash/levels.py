"""Which letter is due to an account that is overdue. Pure: "today" is in the days given."""

from collections.abc import Sequence

from msgspec import Struct

DAYS_BETWEEN = 7


class Level(Struct, frozen=True):
    """A step of reminding, from so many days overdue on."""

    no: int
    days: int


def due_level(oldest_days: int, last_no: int, days_since_last: int | None, levels: Sequence[Level]) -> int | None:
    """The level of the letter that is due, or None: one step at a time, a week between letters, the last one repeated.

    oldest_days: how long the oldest debt is overdue. last_no: the level of the last letter about these debts, 0: none.
    """
    if days_since_last is not None and days_since_last < DAYS_BETWEEN:
        return None
    reached = [level.no for level in sorted(levels, key=lambda level: level.no) if level.days <= oldest_days]
    if not reached:
        return None
    return next((no for no in reached if no > last_no), reached[-1])
