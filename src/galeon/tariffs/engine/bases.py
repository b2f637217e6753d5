"""The bases of `sheet.Basis`, each as what it comes to and why. Pure."""

from collections.abc import Callable, Sequence
from itertools import accumulate

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.fees import PERCENT_SCALE, Amounts, Fee, Figure, Figures, Row, Said, finished, plain
from galeon.tariffs.engine.weighing_rules import Weighed
from galeon.tariffs.price import PriceLine
from galeon.tariffs.sheet import Basis, Value
from galeon.tariffs.why import (
    FirstContinued,
    Graduated,
    OfValue,
    PerCbm,
    Percent,
    PerContainer,
    PerKg,
    PerTicket,
    Plain,
)

CBM_MM3 = 10**9
_VALUES = {
    Value.DECLARED: ("declared_minor",),
    Value.INSURED: ("insured_minor",),
    Value.COD: ("cod_minor",),
    Value.DUTY: ("duty_minor",),
    Value.VAT: ("vat_minor",),
    Value.DUTY_VAT: ("duty_minor", "vat_minor"),
}
_SIZE_MISSING = Refusal(
    code="size_missing", field="pieces", message="This price is by volume: every piece needs its three sides."
)


def fee_of(row: Row) -> Fee:
    """One row's fee, whatever its basis; graduated rows go by `graduated`, per piece ones by `pieces`."""
    rule = row.rule
    short = _SHORT.get(rule.basis)
    if short is not None and row.is_plain:
        return short(row)
    fee = finished(row, _FIGURES[rule.basis](row))
    is_same = rule.basis is Basis.PER_TICKET and rule.weight_milli_to is None and not rule.area
    return _same(fee) if is_same and not row.scale.round_by_piece else fee


def _same(fee: Fee) -> Fee:
    """A fee that no shipment changes: its line is made once."""
    kept: list[PriceLine | None] = []

    def same(weighed: Weighed, amounts: Amounts) -> PriceLine | None:
        if not kept:
            kept.append(fee(weighed, amounts))
        return kept[0]

    return same


