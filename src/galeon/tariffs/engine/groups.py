"""The fees of a plan: whether each applies, and which of a group is charged. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.areas import Edition
from galeon.tariffs.engine.brackets import bracketed, by_weight, ends
from galeon.tariffs.engine.conditions import any_true, hint_of
from galeon.tariffs.engine.fees import Amounts, Fee, Row
from galeon.tariffs.engine.pieces import Applies, counted, per_piece, shared
from galeon.tariffs.engine.weighing_rules import Weighed
from galeon.tariffs.price import PriceLine
from galeon.tariffs.sheet import Basis, Takes

Editions = Mapping[str, Edition | None]


class Charge(Struct, frozen=True):
    """One fee as it stands in a list: rows with the same code and conditions, a bracket each. place: of its first row."""

    place: int
    rows: tuple[Row, ...]

    @property
    def is_by_piece(self) -> bool:
        return self.rows[0].rule.basis is Basis.PER_PIECE


def fees_of(charges: Sequence[Charge], editions: Editions, is_cheaper_taken: bool) -> list[tuple[int, Fee]]:
    """The fees in order. A group per shipment stands where its last row does, since its rows may be taken of others."""
    groups: dict[str, list[Charge]] = {}
    found: list[tuple[int, Fee]] = []
    for charge in charges:
        group = charge.rows[0].rule.group
        if group:
            groups.setdefault(group, []).append(charge)
        elif charge.is_by_piece:
            found.append((charge.place, _by_piece(charge, editions)))
        else:
            found.append((charge.place, _gated(charge, editions, bracketed(charge.rows, is_cheaper_taken))))
    for name, members in groups.items():
        if members[0].is_by_piece:
            found += _group_by_piece(name, members, editions)
        else:
            fees = [_gated(charge, editions, bracketed(charge.rows, is_cheaper_taken)) for charge in members]
            takes = members[0].rows[0].rule.takes or Takes.MAX
            found.append((members[-1].place, _one_of(fees, takes)))
    return sorted(found, key=lambda row: row[0])


def _one_of(fees: Sequence[Fee], takes: Takes) -> Fee:
    def fee(weighed: Weighed, amounts: Amounts) -> PriceLine | None:
        best: PriceLine | None = None
        for member in fees:
            line = member(weighed, amounts)
            if line is not None and (best is None or line.amount_minor > best.amount_minor):
                best = line
                if takes is Takes.FIRST:
                    break
        return best

    return fee


def _by_piece(charge: Charge, editions: Editions) -> Fee:
    """Each bracket of a fee for each piece; the conditions on pieces are counted, not asked of the whole."""
    rows = by_weight(charge.rows)
    fees = [per_piece(row, counted(row)) for row in rows]
    applies = [_applies(row, rows, editions) for row in rows]
    return _first(list(zip(applies, fees, strict=True)))


def _group_by_piece(name: str, members: Sequence[Charge], editions: Editions) -> list[tuple[int, Fee]]:
    rows = [(charge.place, row, charge.rows) for charge in members for row in by_weight(charge.rows)]
    applies = [_applies(row, by_weight(together), editions) for _, row, together in rows]
    counts = shared(name, [row for _, row, _ in rows], applies)
    return [(place, per_piece(row, count)) for (place, row, _), count in zip(rows, counts, strict=True)]


def _first(fees: Sequence[tuple[Applies | None, Fee]]) -> Fee:
    if len(fees) == 1 and fees[0][0] is None:
        return fees[0][1]

    def fee(weighed: Weighed, amounts: Amounts) -> PriceLine | None:
        for applies, one in fees:
            if applies is None or applies(weighed):
                return one(weighed, amounts)
        return None

    return fee


def _applies(row: Row, rows: Sequence[Row], editions: Editions) -> Applies | None:
    """Whether a row per piece counts for a shipment: its bracket, area and option; None where it always does."""
    asked = [] if (gate := _gate(row, editions)) is None else [gate]
    limits = ends(rows)
    if limits:
        over = max([0, *[limit for limit in limits if limit < (row.rule.weight_milli_to or limits[-1] + 1)]])
        up_to = row.rule.weight_milli_to
        asked.append(lambda w: over < w.charge_milli and (up_to is None or w.charge_milli <= up_to))
    if not asked:
        return None
    return lambda weighed: all(one(weighed) for one in asked)


def _gated(charge: Charge, editions: Editions, inner: Fee) -> Fee:
    """A fee that is charged only where its area, option and conditions hold."""
    row = charge.rows[0]
    gate, test, scale = _gate(row, editions), any_true(row.rule.when), row.scale
    hint = hint_of(row.rule.when)
    if test is None:
        if gate is None:
            return inner
        return lambda weighed, amounts: inner(weighed, amounts) if gate(weighed) else None

    def fee(weighed: Weighed, amounts: Amounts) -> PriceLine | None:
        if gate is not None and not gate(weighed):
            return None
        if hint is not None and not hint(weighed.request.pieces):
            return None
        for facts in scale.facts(weighed):
            if test(facts):
                return inner(weighed, amounts)
        return None

    return fee


def _gate(row: Row, editions: Editions) -> Applies | None:
    option, area = row.rule.option, row.rule.area
    if not area:
        return (lambda weighed: option in weighed.request.options) if option else None
    tier, edition = row.rule.tier, editions.get(area)
    missing = Refusal(
        code="area_table_missing", field="date", message="The area table {table} has no edition for this day.",
        params={"table": area},
    )  # fmt: skip

    def gate(weighed: Weighed) -> bool:
        request = weighed.request
        if option and option not in request.options:
            return False
        if edition is None:
            weighed.refusal = missing
            return False
        if weighed.tiers is None:
            weighed.tiers = {}
        if area not in weighed.tiers:
            weighed.tiers[area] = edition.tier(request.country, request.postcode, request.city)
        found = weighed.tiers[area]
        return found is not None and (not tier or found == tier)

    return gate
