"""Which column of a supplier's sheet is what: the shapes known by themselves, and those a person tells. Pure.

Columns are counted from 0.

UPS billing data file: CSV without a head row, about 250 columns, one row a fee of a package. Positions are those of UPS's
"Billing Data" field list (version 2.1) as republished at pdfcoffee.com/forwarding-data-dictionary-pdf-free.html, and agree
with three public programs that read such files. Not held against a live file: what stands in the columns from 53 on
(sources disagree on the due date's place, so it is reckoned from the supplier's terms).

DPD: CSV with a head row, semicolons, decimal comma. DPD says that its bills come as CSV with parcel number, package type,
weight, depot and surcharge letters (dpd.com/nl/en/billing, dpd.com/de faq), but publishes no field list we could read: the
names below are what such a head may say in German, English, Dutch, French and Polish. Not held against a live file.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

Shape = Literal["ups", "dpd", "mapping"]
DecimalMark = Literal[".", ","]
DayOrder = Literal["ymd", "dmy", "mdy"]
WeightUnit = Literal["kg", "g", "lb", "oz"]
COLUMNS_MAX = 300
NAMES_LOOKED_AT = 20


class Layout(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How rows are read. head_rows: how many stand above the lines.

    tracking: the parcel's number; others: more numbers it may be known by. code: one or more columns that make up the fee's
    code. weight_unit_at: a column with K, L or O (kilograms, pounds, ounces), else `weight_unit` holds for all. number,
    billed_on, due_on, total: columns that say what stands on the bill's head, None = a person types it.
    """

    head_rows: int = 0
    tracking: int
    amount: int
    others: tuple[int, ...] = ()
    weight: int | None = None
    weight_unit: WeightUnit = "kg"
    weight_unit_at: int | None = None
    code: tuple[int, ...] = ()
    description: int | None = None
    day: int | None = None
    currency: int | None = None
    number: int | None = None
    billed_on: int | None = None
    due_on: int | None = None
    total: int | None = None
    decimal: DecimalMark = "."
    day_order: DayOrder = "ymd"


UPS_COLUMNS: Mapping[str, int] = {
    "version": 0, "recipient_number": 1, "account_number": 2, "account_country": 3, "invoice_date": 4,
    "invoice_number": 5, "invoice_currency": 9, "invoice_amount": 10, "transaction_date": 11, "lead_shipment_number": 13,
    "shipment_reference_1": 15, "shipment_reference_2": 16, "tracking_number": 20, "package_reference_1": 21,
    "package_reference_2": 22, "entered_weight": 26, "entered_weight_unit": 27, "billed_weight": 28,
    "billed_weight_unit": 29, "billed_weight_type": 31, "package_dimensions": 32, "zone": 33, "charge_category": 34,
    "charge_category_detail": 35, "charge_classification": 43, "charge_description_code": 44, "charge_description": 45,
    "incentive_amount": 51, "net_amount": 52,
}  # fmt: skip
UPS = Layout(
    tracking=20, others=(13, 21, 22, 15, 16), amount=52, weight=28, weight_unit_at=29, code=(35, 43, 44), description=45,
    day=11, currency=9, number=5, billed_on=4, total=10, day_order="mdy",
)  # fmt: skip

DPD_NAMES: Mapping[str, tuple[str, ...]] = {
    "tracking": ("paketscheinnummer", "paketnummer", "parcelnumber", "parcelno", "parcellabelnumber", "pakketnummer",
                 "numerodecolis", "numerpaczki", "parcel"),
    "others": ("sendungsnummer", "shipmentnumber", "zendingnummer", "referenz", "reference", "referentie",
               "kundenreferenz", "customerreference", "referencja"),
    "weight": ("gewicht", "gewichtkg", "weight", "weightkg", "abrechnungsgewicht", "poids", "waga"),
    "amount": ("betrag", "nettobetrag", "netto", "amount", "netamount", "price", "preis", "bedrag", "montant", "montantht",
               "kwotanetto"),
    "code": ("service", "servicecode", "produkt", "product", "produit", "usluga", "surchargecodes", "zuschlag", "toeslag"),
    "description": ("leistung", "beschreibung", "description", "omschrijving", "servicetext", "productname", "designation"),
    "day": ("datum", "versanddatum", "einlieferdatum", "date", "shipdate", "shippingdate", "verzenddatum",
            "datedexpedition", "datanadania"),
    "depot": ("depot", "versanddepot", "depotnr", "depotnumber", "sendingdepot"),
    "currency": ("wahrung", "waehrung", "currency", "valuta", "devise", "waluta"),
    "number": ("rechnungsnummer", "rechnungsnr", "invoicenumber", "invoiceno", "factuurnummer", "numerodefacture"),
    "billed_on": ("rechnungsdatum", "invoicedate", "factuurdatum", "datedefacture"),
}  # fmt: skip
_LETTERS = re.compile(r"[^a-z]")
_ACCENTS = str.maketrans("äöüéèêàâôçłśćńóąężź", "aoueeeaaoclscnoaezz")


def named(cell: str) -> str:
    """A head's cell by its letters alone: "Gewicht (kg)" -> gewichtkg."""
    return _LETTERS.sub("", cell.strip().casefold().translate(_ACCENTS).replace("ß", "ss"))


def known(rows: Sequence[Sequence[str]]) -> tuple[Shape, Layout] | None:
    """The shape the first rows show, with its layout; None: nobody's we know."""
    if not rows:
        return None
    if layout := _ups(rows):
        return "ups", layout
    for at, row in enumerate(rows[:NAMES_LOOKED_AT]):
        if layout := _dpd(row, at):
            return "dpd", layout
    return None


def _ups(rows: Sequence[Sequence[str]]) -> Layout | None:
    """UPS's own has no head; a person may have put one above."""
    head = 1 if {"leadshipmentnumber", "netamount"} <= {named(cell) for cell in rows[0]} else 0
    if len(rows) <= head or len(rows[head]) <= UPS.amount:
        return None
    row = [cell.strip() for cell in rows[head]]
    is_ups = (
        re.fullmatch(r"\d(\.\d+)?", row[0]) and re.fullmatch(r"[\d/.-]{6,10}", row[4])
        and re.fullmatch(r"[A-Z]{3}", row[9]) and re.fullmatch(r"[A-Z]{2}", row[3]) and row[5]
    )  # fmt: skip
    if not is_ups:
        return None
    return Layout(**{**{f: getattr(UPS, f) for f in UPS.__struct_fields__}, "head_rows": head})


def _dpd(row: Sequence[str], at: int) -> Layout | None:
    """A head that names a depot, a parcel and an amount."""
    names = [named(cell) for cell in row]
    found = {what: [n for n, name in enumerate(names) if name in words] for what, words in DPD_NAMES.items()}
    if not (found["depot"] and found["tracking"] and found["amount"]):
        return None
    first = {what: places[0] if places else None for what, places in found.items()}
    return Layout(
        head_rows=at + 1, tracking=found["tracking"][0], others=tuple(found["others"]), amount=found["amount"][0],
        weight=first["weight"], code=tuple(found["code"]), description=first["description"], day=first["day"],
        currency=first["currency"], number=first["number"], billed_on=first["billed_on"], decimal=",", day_order="dmy",
    )  # fmt: skip
