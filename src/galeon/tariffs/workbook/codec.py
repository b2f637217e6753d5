"""A field of a row to a cell and back. Pure."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids import cells
from galeon.tariffs.grids.cells import Raw
from galeon.tariffs.sheet import Condition, Measure
from galeon.tariffs.workbook.layout import As, Column

Written = str | bool | Decimal | date | None
NUMBERS = frozenset({As.WHOLE, As.MILLI, As.MONEY, As.DECIMAL, As.PERCENT, As.SHARE})
YES = frozenset({"yes", "y", "true", "1", "x", "sí", "si", "是", "✓"})
NO = frozenset({"no", "n", "false", "0", "否"})
_TEST = re.compile(r"([a-z0-9_]+)\s*>\s*(\d{1,15})(?:\s*<=?\s*(\d{1,15}))?")


def written(value: object, kind: As, currency: str) -> Written:
    """What stands in the cell; None = nothing."""
    if value is None or value == "" or value == ():
        return None
    match kind:
        case As.MONEY if isinstance(value, int):
            return cells.major(value, currency)
        case As.MILLI if isinstance(value, int):
            return Decimal(value).scaleb(-3)
        case As.WHOLE | As.SHARE if isinstance(value, int):
            return Decimal(value)
        case As.NAMES if isinstance(value, tuple):
            return ", ".join(value)
        case As.TESTS if isinstance(value, tuple):
            return "; ".join(_test(condition) for condition in value)
        case _:
            return value if isinstance(value, bool | Decimal | date) else str(value)


def _test(condition: Condition) -> str:
    upper = "" if condition.up_to is None else f" <= {condition.up_to}"
    return f"{condition.measure} > {condition.over}{upper}"


def value_of(raw: Raw, column: Column, currency: str, mark: str) -> Any:
    """The field's value, None of an empty cell, or a Refusal."""
    if cells.is_empty(raw):
        return None
    match column.kind:
        case As.MONEY:
            return cells.minor(raw, currency, mark)
        case As.CHOICE:
            return _choice(cells.text(raw), list(column.choices or ()))
        case kind if kind in NUMBERS:
            return _NUMBER[kind](raw, mark)
        case kind:
            return _OTHER[kind](raw)


def _names(raw: Raw) -> tuple[str, ...]:
    return tuple(name for part in re.split(r"[,;，；\n]", cells.text(raw)) if (name := part.strip()))


def _yes(raw: Raw) -> bool | Refusal:
    if isinstance(raw, bool):
        return raw
    said = cells.text(raw).casefold()
    if said in YES or said in NO:
        return said in YES
    return _no("cell_not_yes", "“{text}” is neither yes nor no.", text=cells.shown(said))


def _choice(said: str, choices: Sequence[StrEnum]) -> StrEnum | Refusal:
    found = next((choice for choice in choices if choice.value == said.casefold()), None)
    if found is not None:
        return found
    return _no("cell_not_listed", "“{text}” is none of: {choices}.", text=cells.shown(said), choices=", ".join(choices))


def _tests(raw: Raw) -> tuple[Condition, ...] | Refusal:
    found = []
    for part in re.split(r"[;；\n]", cells.text(raw)):
        if not part.strip():
            continue
        match = _TEST.fullmatch(part.strip())
        if match is None or match[1] not in set(Measure):
            return _no(
                "cell_no_test", "“{text}” is no condition such as {example}.",
                text=cells.shown(part), example="girth_mm > 3000 <= 4000",
            )  # fmt: skip
        found.append(Condition(Measure(match[1]), int(match[2]), int(match[3]) if match[3] else None))
    return tuple(found)


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)


_NUMBER: dict[As, Callable[[Raw, str], object]] = {
    As.MILLI: cells.milli, As.WHOLE: cells.whole, As.DECIMAL: cells.number,
    As.PERCENT: cells.percent, As.SHARE: cells.share,
}  # fmt: skip
_OTHER: dict[As, Callable[[Raw], object]] = {
    As.TEXT: cells.text, As.DAY: cells.day, As.YES: _yes, As.NAMES: _names, As.TESTS: _tests,
}  # fmt: skip
