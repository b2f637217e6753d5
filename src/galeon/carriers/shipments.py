"""Waybills as labels to buy: the consignee, the pieces as measured, the goods of each piece."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from galeon.carriers.accounts import Account
from galeon.carriers.terms import Address, Goods, LabelWanted, Piece
from galeon.kernel.sql import load
from galeon.waybills import orders


class Claim(msgspec.Struct, frozen=True):
    """A booking taken by this worker."""

    account_id: int
    id: int
    waybill_id: int
    carrier_account_id: int
    service: str
    attempts: int
    asked_at: Any = None

    @property
    def key(self) -> str:
        """What the carrier knows the booking by; printed on the label."""
        return f"GAL-{self.id}"


def labels_wanted(claims: Sequence[Claim], accounts: dict[int, Account]) -> dict[int, LabelWanted]:
    """By booking id."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "shipments"),
            {
                "account": [c.account_id for c in claims],
                "waybill": [c.waybill_id for c in claims],
                "id": [c.id for c in claims],
            },
        )
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    return {c.id: _wanted(c, accounts[c.carrier_account_id], *rows[c.id]) for c in claims if c.id in rows}


def _wanted(
    claim: Claim,
    account: Account,
    consignee: Any,
    incoterm: str | None,
    currency: str,
    parcels: list[list[int]],
    items: list[list[Any]] | None,
) -> LabelWanted:
    return LabelWanted(
        key=claim.key,
        service=claim.service,
        ship_from=account.ship_from,
        ship_to=_address(msgspec.json.decode(consignee, type=orders.Address) if isinstance(consignee, str)
                         else msgspec.convert(consignee, orders.Address)),
        pieces=tuple(_piece(p, [i for i in items or [] if i[0] == p[0]]) for p in parcels),
        currency=currency,
        incoterm=incoterm or "DAP",
        label_format=account.label_format,
    )  # fmt: skip


def _address(to: orders.Address) -> Address:
    first = " ".join(part for part in (to.street[0] if to.street else "", to.house_number) if part)
    return Address(
        name=to.name,
        company=to.company,
        lines=(first, *to.street[1:]),
        city=to.city,
        state=to.state,
        postcode=to.postcode,
        country=to.country,
        phone=to.phone,
        email=to.email,
        tax_id=to.tax_id,
    )


def _piece(parcel: list[int], items: list[list[Any]]) -> Piece:
    no, weight_g, length_mm, width_mm, height_mm = parcel
    units = sum(item[2] for item in items) or 1
    return Piece(
        parcel_no=no,
        weight_g=weight_g,
        length_mm=length_mm,
        width_mm=width_mm,
        height_mm=height_mm,
        goods=tuple(
            Goods(
                description=title,
                quantity=quantity,
                weight_g=unit_weight_g or weight_g // units,  # merchants rarely declare it; a share of the box then
                value_minor=value_minor,
                hs_code=hs_code,
                origin=origin,
                sku=sku,
            )
            for _, title, quantity, unit_weight_g, value_minor, hs_code, origin, sku in items
        ),
    )
