"""Tax rules: added from a day on, never edited."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
from django.db import connection, transaction

from galeon.billing.invoices.models import NAMELESS, Category, TaxRule
from galeon.kernel.refusal import Refusal
from galeon.network.models import Country
from galeon.parties.models import LegalEntity
from galeon.parties.reads import is_finance

REASON_MAX = 200
CODE_MAX = 32
NO_TAX = Decimal(0)
ALL_OF_IT = Decimal(100)


class NewTaxRule(msgspec.Struct, frozen=True, kw_only=True):
    """How an entity taxes from a day on; fields as `models.TaxRule`."""

    entity_id: int
    category: str
    percent: Decimal
    valid_from: date
    valid_to: date | None = None
    country: str = ""
    has_tax_number: bool | None = None
    code: str = ""
    reason: str = ""


def add_tax_rule(new: NewTaxRule, *, by: int | None) -> int | Refusal:
    """Add a rule; its id. One with the same key and first day as an older one takes its place.

    by: the person, who must be of our finance; None: the house itself. Refused: not_finance, entity_unknown,
    category_unknown, percent, tax_reason, country_unknown, tax_code, valid_to.
    """
    if refusal := _refused(new, by):
        return refusal
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT galeon_id()")
            (rule_id,) = cursor.fetchone()
        TaxRule.objects.create(id=rule_id, added_at=datetime.now(UTC), added_by=by, **msgspec.structs.asdict(new))
    return int(rule_id)


def _refused(new: NewTaxRule, by: int | None) -> Refusal | None:
    if by is not None and not is_finance(by):
        return _no("not_finance", None, "Only our finance may change how we tax.")
    if not LegalEntity.objects.filter(pk=new.entity_id).exists():
        return _no("entity_unknown", "entity", "There is no such company of ours.")
    if new.category not in Category.values:
        return _no("category_unknown", "category", "There is no tax category {category}.", category=new.category[:2])
    if new.country and not Country.objects.filter(pk=new.country).exists():
        return _no("country_unknown", "country", "There is no country {country}.", country=new.country[:2])
    if len(new.code) > CODE_MAX or not (new.code == "" or new.code.isidentifier()):
        return _no("tax_code", "code", "A fee's code is small letters, digits and underscores.")
    if new.valid_to is not None and new.valid_to < new.valid_from:
        return _no("valid_to", "valid_to", "The last day must not be before the first.")
    return _rate_refused(new)


def _rate_refused(new: NewTaxRule) -> Refusal | None:
    taxed = new.category == Category.STANDARD
    if taxed and not (NO_TAX < new.percent < ALL_OF_IT and new.percent == round(new.percent, 2)):
        return _no("percent", "percent", "A rate is above 0 and below 100, with at most two decimals.")
    if not taxed and new.percent != NO_TAX:
        return _no("percent", "percent", "Only the standard category has a rate.")
    if len(new.reason) > REASON_MAX or not new.reason.isprintable():
        return _no("tax_reason", "reason", "A reason has at most {max} characters.", max=str(REASON_MAX))
    if (new.category in NAMELESS) != (new.reason == ""):
        return _no("tax_reason", "reason", "Say why no tax is charged, where none is; and only there.")
    return None


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
