"""What the labels of these waybills say, gathered in four queries; `waybills.label` draws them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection

from galeon.kernel.tenancy import as_application
from galeon.waybills.label import LabelAddress, LabelData, LabelItem
from galeon.waybills.orders import Address

LABELS_MAX = 2_000
HEADS = """
SELECT w.account_id, w.id, w.number, w.reference, w.cargo_class, w.consignee::text, w.shipper::text,
       coalesce(w.taxes ->> 'incoterm', 'DAP'), w.booked_at, s.code, s.name_en, s.label_layout,
       o.name, o.city, o.country_id, o.address, o.timezone, a.name,
       coalesce((SELECT q.iata FROM service_leg l JOIN port q ON q.locode = l.destination_id
                  WHERE l.service_id = s.id AND l.kind = 'line_haul' ORDER BY l.no DESC LIMIT 1), '')
  FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS u(account_id, id, n)
  JOIN waybill w ON w.account_id = u.account_id AND w.id = u.id
  JOIN service s ON s.id = w.service_id JOIN site o ON o.id = w.origin_site_id JOIN account a ON a.id = w.account_id
 ORDER BY u.n"""
PIECES = """
SELECT p.waybill_id, p.no, coalesce(p.measured_g, p.weight_g) FROM parcel p
  JOIN unnest(%s::bigint[], %s::bigint[]) AS u(account_id, id) ON p.account_id = u.account_id AND p.waybill_id = u.id
 ORDER BY p.waybill_id, p.no"""
ITEMS = """
SELECT i.waybill_id, i.title, i.quantity, i.unit_value_minor * i.quantity, i.currency, i.hs_code, i.origin_country FROM item i
  JOIN unnest(%s::bigint[], %s::bigint[]) AS u(account_id, id) ON i.account_id = u.account_id AND i.waybill_id = u.id
 ORDER BY i.waybill_id, i.line"""


class _Head(msgspec.Struct, frozen=True):
    account_id: int
    id: int
    number: str
    reference: str
    cargo_class: str
    consignee: str
    shipper: str | None
    incoterm: str
    booked_at: datetime
    service_code: str
    service_name: str
    layout: str
    site: str
    site_city: str
    site_country: str
    site_address: str
    timezone: str
    account_name: str
    hub: str


def labels(keys: Sequence[tuple[int, int]]) -> list[LabelData]:
    """One label for each piece of these (account_id, waybill_id), in their order; unknown ones are left out.

    Raises ValueError for more than 2,000 waybills at once.
    """
    if len(keys) > LABELS_MAX:
        raise ValueError(f"labels of at most {LABELS_MAX} waybills at once")
    terms = [[account for account, _ in keys], [waybill for _, waybill in keys]]
    pieces: dict[int, list[tuple[int, int]]] = defaultdict(list)
    items: dict[int, list[LabelItem]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(HEADS, terms)
        heads = [_Head(*row) for row in cursor.fetchall()]
        cursor.execute(PIECES, terms)
        for waybill_id, no, weight_g in cursor.fetchall():
            pieces[waybill_id].append((no, weight_g))
        cursor.execute(ITEMS, terms)
        for waybill_id, title, quantity, value_minor, currency, hs_code, origin in cursor.fetchall():
            items[waybill_id].append(
                LabelItem(title=title, quantity=quantity, value_minor=value_minor, currency=currency, hs_code=hs_code, origin=origin)
            )
    company = _company()
    return [
        _label(head, company, tuple(items[head.id]), no, len(pieces[head.id]), weight_g)
        for head in heads
        for no, weight_g in pieces[head.id]
    ]


def _company() -> str:
    """The house's own name; customers do not see its row."""
    with as_application(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM account WHERE is_house ORDER BY id LIMIT 1")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _label(head: _Head, company: str, items: tuple[LabelItem, ...], no: int, pieces: int, weight_g: int) -> LabelData:
    return LabelData(
        number=head.number, company=company, service_code=head.service_code, service_name=head.service_name, hub=head.hub,
        sender=_sender(head), recipient=_address(msgspec.json.decode(head.consignee, type=Address)), weight_g=weight_g,
        date=head.booked_at.astimezone(ZoneInfo(head.timezone)).date(), piece=no, pieces=pieces, reference=head.reference,
        cargo_class=head.cargo_class, incoterm=head.incoterm, items=items, layout=head.layout,
    )  # fmt: skip


def _sender(head: _Head) -> LabelAddress:
    """The shipper the order names, else the merchant at our hub."""
    if head.shipper:
        return _address(msgspec.json.decode(head.shipper, type=Address))
    lines = tuple(line for line in (head.site_address.splitlines() or [head.site]) if line)[:3]
    return LabelAddress(name=head.account_name, lines=lines or (head.site,), city=head.site_city, country=head.site_country)


def _address(a: Address) -> LabelAddress:
    lines = [line for line in a.street if line]
    if a.house_number and lines:
        lines[0] = f"{lines[0]} {a.house_number}"
    return LabelAddress(
        name=a.name, lines=tuple(lines), city=a.city, country=a.country, company=a.company, phone=a.phone, state=a.state,
        postcode=a.postcode,
    )  # fmt: skip
