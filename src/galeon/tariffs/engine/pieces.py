"""Fees for each piece, alone or in a group of which each piece pays one. Pure."""

from collections.abc import Callable, Sequence

from galeon.tariffs.engine.conditions import Facts, Test, any_true, hint_of
from galeon.tariffs.engine.fees import Amounts, Fee, Figure, Figures, Row, Said, finished
from galeon.tariffs.engine.weighing_rules import Weighed
from galeon.tariffs.sheet import Rule, Takes
from galeon.tariffs.why import PerPiece, Plain

Count = Callable[[Weighed], int]
"""How many pieces of a shipment pay a row."""
Applies = Callable[[Weighed], bool]


def per_piece(row: Row, count: Count) -> Fee:
    """A fee for each of the pieces that `count` tells; none where it tells 0."""
    currency, fee_minor = row.currency, row.rule.amount_minor
    tests = tuple((bound.measure.value, bound.over, bound.up_to) for bound in row.rule.when)

    def amount(weighed: Weighed, _: Amounts) -> Figure | None:
        pieces = count(weighed)
        return (pieces * fee_minor, 1, pieces) if pieces else None

    def why(_: Weighed, __: Amounts, pieces: int, said: Said) -> Plain:
        return PerPiece(currency, pieces, fee_minor, tests, **said)

    return finished(row, Figures(amount, why))


def counted(row: Row) -> Count:
    """The pieces of which any of the row's conditions is true."""
    test, hint, scale = any_true(row.rule.when), hint_of(row.rule.when), row.scale
    if test is None:
        return lambda weighed: len(weighed.request.pieces)

    def count(weighed: Weighed) -> int:
        if hint is not None and not hint(weighed.request.pieces):
            return 0
        return sum([test(facts) for facts in scale.facts(weighed)])

    return count


def shared(name: str, rows: Sequence[Row], applies: Sequence[Applies | None]) -> list[Count]:
    """The pieces that each row of a group gets: of the rows true of a piece the dearest, or the first.

    applies: whether a row counts for the shipment at all (its bracket, area and option), None = always.
    """
    tests = [any_true(row.rule.when) for row in rows]
    hint = hint_of([bound for row in rows for bound in row.rule.when]) if None not in tests else None
    order = list(range(len(rows)))
    if rows[0].rule.takes is not Takes.FIRST:
        order.sort(key=lambda nth: -_each(rows[nth].rule))
    scale = rows[0].scale

    def share(weighed: Weighed) -> list[int]:
        if weighed.shares is None:
            weighed.shares = {}
        counts = weighed.shares.get(name)
        if counts is None:
            counts = weighed.shares[name] = [0] * len(rows)
            open_rows = [nth for nth in order if (may := applies[nth]) is None or may(weighed)]
            hinted = hint is None or hint(weighed.request.pieces)
            for facts in scale.facts(weighed) if hinted else ():
                nth = _taker(facts, open_rows, tests)
                if nth is not None:
                    counts[nth] += 1
        return counts

    def nth_count(nth: int) -> Count:
        return lambda weighed: share(weighed)[nth]

    return [nth_count(nth) for nth in range(len(rows))]


def _taker(facts: Facts, rows: Sequence[int], tests: Sequence[Test | None]) -> int | None:
    for nth in rows:
        test = tests[nth]
        if test is None or test(facts):
            return nth
    return None


def _each(rule: Rule) -> int:
    """What a row asks for one piece, to be compared."""
    return int(rule.amount_minor * rule.factor * 10_000)
