"""What is wrong with how the rules of a sheet hang together: percentages of later fees, groups of different kinds. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.faults import fault
from galeon.tariffs.engine.plans import Placed
from galeon.tariffs.sheet import FUELABLE, Basis, Rule, Sheet

Last = Mapping[str, Mapping[str, int]]
"""By code (or group) and zone the position of the last row."""


def order(sheet: Sheet) -> Iterator[Refusal]:
    """Every fault that rows of different fees show together."""
    events: dict[str, list[Placed]] = {}
    for index, rule in enumerate(sheet.rules):
        events.setdefault(rule.event, []).append((index, rule))
    for rows in events.values():  # each event makes a price of its own
        yield from _groups(rows)
        yield from _fuelable(rows)
        yield from _percentages(rows)
        yield from _bearers(rows)


def _groups(rows: Sequence[Placed]) -> Iterator[Refusal]:
    """A group is of fees for each piece or of fees for the shipment, and takes the dearest or the first."""
    heads: dict[str, Rule] = {}
    for index, rule in rows:
        if not rule.group:
            continue
        head = heads.setdefault(rule.group, rule)
        if (head.basis is Basis.PER_PIECE) is not (rule.basis is Basis.PER_PIECE):
            yield fault(
                "group_mixed", f"rules[{index}].group", "Group {group} mixes fees for each piece and for the shipment.",
                group=rule.group,
            )  # fmt: skip
        if rule.takes is not head.takes and rule.takes is not None and head.takes is not None:
            yield fault(
                "takes_mixed", f"rules[{index}].takes", "Group {group} takes the dearest in one row and the first in another.",
                group=rule.group,
            )  # fmt: skip


def _fuelable(rows: Sequence[Placed]) -> Iterator[Refusal]:
    """The rows of one fee, in one zone, are all marked fuelable or none is: it is one line, and one base."""
    marks: dict[tuple[str, str], bool] = {}
    for index, rule in rows:
        mark = marks.setdefault((rule.code, rule.zone), rule.fuelable)
        common = marks.get((rule.code, ""), mark)
        if rule.fuelable is not mark or rule.fuelable is not common:
            yield fault(
                "fuelable_mixed", f"rules[{index}].fuelable", "{fee} is marked for the fuel surcharge in one row and not in another.",
                fee=rule.code,
            )  # fmt: skip


def _bearers(rows: Sequence[Placed]) -> Iterator[Refusal]:
    """One fee of one event is one line, and one of us pays it."""
    bearers: dict[str, str] = {}
    for index, rule in rows:
        if rule.bearer != bearers.setdefault(rule.code, rule.bearer):
            yield fault(
                "bearer_mixed", f"rules[{index}].bearer", "{fee} is paid by the customer in one row and by the house in another.",
                fee=rule.code,
            )  # fmt: skip


def _percentages(rows: Sequence[Placed]) -> Iterator[Refusal]:
    codes = _last((rule.code, rule.zone, index) for index, rule in rows)
    groups = _last((rule.group, rule.zone, index) for index, rule in rows if rule.group)
    members: dict[str, set[str]] = {}
    for _, rule in rows:
        if rule.group:
            members.setdefault(rule.code, set()).add(rule.group)
    seen: set[str] = set()
    is_fuelable = False
    for index, rule in rows:
        for name in rule.of:
            field = f"rules[{index}].of"
            if name == FUELABLE:
                if not is_fuelable:
                    yield fault("fuelable_missing", field, "No fee above is marked for the fuel surcharge.")
            elif name == rule.code or name not in seen:
                yield fault("of_unknown", field, "{name} must stand earlier in the list.", name=name)
            elif _is_later(codes.get(name, {}), rule.zone, index) or any(
                _is_later(groups[group], rule.zone, index) for group in members.get(name, ())
            ):
                yield fault("of_later", field, "All rows of {name} must stand earlier in the list.", name=name)
        seen.add(rule.code)
        is_fuelable = is_fuelable or rule.fuelable


def _last(rows: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, zone, index in rows:
        found.setdefault(name, {})[zone] = index
    return found


def _is_later(last: Mapping[str, int], zone: str, index: int) -> bool:
    """Whether a row that may count in the same zone stands after this place."""
    if not zone:
        return max(last.values(), default=-1) > index
    return max(last.get(zone, -1), last.get("", -1)) > index
