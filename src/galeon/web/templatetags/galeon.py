"""Tags and filters of the templates: icons, states, money, weights, times."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from galeon.kernel import wording
from galeon.waybills.listing import Count
from galeon.waybills.story import Piece
from galeon.waybills.words import state_name
from galeon.web import formats, labels, names
from galeon.web.orderform import OrderForm

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon of the sprite, hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons/lucide.svg"), name
    )


@register.simple_tag
def chip(state: str) -> SafeString:
    """A waybill's state as a coloured chip."""
    return format_html('<span class="chip tone-{}">{}</span>', labels.state_tone(state), state_name(state))


@register.filter
def money(minor: int | None, currency: str) -> str:
    """1690|money:"USD" -> $16.90; nothing known -> an en dash."""
    return "–" if minor is None else formats.money(minor, currency)


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """The number alone, where the head names the currency."""
    return "–" if minor is None else formats.amount(minor, currency)


@register.filter
def kg(weight_g: int | None) -> str:
    """Grams as kilograms."""
    return formats.kilograms(weight_g) if weight_g else "–"


@register.filter
def whole(number: int) -> str:
    """A count with the language's separators."""
    return formats.whole(number)


@register.filter
def counted(count: Count) -> str:
    """A count that may go on: 5,000+."""
    return f"{formats.whole(count.many)}{'+' if count.is_more else ''}"


@register.filter
def moment(when: datetime | None, zone: str | None = None) -> str:
    """24 Nov 08:12, in the given zone or the reader's."""
    return formats.moment(when, zone) if when else "–"


@register.filter
def clock(when: datetime, zone: str | None = None) -> str:
    """08:12, in the given zone or the reader's."""
    return formats.clock(when, zone)


@register.filter
def day(when: date | datetime | None) -> str:
    """24 Nov."""
    return formats.day(when) if when else "–"


@register.filter
def full_day(when: date | datetime | None) -> str:
    """24 November 2026."""
    return formats.full_day(when) if when else "–"


@register.filter
def country(code: str) -> str:
    """ES -> Spain, in the reader's language; an unknown code as it is."""
    return names.countries().get(code, code)


@register.filter
def month(when: date) -> str:
    """November 2026."""
    return formats.month(when)


@register.filter
def mode(code: str) -> labels.Text:
    """The name of a service's mode."""
    return labels.MODES.get(code, code)


@register.filter
def role(code: str) -> labels.Text:
    """The name of a member's role."""
    return labels.ROLES.get(code, code)


@register.filter
def split(text: str) -> list[str]:
    """Words of a text that a template loops over."""
    return text.split()


@register.filter
def cargo(code: str) -> labels.Text:
    """The name of a class of goods."""
    return labels.CARGO_CLASSES.get(code, code)


@register.filter
def minus_of(minor: int) -> int:
    """An amount with the other sign."""
    return -minor


@register.filter
def minus(one: int, other: int) -> int:
    """The difference of two amounts."""
    return one - other


@register.filter
def typed_of(typed: QueryDict, name: str) -> str:
    """What was typed in a field."""
    return typed.get(name, "")


@register.filter
def percent(value: Decimal) -> str:
    """21.5000 -> 21.5 %."""
    return f"{wording.number(value, formats.language())} %"


@register.filter
def rate(value: Decimal) -> str:
    """An exchange rate with as many digits as it has."""
    return wording.number(value, formats.language())


@register.filter
def initials(name: str) -> str:
    """Lumen Trading -> LT; 李伟 -> 李伟."""
    words = name.split()
    return "".join(word[0] for word in words[:2]).upper() if len(words) > 1 else name[:2].upper()


@register.filter
def measured_size(piece: Piece) -> str:
    """A weighed parcel's size in cm."""
    sides = (piece.measured_length_mm or 0, piece.measured_width_mm or 0, piece.measured_height_mm or 0)
    return formats.size(*sides)


@register.filter
def get(found: Mapping[str, object], name: str) -> object:
    """An entry of a dict by a name that is not an attribute."""
    return found.get(name, ())


@register.inclusion_tag("parts/orderfield.html")
def orderfield(
    form: OrderForm, name: str, label: str, *, row: int | None = None, part: str = "", span: str = "", max: int = 20,
    unit: str = "", kind: str = "text", numeric: bool = False, required: bool = False, focus: bool = False,
    choices: str = "",
) -> dict[str, object]:  # fmt: skip
    """A field of the order form with what was typed and what is wrong with it."""
    path = name if row is None else f"{name}[{row}].{part}"
    return {
        "id": "f-" + re.sub(r"\W+", "-", path), "name": path, "label": label, "span": span, "max": max, "unit": unit,
        "kind": kind, "numeric": numeric or bool(unit), "required": required, "value": form.typed.get(path, ""),
        "faults": form.faults.get(path, []), "focus": focus and not form.faults,
        "choices": choices,
    }  # fmt: skip
