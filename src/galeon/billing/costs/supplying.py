"""Suppliers: written down and mended."""

import re

from django.db import IntegrityError, transaction
from msgspec import Struct

from galeon.billing.costs.entering import no
from galeon.billing.costs.models import Supplier
from galeon.kernel.refusal import Refusal
from galeon.network.models import Country

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,23}")
_CARRIER = re.compile(r"[a-z0-9_-]{0,16}", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")
DAYS_MAX = 365
BP_MAX = 10_000
TOLERANCE_MAX = 10**9


class NewSupplier(Struct, frozen=True, kw_only=True):
    """A supplier as written down; columns as `models.Supplier`."""

    code: str
    name: str
    currency: str
    carrier: str = ""
    country: str = ""
    tax_number: str = ""
    due_days: int = 30
    dispute_days: int = 30
    tolerance_bp: int = 100
    tolerance_minor: int = 100
    is_active: bool = True


def save_supplier(new: NewSupplier, supplier_id: int | None = None) -> int | Refusal:
    """Write a supplier down, or mend one; its id. Its code stays as it is.

    Refused, naming the field: code, code_taken, name, currency_unknown, carrier, carrier_taken, country, days, tolerance,
    supplier_unknown.
    """
    if refusal := _refused(new):
        return refusal
    fields = {name: getattr(new, name) for name in NewSupplier.__struct_fields__ if name != "code"}
    try:
        with transaction.atomic():
            if supplier_id is None:
                return int(Supplier.objects.create(code=new.code, **fields).pk)
            if not Supplier.objects.filter(pk=supplier_id).update(**fields):
                return no("supplier_unknown", "supplier", message="There is no such supplier.")
            return supplier_id
    except IntegrityError as fault:
        if "supplier_of_carrier_once" in str(fault):
            return no("carrier_taken", "carrier", message="Another supplier has this carrier's code.")
        return no("code_taken", "code", message="There is a supplier {supplier} already.", supplier=new.code)


def _refused(new: NewSupplier) -> Refusal | None:
    if not _CODE.fullmatch(new.code):
        return no("code", "code", message="A supplier's code has capitals, digits and dashes, at most 24.")
    if not 1 <= len(new.name) <= 120 or not new.name.isprintable():
        return no("name", "name", message="A name has 1 to 120 characters.")
    if not _CURRENCY.fullmatch(new.currency):
        return no("currency_unknown", "currency", message="The currency must be a three-letter ISO code.")
    if not _CARRIER.fullmatch(new.carrier):
        return no("carrier", "carrier", message="A carrier's code has letters and digits, at most 16.")
    if new.country and not Country.objects.filter(pk=new.country[:2]).exists():
        return no("country", "country", message="There is no such country.")
    return _out_of_bounds(new)


def _out_of_bounds(new: NewSupplier) -> Refusal | None:
    if len(new.tax_number) > 30 or (new.tax_number and not new.tax_number.isprintable()):
        return no("tax_number", "tax_number", message="A tax number has at most 30 characters.")
    for field in ("due_days", "dispute_days"):
        if not 0 <= getattr(new, field) <= DAYS_MAX:
            return no("days", field, message="Days are between 0 and {max}.", max=str(DAYS_MAX))
    if not 0 <= new.tolerance_bp <= BP_MAX:
        return no("tolerance", "tolerance_bp", message="A tolerance is between 0 and 100 percent.")
    if not 0 <= new.tolerance_minor <= TOLERANCE_MAX:
        return no("tolerance", "tolerance_minor", message="A tolerance cannot be below zero.")
    return None
