"""The figures of one reason: what was multiplied by what. In the language in force; `reasons` makes the sentence."""

from datetime import date
from decimal import Decimal

from django.utils.translation import ngettext

from galeon.kernel import wording
from galeon.kernel.tongue import gettext
from galeon.tariffs.price import half_up
from galeon.tariffs.why import (
    FirstContinued,
    Graduated,
    OfValue,
    PerCbm,
    Percent,
    PerContainer,
    PerKg,
    PerPiece,
    PerTicket,
    Plain,
)
from galeon.tariffs.words.fee_names import MEASURE_NAMES, VALUE_NAMES, fee_name, named

CBM_MM3 = 10**9


def weighed(milli: int, unit: str, language: str) -> str:
    """14500 -> 14.5 kg"""
    return f"{wording.number(Decimal(milli) / 1000, language)} {unit}"


def weight(reason: Plain, language: str) -> str:
    """The charge weight with its rounding, "" where the fee does not look at it."""
    if not isinstance(reason, FirstContinued | PerKg | Graduated | PerTicket) or not reason.weight_milli:
        return ""
    notes, unit = [], reason.unit
    rounded_milli = reason.weight_milli if reason.lifted_milli is None else reason.lifted_milli
    if reason.from_milli != rounded_milli:
        exact, step = weighed(reason.from_milli, unit, language), weighed(reason.round_milli, unit, language)
        if reason.pieces_rounded:
            text = gettext("{exact}, each of {pieces} pieces rounded up to {step}")
            notes.append(text.format(exact=exact, pieces=reason.pieces_rounded, step=step))
        else:
            notes.append(gettext("{exact} rounded up to {step}").format(exact=exact, step=step))
    if reason.lifted_milli is not None:
        lifted = weighed(reason.lifted_milli, unit, language)
        notes.append(gettext("{weight} charged as the start of a cheaper bracket").format(weight=lifted))
    charged = weighed(reason.weight_milli, unit, language)
    return gettext("{weight} ({notes})").format(weight=charged, notes=gettext("; ").join(notes)) if notes else charged


def figures(reason: Plain, language: str, is_bare: bool = False) -> str:
    """What makes the amount; is_bare: with the weight in the figures, for a minimum or a cap that was charged instead."""
    text = _text(reason, language, is_bare)
    if reason.factor:
        return f"({text}) × {wording.number(Decimal(reason.factor), language)}"
    return text


def _text(reason: Plain, language: str, is_bare: bool) -> str:
    match reason:
        case FirstContinued():
            return _first_continued(reason, language)
        case PerKg():
            return _per_kg(reason, language, is_bare)
        case Graduated():
            return _graduated(reason, language)
        case PerTicket():
            return _per_ticket(reason, language)
        case PerPiece():
            return _per_piece(reason, language)
        case PerCbm() | PerContainer():
            return _by_size(reason, language)
        case Percent():
            return _percent(reason, language)
        case OfValue():
            return _of_value(reason, language)


def figure_minor(reason: Plain) -> int:
    """What the figures come to before a minimum or a cap."""
    over, under = _fraction(reason)
    factor = int(Decimal(reason.factor or 1) * 10_000)
    return half_up(over * factor, under * 10_000)


def _fraction(reason: Plain) -> tuple[int, int]:
    match reason:
        case FirstContinued():
            return reason.first_minor + reason.steps * reason.step_minor, 1
        case PerKg():
            return reason.weight_milli * reason.rate_minor + reason.base_minor * 1000, 1000
        case Graduated():
            return sum([milli * rate for milli, rate in reason.parts]) + reason.base_minor * 1000, 1000
        case PerTicket():
            return reason.fee_minor, 1
        case PerPiece():
            return reason.pieces * reason.fee_minor, 1
        case PerCbm():
            return reason.volume_mm3 * reason.rate_minor + reason.base_minor * CBM_MM3, CBM_MM3
        case PerContainer():
            return reason.count * reason.rate_minor, 1
        case Percent() | OfValue():
            return reason.base_minor * int(Decimal(reason.percent) * 10_000), 1_000_000


def _money(minor: int, reason: Plain, language: str) -> str:
    return wording.amount(minor, reason.currency, language)


def _based(reason: PerKg | Graduated | PerCbm, text: str, language: str) -> str:
    return f"{_money(reason.base_minor, reason, language)} + {text}" if reason.base_minor else text


