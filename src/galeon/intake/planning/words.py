"""Why a fee of a plan is what it is, and what fees are called, in the reader's language."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, gettext_noop, ngettext

from galeon.intake.planning import terms
from galeon.kernel import wording
from galeon.tariffs.words.reasons import fee_name, reason_text

NAMES = {
    "first_leg": gettext_noop("First leg"),
    "storage": gettext_noop("Storage"),
    "parcel": gettext_noop("To the shopper's door"),
    "surcharges": gettext_noop("Surcharges"),
    "duty": gettext_noop("Import duty"),
    "vat": gettext_noop("Import VAT"),
    "entry": gettext_noop("Customs entries"),
    "capital": gettext_noop("Cost of capital"),
}


def part_name(part: str, language: str) -> str:
    """A row of the comparison."""
    with translation.override(wording.language_code(language)):
        return gettext(NAMES[part])


def line_name(line: terms.PlanLine, language: str) -> str:
    """What a fee is called: a price list's as it calls it, ours by our own names; and where to, when not to everywhere."""
    of_list = isinstance(line.why, terms.OfParcels)
    name = fee_name(line.code, language) if of_list else part_name(line.part, language)
    return f"{name} · {line.destination}" if line.destination else name


def why_text(why: terms.Why, language: str) -> str:
    """One sentence, such as "400 orders × 16.00: 16.00 per shipment"."""
    language = wording.language_code(language)
    with translation.override(language):
        return _TELL[type(why)](why, language)


def _money(minor: int, currency: str, language: str) -> str:
    return wording.amount(minor, currency, language)


def _whole(number: int, language: str) -> str:
    return wording.number(Decimal(number), language)


def _percent(bp: int, language: str) -> str:
    return wording.number(Decimal(bp) / 100, language)


def _because(what: str, why: str) -> str:
    return gettext("{what}: {why}").format(what=what, why=why)


def _and(said: str, more: str) -> str:
    return gettext("{said}; {more}").format(said=said, more=more)


def _orders(orders: int, language: str) -> str:
    return ngettext("{orders} order", "{orders} orders", orders).format(orders=_whole(orders, language))


def _of_parcels(why: terms.OfParcels, language: str) -> str:
    each, reason = _money(why.each_minor, why.currency, language), reason_text(why.reason, language)
    orders = _orders(why.orders, language)
    if why.share_percent != 100:
        orders = gettext("{share}% of {orders}").format(share=why.share_percent, orders=orders)
    return _because(f"{orders} × {each}", reason)


def _tax_of_parcels(why: terms.TaxOfParcels, language: str) -> str:
    return gettext("{orders} × {each}: {percent}% of {base}").format(
        orders=_orders(why.orders, language), each=_money(why.each_minor, why.currency, language),
        percent=_percent(why.bp, language), base=_money(why.base_minor, why.currency, language),
    )  # fmt: skip


def _tax_of_bulk(why: terms.TaxOfBulk, language: str) -> str:
    return ngettext("{percent}% of {base}, for {units} unit", "{percent}% of {base}, for {units} units", why.units).format(
        percent=_percent(why.bp, language), base=_money(why.base_minor, why.currency, language),
        units=_whole(why.units, language),
    )  # fmt: skip


def _entry_shared(why: terms.EntryShared, language: str) -> str:
    departures = ngettext("{departures} departure", "{departures} departures", why.departures)
    return gettext("{departures} × {entry}, shared by {orders}").format(
        departures=departures.format(departures=_whole(why.departures, language)),
        entry=_money(why.entry_minor, why.currency, language), orders=_orders(why.orders, language),
    )  # fmt: skip


def _entry_of_shipments(why: terms.EntryOfShipments, language: str) -> str:
    entry = _money(why.entry_minor, why.currency, language)
    said = ngettext(
        "{entry} for each shipment, one every day", "{entry} for each shipment, one every {days} days", why.restock_days
    ).format(entry=entry, days=why.restock_days)
    if why.filled_bp < 10_000:
        share = _percent(why.filled_bp, language)
        said = _and(said, gettext("{share}% of them are needed").format(share=share))
    return said


def _first_leg(why: terms.FirstLeg, language: str) -> str:
    said = ngettext("A shipment every day", "A shipment every {days} days", why.restock_days).format(
        days=why.restock_days
    )
    parts = []
    if why.cartons or not why.more_bp:
        parts.append(_cartons(why.cartons, why.minor, why.currency, language))
    if why.more_bp:
        more = _cartons(why.cartons + 1, why.more_minor, why.currency, language)
        share = _percent(why.more_bp, language)
        parts.append(gettext("in {share}% of cases {cartons}").format(share=share, cartons=more))
    said = _because(said, ", ".join(parts))
    if why.cartons > why.lot:
        together = ngettext("each carton goes on its own", "at most {lot} cartons go together", why.lot)
        said = _and(said, together.format(lot=_whole(why.lot, language)))
    return f"{said} ({reason_text(why.reason, language)})"


def _cartons(cartons: int, minor: int, currency: str, language: str) -> str:
    return ngettext("{cartons} carton {amount}", "{cartons} cartons {amount}", cartons).format(
        cartons=_whole(cartons, language), amount=_money(minor, currency, language)
    )


def _storage(why: terms.Storage, language: str) -> str:
    rate = _money(why.rate_minor, why.currency, language)
    stock = ngettext("{cartons} carton on the shelf", "{cartons} cartons on the shelf", why.cartons).format(
        cartons=_whole(why.cartons, language)
    )
    if why.per_carton:
        said = gettext("{stock} × {days} days × {rate} each").format(stock=stock, days=terms.MONTH_DAYS, rate=rate)
    else:
        volume = wording.number(Decimal(why.volume_mm3).scaleb(-9).quantize(Decimal("0.001")), language)
        said = gettext("{stock}, {volume} m³ × {days} days × {rate}").format(
            stock=stock, volume=volume, days=terms.MONTH_DAYS, rate=rate
        )
    if not why.free_days:
        return said
    waits, paid = (wording.number(Decimal(t) / 10, language) for t in (why.dwell_tenths, why.paid_tenths))
    return _and(said, gettext("of the {waits} days a unit waits, {paid} are paid for").format(waits=waits, paid=paid))


def _of_capital(why: terms.OfCapital, language: str) -> str:
    return gettext("A twelfth of {percent}% of {tied} tied up").format(
        percent=_percent(why.bp_year, language), tied=_money(why.tied_minor, why.currency, language)
    )


_TELL: Mapping[type[terms.Why], Callable[[Any, str], str]] = {
    terms.OfParcels: _of_parcels, terms.TaxOfParcels: _tax_of_parcels, terms.TaxOfBulk: _tax_of_bulk,
    terms.EntryShared: _entry_shared, terms.EntryOfShipments: _entry_of_shipments, terms.FirstLeg: _first_leg,
    terms.Storage: _storage, terms.OfCapital: _of_capital,
}  # fmt: skip
