"""Our own companies: what opens or changes one, and what is wrong with it."""

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from babel import Locale
from django.db import IntegrityError, transaction

from galeon.kernel.refusal import Refusal
from galeon.parties.models import LegalEntity
from galeon.parties.tax_number import fits

CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,15}")
PREFIX = re.compile(r"[A-Z0-9]{1,8}")
LENGTHS = {"name": 120, "address": 300, "tax_number": 30, "payment_text": 400}


class NewEntity(msgspec.Struct, frozen=True, kw_only=True):
    """A company of ours that invoices; columns as `models.LegalEntity`."""

    code: str
    name: str
    country: str
    currency: str
    prefix: str
    timezone: str = "Asia/Shanghai"
    address: str = ""
    tax_number: str = ""
    payment_text: str = ""
    is_active: bool = True


def opened(new: NewEntity) -> int | list[Refusal]:
    """See `acts.open_entity`."""
    return _written(new, None)


def changed(entity_id: int, new: NewEntity) -> int | list[Refusal]:
    """See `acts.change_entity`."""
    return _written(new, entity_id)


def _written(new: NewEntity, entity_id: int | None) -> int | list[Refusal]:
    if faults := [*_faults(new), *_taken(new, entity_id)]:
        return faults
    columns = msgspec.structs.asdict(new)
    try:
        with transaction.atomic():
            if entity_id is None:
                return LegalEntity.objects.create(**columns).pk
            if LegalEntity.objects.filter(pk=entity_id).update(**columns):
                return entity_id
            return [Refusal(code="entity_unknown", field=None, message="There is no such company of ours.")]
    except IntegrityError as error:
        if "is kept in" in str(error):
            return [_no("books_exist", "currency", "Its books have begun: currency and time zone stay.")]
        return [*_taken(new, entity_id)] or [
            _no("entity_taken", "code", "Another company of ours is just being written.")
        ]


def _faults(new: NewEntity) -> Iterator[Refusal]:
    if not CODE.fullmatch(new.code):
        yield _no("code", "code", "A code has 1 to 16 capitals, digits or dashes.")
    if not PREFIX.fullmatch(new.prefix):
        yield _no("prefix", "prefix", "A prefix has 1 to 8 capitals or digits.")
    if not new.name.strip():
        yield _no("name", "name", "A company has a name.")
    for field, most in LENGTHS.items():
        text: str = getattr(new, field)
        if len(text) > most or "\0" in text:
            yield _no("too_long", field, "At most {max} characters.", max=str(most))
    if new.country not in _territories():
        yield _no("country_unknown", "country", "There is no country {name}.", name=new.country[:10])
    elif new.tax_number and not fits(new.country, new.tax_number):
        yield _no("tax_number", "tax_number", "This is not a tax number of {country}.", country=new.country)
    if new.currency not in _currencies():
        yield _no("currency_unknown", "currency", "There is no currency {name}.", name=new.currency[:10])
    try:
        ZoneInfo(new.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield _no("timezone_unknown", "timezone", "The time zone {name} is not known.", name=new.timezone[:40])


def _taken(new: NewEntity, entity_id: int | None) -> Iterator[Refusal]:
    others = LegalEntity.objects.exclude(pk=entity_id or 0)
    if others.filter(code=new.code).exists():
        yield _no("code_taken", "code", "Another company of ours is called {name}.", name=new.code)
    # credit notes begin with the prefix and a C: GAL's would be numbered like the invoices of GALC
    alike = {new.prefix, f"{new.prefix}C", new.prefix.removesuffix("C")}
    if others.filter(prefix__in=alike).exists():
        yield _no("prefix_taken", "prefix", "Another company of ours numbers with {prefix}.", prefix=new.prefix)


@cache
def _territories() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code))


@cache
def _currencies() -> frozenset[str]:
    return frozenset(Locale("en").currencies)


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