def _first_continued(reason: FirstContinued, language: str) -> str:
    first, fee = weighed(reason.first_milli, reason.unit, language), _money(reason.first_minor, reason, language)
    if reason.steps == 0:
        return gettext("first {weight} {fee}").format(weight=first, fee=fee)
    return gettext("first {weight} {fee} + {steps} × {step}").format(
        weight=first, fee=fee, steps=reason.steps, step=_money(reason.step_minor, reason, language)
    )


def _per_kg(reason: PerKg, language: str, is_bare: bool) -> str:
    rate = _money(reason.rate_minor, reason, language)
    if is_bare:
        return _based(reason, f"{weighed(reason.weight_milli, reason.unit, language)} × {rate}", language)
    if reason.to_milli is None:
        text = gettext("{rate} per {unit}").format(rate=rate, unit=reason.unit)
    else:
        end = weighed(reason.to_milli, reason.unit, language)
        text = gettext("{rate} per {unit} up to {weight}").format(rate=rate, unit=reason.unit, weight=end)
    return _based(reason, text, language)


def _graduated(reason: Graduated, language: str) -> str:
    parts = [
        f"{weighed(milli, reason.unit, language)} × {_money(rate, reason, language)}" for milli, rate in reason.parts
    ]
    return _based(reason, " + ".join(parts), language)


def _per_ticket(reason: PerTicket, language: str) -> str:
    fee = _money(reason.fee_minor, reason, language)
    if reason.to_milli is None:
        return gettext("{fee} per shipment").format(fee=fee)
    return gettext("{fee} up to {weight}").format(fee=fee, weight=weighed(reason.to_milli, reason.unit, language))


def _per_piece(reason: PerPiece, language: str) -> str:
    fee = _money(reason.fee_minor, reason, language)
    text = ngettext("{pieces} piece × {fee}", "{pieces} pieces × {fee}", reason.pieces)
    text = text.format(pieces=reason.pieces, fee=fee)
    if not reason.tests:
        return text
    tests = gettext(" or ").join([_test(*test, language) for test in reason.tests])
    return gettext("{pieces} ({tests})").format(pieces=text, tests=tests)


def _test(measure: str, over: int, up_to: int | None, language: str) -> str:
    name, lower = named(MEASURE_NAMES, measure), _measured(measure, over, language)
    if up_to is None:
        return gettext("{measure} over {over}").format(measure=name, over=lower)
    upper = _measured(measure, up_to, language)
    if over == 0:
        return gettext("{measure} up to {up_to}").format(measure=name, up_to=upper)
    return gettext("{measure} over {over}, up to {up_to}").format(measure=name, over=lower, up_to=upper)


def _measured(measure: str, number: int, language: str) -> str:
    for ending, scale, unit in (("_mm", 10, " cm"), ("_g", 1000, " kg"), ("_cm3", 1, " cm³"), ("_in3", 1, " in³")):
        if measure.endswith(ending):
            return wording.number(Decimal(number) / scale, language) + unit
    return wording.number(Decimal(number), language)


def _by_size(reason: PerCbm | PerContainer, language: str) -> str:
    rate = _money(reason.rate_minor, reason, language)
    if isinstance(reason, PerContainer):
        return f"{reason.count} × {reason.container} × {rate}"
    volume = wording.number(Decimal(reason.volume_mm3) / CBM_MM3, language)
    return _based(reason, f"{volume} m³ × {rate}", language)


def _percent(reason: Percent, language: str) -> str:
    said = {
        "percent": wording.number(Decimal(reason.percent), language),
        "base": _money(reason.base_minor, reason, language),
        "fees": gettext(", ").join([fee_name(code, language).lower() for code in reason.of]),
    }
    if not reason.since:
        return gettext("{percent}% of {base} ({fees})").format(**said)
    day = wording.day(date.fromisoformat(reason.since), language)
    return gettext("{percent}% (since {day}) of {base} ({fees})").format(day=day, **said)


def _of_value(reason: OfValue, language: str) -> str:
    value, base = named(VALUE_NAMES, reason.value), _money(reason.base_minor, reason, language)
    if reason.percent == "100":
        return gettext("{value}, {base}").format(value=value, base=base)
    percent = wording.number(Decimal(reason.percent), language)
    return gettext("{percent}% of {value}, {base}").format(percent=percent, value=value, base=base)
