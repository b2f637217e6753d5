"""Numbers, money, weights and times as the reader's language writes them. Pure but for the active language."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal
from django.utils import timezone, translation

from galeon.kernel import wording


def language() -> str:
    """The reader's language, one of the pages' codes."""
    return translation.get_language() or "en"


def money(minor: int, currency: str) -> str:
    """1690, "USD" -> $16.90, 16,90 US$, US$16.90; what is below zero with a true minus."""
    shown = format_currency(wording.major(minor, currency), currency, locale=wording.numbers(language()))
    return shown.replace("-", wording.MINUS)


def amount(minor: int, currency: str) -> str:
    """The number alone, for columns whose head names the currency."""
    return wording.amount(minor, currency, language())


def whole(number: int) -> str:
    """10000 -> 10,000."""
    return format_decimal(number, locale=wording.numbers(language()))


def percent(permille: int) -> str:
    """73 -> +7.3 %, −7.3 % with a true minus."""
    sign = "+" if permille > 0 else wording.MINUS if permille < 0 else ""
    return f"{sign}{wording.number(Decimal(abs(permille)).scaleb(-1), language())} %"


def kilograms(weight_g: int) -> str:
    """1540 -> 1.540 kg."""
    return f"{wording.kilograms(weight_g, language())} kg"


def centimetres(length_mm: int) -> str:
    """300 -> 30; 305 -> 30.5."""
    return format_decimal(Decimal(length_mm).scaleb(-1), "#,##0.#", locale=wording.numbers(language()))


def size(length_mm: int, width_mm: int, height_mm: int) -> str:
    """Three lengths as one size in cm."""
    return " × ".join(centimetres(side) for side in (length_mm, width_mm, height_mm)) + " cm"


def local(moment: datetime, zone: str | None = None) -> datetime:
    """The moment in the place's zone, or in the reader's."""
    return moment.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())


def day(when: date | datetime, zone: str | None = None) -> str:
    """24 Nov, 24 nov, 11月24日; with the year when it is not this one."""
    if isinstance(when, datetime):
        when = local(when, zone).date()
    skeleton = "MMMd" if when.year == timezone.localdate().year else "yMMMd"
    return format_skeleton(skeleton, datetime.combine(when, time.min, UTC), locale=wording.dates(language()))


def full_day(when: date | datetime) -> str:
    """24 November 2026, 24 de noviembre de 2026, 2026年11月24日."""
    return format_date(
        local(when).date() if isinstance(when, datetime) else when, "long", locale=wording.dates(language())
    )


def month(when: date) -> str:
    """November 2026, noviembre de 2026, 2026年11月."""
    return format_skeleton("yMMMM", datetime.combine(when, time.min, UTC), locale=wording.dates(language()))


def clock(moment: datetime, zone: str | None = None) -> str:
    """08:12 in the place's zone."""
    return local(moment, zone).strftime("%H:%M")


def moment(when: datetime, zone: str | None = None) -> str:
    """24 Nov 08:12."""
    return f"{day(when, zone)} {clock(when, zone)}"


def zone_name(when: datetime, zone: str) -> str:
    """UTC+8, for beside a time that is not in the reader's own zone."""
    offset = when.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