def _first_continued(row: Row) -> Figures:
    rule, currency = row.rule, row.currency
    first_milli, first_minor, step_milli, step_minor = (
        rule.first_milli, rule.first_minor, rule.step_milli, rule.amount_minor,
    )  # fmt: skip

    def amount(weighed: Weighed, _: Amounts) -> Figure:
        steps = max(-((first_milli - weighed.charge_milli) // step_milli), 0)
        return first_minor + steps * step_minor, 1, steps

    def why(weighed: Weighed, _: Amounts, steps: int, said: Said) -> Plain:
        return FirstContinued(
            currency, weighed.charge_milli, weighed.from_milli, weighed.step_milli, first_milli, first_minor, step_milli, steps,
            step_minor, **said,
        )  # fmt: skip

    return Figures(amount, why)


def _first_continued_short(row: Row) -> Fee:
    rule, position, currency = row.rule, row.position, row.currency
    code, first_milli, first_minor, step_milli, step_minor = (
        rule.code, rule.first_milli, rule.first_minor, rule.step_milli, rule.amount_minor,
    )  # fmt: skip

    def fee(weighed: Weighed, _: Amounts) -> PriceLine:
        charge_milli = weighed.charge_milli
        steps = -((first_milli - charge_milli) // step_milli) if charge_milli > first_milli else 0
        why = FirstContinued(
            currency, charge_milli, weighed.from_milli, weighed.step_milli, first_milli, first_minor, step_milli, steps,
            step_minor,
        )  # fmt: skip
        return PriceLine(code, first_minor + steps * step_minor, why, position)

    return fee


def _per_kg(row: Row) -> Figures:
    currency, rate_minor, base_minor, to_milli = (
        row.currency, row.rule.amount_minor, row.rule.first_minor, row.rule.weight_milli_to,
    )  # fmt: skip

    def why(weighed: Weighed, _: Amounts, __: int, said: Said) -> Plain:
        return PerKg(
            currency, weighed.charge_milli, weighed.from_milli, weighed.step_milli, rate_minor, to_milli, base_minor,
            **said,
        )  # fmt: skip

    return Figures(lambda weighed, _: (weighed.charge_milli * rate_minor + base_minor * 1000, 1000, 0), why)


def _per_kg_short(row: Row) -> Fee:
    code, position, currency, rate_minor, base_minor, to_milli = (
        row.rule.code, row.position, row.currency, row.rule.amount_minor, row.rule.first_minor, row.rule.weight_milli_to,
    )  # fmt: skip

    def fee(weighed: Weighed, _: Amounts) -> PriceLine:
        charge_milli = weighed.charge_milli
        return PriceLine(
            code,
            (charge_milli * rate_minor + 500) // 1000 + base_minor,
            PerKg(currency, charge_milli, weighed.from_milli, weighed.step_milli, rate_minor, to_milli, base_minor),
            position,
        )

    return fee


def _per_ticket(row: Row) -> Figures:
    currency, fee_minor, to_milli = row.currency, row.rule.amount_minor, row.rule.weight_milli_to

    def why(weighed: Weighed, _: Amounts, __: int, said: Said) -> Plain:
        if to_milli is None:
            return PerTicket(currency, fee_minor, **said)
        return PerTicket(
            currency, fee_minor, weighed.charge_milli, weighed.from_milli, weighed.step_milli, to_milli, **said
        )

    return Figures(lambda _, __: (fee_minor, 1, 0), why)


def _per_ticket_short(row: Row) -> Fee:
    rule = row.rule
    if rule.weight_milli_to is not None:
        return finished(row, _per_ticket(row))
    line = PriceLine(rule.code, rule.amount_minor, PerTicket(row.currency, rule.amount_minor), row.position)
    return lambda _, __: line


def _per_cbm(row: Row) -> Figures:
    currency, rate_minor, base_minor = row.currency, row.rule.amount_minor, row.rule.first_minor
    volume_mm3 = row.scale.scaling.volume_mm3

    def amount(weighed: Weighed, _: Amounts) -> Figure | None:
        pieces = weighed.request.pieces
        if not pieces or any(not (p.length_mm and p.width_mm and p.height_mm) for p in pieces):
            weighed.refusal = _SIZE_MISSING
            return None
        volume = sum([volume_mm3(piece) for piece in pieces])
        return volume * rate_minor + base_minor * CBM_MM3, CBM_MM3, volume

    return Figures(amount, lambda _, __, volume, said: PerCbm(currency, volume, rate_minor, base_minor, **said))


def _per_container(row: Row) -> Figures:
    currency, rate_minor, container = row.currency, row.rule.amount_minor, row.rule.container

    def amount(weighed: Weighed, _: Amounts) -> Figure | None:
        count = sum([number for kind, number in weighed.request.containers if kind == container])
        return (count * rate_minor, 1, count) if count else None

    return Figures(amount, lambda _, __, count, said: PerContainer(currency, container, count, rate_minor, **said))


def _percent(row: Row) -> Figures:
    currency, of, table, since = row.currency, row.of, row.rule.fuel_table, row.since
    parts, shown = int(row.percent * PERCENT_SCALE), plain(row.percent)

    def amount(_: Weighed, amounts: Amounts) -> Figure | None:
        base_minor = sum([amounts.get(code, 0) for code in of])
        return (base_minor * parts, 100 * PERCENT_SCALE, base_minor) if base_minor else None

    def why(_: Weighed, amounts: Amounts, base_minor: int, said: Said) -> Plain:
        named = tuple([code for code in of if code in amounts])
        return Percent(currency, shown, named, base_minor, table, since, **said)

    return Figures(amount, why)


def _percent_short(row: Row) -> Fee:
    code, position, currency, of, table, since = (
        row.rule.code, row.position, row.currency, row.of, row.rule.fuel_table, row.since,
    )  # fmt: skip
    parts, shown, under = int(row.percent * PERCENT_SCALE), plain(row.percent), 100 * PERCENT_SCALE
    is_of_one = len(of) == 1

    def fee(_: Weighed, amounts: Amounts) -> PriceLine | None:
        if is_of_one:
            named, base_minor = of, amounts.get(of[0], 0)
        else:
            named = tuple([name for name in of if name in amounts])
            base_minor = sum([amounts[name] for name in named])
        if base_minor == 0:
            return None
        amount = (2 * base_minor * parts + under) // (2 * under)
        return PriceLine(code, amount, Percent(currency, shown, named, base_minor, table, since), position)

    return fee


def _of_value(row: Row) -> Figures:
    """Of nothing, nothing; but who asks to be insured or paid for must say how much, or it would be free."""
    rule, currency = row.rule, row.currency
    value = rule.value or Value.DECLARED
    fields, percent = _VALUES[value], row.percent if rule.basis is Basis.PERCENT_OF_VALUE else 100
    parts, shown = int(percent * PERCENT_SCALE), plain(row.percent) if rule.basis is Basis.PERCENT_OF_VALUE else "100"
    message = {
        Value.DECLARED: "The declared value is missing.",
        Value.INSURED: "The insured value is missing.",
    }.get(value, "The amount of the cash on delivery is missing.")
    missing = Refusal(code="value_missing", field=f"values.{value}_minor", message=message)
    is_known = rule.option and value in (Value.DECLARED, Value.INSURED, Value.COD)

    def amount(weighed: Weighed, _: Amounts) -> Figure | None:
        base_minor = sum([int(getattr(weighed.request.values, field)) for field in fields])
        if base_minor:
            return base_minor * parts, 100 * PERCENT_SCALE, base_minor
        if is_known:
            weighed.refusal = missing
        return None

    return Figures(amount, lambda _, __, base_minor, said: OfValue(currency, shown, value.value, base_minor, **said))


def graduated(rows: Sequence[Row]) -> list[Fee]:
    """All brackets of one fee together, lightest first: each stretch of the weight at its own rate, a fee a bracket."""
    ends = [row.rule.weight_milli_to for row in rows]
    rates = [row.rule.amount_minor for row in rows]
    widths = [(end or 0) - start for start, end in zip([0, *[end or 0 for end in ends]], ends, strict=False)]
    below = [0, *accumulate(width * rate for width, rate in zip(widths, rates, strict=True))]
    starts = [0, *[end or 0 for end in ends]]
    base_minor, currency = rows[0].rule.first_minor, rows[0].currency

    def of_bracket(nth: int) -> Fee:
        def amount(weighed: Weighed, _: Amounts) -> Figure:
            inside = weighed.charge_milli - starts[nth]
            return below[nth] + inside * rates[nth] + base_minor * 1000, 1000, inside

        def why(weighed: Weighed, _: Amounts, inside: int, said: Said) -> Plain:
            parts = (*zip(widths[:nth], rates[:nth], strict=True), (inside, rates[nth]))
            return Graduated(
                currency, weighed.charge_milli, weighed.from_milli, weighed.step_milli, parts, base_minor, **said
            )

        return finished(rows[nth], Figures(amount, why))

    return [of_bracket(nth) for nth in range(len(rows))]


_SHORT: dict[Basis, Callable[[Row], Fee]] = {
    Basis.FIRST_CONTINUED: _first_continued_short,
    Basis.PER_KG: _per_kg_short,
    Basis.PER_TICKET: _per_ticket_short,
    Basis.PERCENT: _percent_short,
}
_FIGURES: dict[Basis, Callable[[Row], Figures]] = {
    Basis.FIRST_CONTINUED: _first_continued,
    Basis.PER_KG: _per_kg,
    Basis.PER_TICKET: _per_ticket,
    Basis.PER_CBM: _per_cbm,
    Basis.PER_CONTAINER: _per_container,
    Basis.PERCENT: _percent,
    Basis.PERCENT_OF_VALUE: _of_value,
    Basis.AT_COST: _of_value,
}
