"""Test parcels of the calculator: read from the page, priced by a draft and by what is live, side by side."""

from datetime import datetime
from decimal import Decimal

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of, minor
from galeon.tariffs import reads, rows, shelf
from galeon.tariffs.checks.check import check
from galeon.tariffs.engine.compile import Tariff, midnight
from galeon.tariffs.price import Piece, Price, PriceRequest, Values
from galeon.tariffs.sheet import Sheet
from galeon.web import formats, reasons

PIECES_MAX = 200
WEIGHT_MAX_KG, SIDE_MAX_CM = Decimal(50_000), Decimal(2_000)


class Parcel(Struct, frozen=True, forbid_unknown_fields=True):
    """What was typed: kilograms and centimetres as the reader writes them."""

    country: str = ""
    postcode: str = ""
    region: str = ""
    city: str = ""
    weight: str = ""
    length: str = ""
    width: str = ""
    height: str = ""
    pieces: str = "1"
    cargo_class: str = "general"
    options: list[str] = []
    declared: str = ""
    insured: str = ""
    cod: str = ""
    day: str = ""


class Line(Struct, frozen=True):
    """A fee on both sides; None = not charged there."""

    label: str
    why: str
    draft_minor: int | None
    live_minor: int | None
    live_why: str = ""


class Side(Struct, frozen=True):
    """One version's answer; refusal: why there is no price."""

    total_minor: int | None = None
    zone: str = ""
    weighed: str = ""
    refusal: str = ""


def request_of(parcel: Parcel, sheet: Sheet, at: datetime) -> PriceRequest | Refusal:
    """The shipment as the tariff is asked. Refusals name the field that cannot be read."""
    language = formats.language()
    numbers: dict[str, int] = {}
    for name, scale, most in (
        ("weight", 3, WEIGHT_MAX_KG), ("length", 1, SIDE_MAX_CM), ("width", 1, SIDE_MAX_CM), ("height", 1, SIDE_MAX_CM),
        ("pieces", 0, Decimal(PIECES_MAX)), ("declared", None, None), ("insured", None, None), ("cod", None, None),
    ):  # fmt: skip
        text = getattr(parcel, name)
        value = decimal_of(text, language) if text.strip() else Decimal(0)
        if value is None or value < 0 or (most is not None and value > most):
            return Refusal(
                code="not_a_number", field=name, message="“{text}” is not a number.", params={"text": text[:40]}
            )
        numbers[name] = minor(value, sheet.currency) if scale is None else int(value.scaleb(scale))
    piece = Piece(numbers["weight"], numbers["length"], numbers["width"], numbers["height"])
    return PriceRequest(
        0, 0, "", sheet.currency, parcel.country.strip().upper()[:2], parcel.postcode.strip()[:12],
        (piece,) * max(1, numbers["pieces"]), parcel.cargo_class[:16], at, region=parcel.region.strip()[:60],
        city=parcel.city.strip()[:80], options=frozenset(option[:24] for option in parcel.options[:20]),
        values=Values(declared_minor=numbers["declared"], insured_minor=numbers["insured"], cod_minor=numbers["cod"]),
    )  # fmt: skip


def unsaved(version_id: int, sheet: Sheet) -> Tariff | Refusal:
    """A draft as it stands on the page, compiled with the dated tables it names; its first fault where it has one."""
    if faults := check(sheet):
        return faults[0]
    version = rows.read([version_id])[version_id]
    return shelf.compile_version(shelf.snapshot(), msgspec.structs.replace(version, sheet=sheet))


def price(tariff: Tariff, request: PriceRequest) -> Price | Refusal:
    """One shipment by one compiled version."""
    zone = tariff.zone(request.country, request.postcode, request.region, request.origin)
    if zone is None:
        return Refusal(
            code="destination_not_served", field="country", message="This service does not go to {country} {postcode}.",
            params={"country": request.country, "postcode": request.postcode},
        )  # fmt: skip
    return tariff.price(request, zone)


def live_price(live_id: int | None, request: PriceRequest) -> Price | Refusal | None:
    """The same by the version in force; None where none is."""
    return reads.trial([live_id], [request])[0] if live_id is not None else None


def moment(sheet: Sheet, now: datetime) -> datetime:
    """When a test parcel is priced: now, or the version's first day where that is ahead."""
    return max(now, midnight(sheet.valid_from, sheet.timezone))


def side(answer: Price | Refusal | None) -> Side:
    """An answer as shown."""
    if answer is None:
        return Side(refusal=_("Nothing is live"))
    if isinstance(answer, Refusal):
        return Side(refusal=answer.text())
    return Side(answer.total_minor, answer.zone, reasons.weighed(answer))


def lines(draft: Price | Refusal, live: Price | Refusal | None) -> list[Line]:
    """The fees of both, in the draft's order, then those only the live version has."""
    ours = reasons.fees(draft) if isinstance(draft, Price) else []
    theirs = reasons.fees(live) if isinstance(live, Price) else []
    found = []
    left = list(theirs)
    for fee in ours:
        same = next((one for one in left if one.label == fee.label), None)
        if same is not None:
            left.remove(same)
        found.append(
            Line(fee.label, fee.why, fee.amount_minor, same.amount_minor if same else None, same.why if same else "")
        )
    return found + [Line(fee.label, "", None, fee.amount_minor, fee.why) for fee in left]
