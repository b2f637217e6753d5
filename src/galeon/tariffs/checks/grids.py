"""What is wrong with rules that make up one fee: a bracket twice, kinds that cannot stand together, days without freight.
Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.faults import fault
from galeon.tariffs.engine.plans import Placed, variant
from galeon.tariffs.sheet import FREIGHT, Basis, Rule, Sheet

GENERAL = "general"
"""The kind of goods that is none of the others."""
_BY_WEIGHT = {Basis.FIRST_CONTINUED, Basis.PER_KG, Basis.PER_TICKET}
"""What may take turns in the brackets of one fee: up to 21 kg first and further weight, above it by the kilogram."""


def grids(sheet: Sheet) -> Iterator[Refusal]:
    """Every fault that several rows of one fee show together."""
    found: dict[tuple[object, ...], list[Placed]] = {}
    for index, rule in enumerate(sheet.rules):
        key = (variant(rule), rule.zone, rule.cargo_class, rule.origin)
        found.setdefault(key, []).append((index, rule))
    for rows in found.values():
        if len(rows) > 1:
            yield from _twice(rows)
            yield from _mixed(rows)
    yield from _freight(sheet)
    yield from _general(sheet)


def _twice(rows: Sequence[Placed]) -> Iterator[Refusal]:
    brackets: dict[int | None, list[Placed]] = {}
    for placed in rows:
        brackets.setdefault(placed[1].weight_milli_to, []).append(placed)
    for alike in brackets.values():
        if len(alike) < 2:
            continue
        spans = sorted([(*_days(rule), index) for index, rule in alike])
        for (_, ends, _), (begins, _, index) in pairwise(spans):
            if begins < ends:
                yield fault("rule_twice", f"rules[{index}]", "Two rows price the same thing on the same day.")


def _mixed(rows: Sequence[Placed]) -> Iterator[Refusal]:
    first = rows[0][1]
    for index, rule in rows[1:]:
        kinds = {first.basis, rule.basis}
        if len(kinds) > 1 and not kinds <= _BY_WEIGHT and not _is_apart(first, rule):
            yield fault("basis_mixed", f"rules[{index}].basis", "The brackets of one fee are all of one kind.")
        if rule.basis is Basis.GRADUATED and first.basis is Basis.GRADUATED and _terms(rule) != _terms(first):
            yield fault(
                "bracket_mixed", f"rules[{index}]", "Graduated brackets share one base, factor, minimum and cap."
            )


def _terms(rule: Rule) -> tuple[object, ...]:
    return rule.first_minor, rule.factor, rule.min_minor, rule.max_minor


def _freight(sheet: Sheet) -> Iterator[Refusal]:
    """Every zone has freight, on every day the list is for."""
    days: dict[str, list[tuple[date, date]]] = {}
    dated: dict[str, int] = {}
    for index, rule in enumerate(sheet.rules):
        if rule.code == FREIGHT:
            days.setdefault(rule.zone, []).append(_days(rule))
            if rule.valid_from or rule.valid_to:
                dated[rule.zone] = index
    common = days.get("", [])
    for code in sorted({zone.code for zone in sheet.zones}):
        own = days.get(code, [])
        if not own and not common:
            yield fault("freight_missing", "rules", "Zone {zone} has no freight.", zone=code)
        elif gap := _gap([*own, *common], sheet.valid_from, sheet.valid_to or date.max):
            index = dated.get(code, dated.get("", 0))
            yield fault(
                "freight_gap", f"rules[{index}]", "Zone {zone} has no freight on {day}.", zone=code, day=gap.isoformat()
            )


def _general(sheet: Sheet) -> Iterator[Refusal]:
    """Zones that one kind of goods has freight to and general goods have not, in a list that carries both."""
    reached: dict[str, set[str]] = {}
    first: int | None = None
    for index, rule in enumerate(sheet.rules):
        if rule.code == FREIGHT:
            kind = "" if rule.cargo_class == GENERAL else rule.cargo_class
            reached.setdefault(kind, set()).add(rule.zone)
            if not kind and first is None:
                first = index
    everywhere = {zone.code for zone in sheet.zones}
    general = reached.pop("", set())
    if first is None or "" in general:
        return
    for kind, zones in reached.items():
        missing = (everywhere if "" in zones else zones) - general
        if missing:
            message = (
                "Zone {zone} has freight for goods of the kind “{kind}”, but none for general goods. A zone for such goods"
                " alone needs a list of its own."
            )
            told = ", ".join(sorted(missing))
            yield fault("freight_of_general_missing", f"rules[{first}].zone", message, zone=told, kind=kind)


def _gap(spans: Iterable[tuple[date, date]], since: date, until: date) -> date | None:
    """The first day that no span holds."""
    for begins, ends in sorted(spans):
        if begins > since:
            break
        since = max(since, ends)
    return since if since < until else None


def _days(rule: Rule) -> tuple[date, date]:
    return rule.valid_from or date.min, rule.valid_to or date.max


def _is_apart(one: Rule, other: Rule) -> bool:
    (a_begins, a_ends), (b_begins, b_ends) = _days(one), _days(other)
    return a_ends <= b_begins or b_ends <= a_begins
