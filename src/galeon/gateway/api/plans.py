"""What a SKU costs by each way there is, and where one overtakes another."""

from typing import Annotated, Any, Literal

import msgspec
from django.utils import translation
from msgspec import Meta

from galeon.gateway.api import problems
from galeon.gateway.api.endpoint import Answer, Call, No, Reply, endpoint
from galeon.gateway.api.problems import Fault
from galeon.gateway.api.shapes import Cents
from galeon.intake.check import WEIGHT_G_LIMIT
from galeon.intake.planning import check, terms, words
from galeon.intake.planning.planner import plan
from galeon.network.reads import network

Mode = Literal["express", "consolidated", "overseas"]
Orders = Annotated[int, Meta(description="Orders a month.", examples=[400])]


class SkuBody(terms.Sku, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One unit as it is packed: grams, millimetres, and minor units of your account's currency."""


class CartonBody(terms.Carton, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How `units` of it travel to a warehouse overseas; without it each unit travels as it is."""


class DestinationBody(terms.Destination, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a part of the orders goes; the shares of all destinations make 100."""


class DemandBody(terms.Demand, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is expected to be sold in a month of 30 days, and how stock overseas follows it."""


class BorderBody(terms.Border, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Import duty and VAT of parcels and of cartons in bulk, in hundredths of a percent (2000 is 20 %), and entry fees."""


class HoldingBody(terms.Holding, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days free of storage, and the cost of capital a year in hundredths of a percent."""


class PlanBody(terms.PlanEnquiry, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A SKU, where it sells and how much. Without `services`, every open service is asked."""

    sku: SkuBody
    destinations: tuple[DestinationBody, ...]
    demand: DemandBody
    carton: CartonBody | None = None
    border: BorderBody = BorderBody()
    holding: HoldingBody = HoldingBody()


class PlanFee(msgspec.Struct, frozen=True, kw_only=True):
    """One fee of a month; `reason` is `why` as data."""

    code: Annotated[str, Meta(examples=["first_leg"])]
    name: str
    part: Literal["first_leg", "storage", "parcel", "surcharges", "duty", "vat", "entry", "capital"]
    destination: str
    amount_minor: Cents
    why: str
    reason: terms.Why


class PlanWay(msgspec.Struct, frozen=True, kw_only=True):
    """A service that can do it: a month's total, an order's, days to the shopper's door, and what stands in stock at cost."""

    service: str
    name: str
    mode: Mode
    days_min: int
    days_max: int
    total_minor: Cents
    order_minor: Cents
    tied_minor: Cents
    lines: list[PlanFee]


class PlanCannot(msgspec.Struct, frozen=True):
    """A service that cannot do it; `service` is null where there is none of this mode."""

    mode: Mode
    service: str | None
    name: str
    errors: list[Fault]


class ModeTotal(msgspec.Struct, frozen=True):
    """A month's total by the cheapest service of a mode."""

    mode: Mode
    total_minor: Cents


class PlanStretch(msgspec.Struct, frozen=True, kw_only=True):
    """From so many to so many orders a month this mode is the cheapest. below and at: every mode's total with one order
    less than `from_orders`, and with `from_orders`; both empty in the first stretch."""

    mode: Mode
    from_orders: Orders
    to_orders: Orders
    below: list[ModeTotal]
    at: list[ModeTotal]


class PlanPoint(msgspec.Struct, frozen=True):
    """A month of so many orders by each mode."""

    orders: Orders
    totals: list[ModeTotal]


class PlanOut(msgspec.Struct, frozen=True, kw_only=True):
    """Ways, the cheapest first; what cannot be done; and the cheapest mode for 1 to `searched` orders a month."""

    currency: str
    orders_month: Orders
    ways: list[PlanWay]
    cannot: list[PlanCannot]
    stretches: list[PlanStretch]
    searched: int
    curve: list[PlanPoint]


@endpoint(
    "POST", "plans", tag="services", summary="Express, consolidation or stock overseas", reads=PlanBody,
    replies={200: PlanOut}, refuses={},
)  # fmt: skip
def make_plan(call: Call) -> Answer:
    """What a month of a SKU's orders costs by each service, by your own prices, with every fee's reason, the days and the
    capital tied up; and from how many orders on one mode is cheaper than another. Nothing is kept."""
    found = plan(call.caller.customer, call.body)
    if isinstance(found, list):
        return No(422, found, "validation")
    with translation.override(call.language):
        return Reply(200, _out(found, call.language))


def _out(found: terms.Plan, language: str) -> PlanOut:
    return PlanOut(
        currency=found.currency, orders_month=found.orders_month, ways=[_way(way, language) for way in found.ways],
        cannot=[_cannot(no, language) for no in found.cannot],
        stretches=[
            PlanStretch(
                mode=_mode(s.mode), from_orders=s.first, to_orders=s.last, below=_totals(s.below), at=_totals(s.at)
            )
            for s in found.stretches
        ],
        searched=found.searched, curve=[PlanPoint(point.orders, _totals(point.totals)) for point in found.curve],
    )  # fmt: skip


def _way(way: terms.Way, language: str) -> PlanWay:
    return PlanWay(
        service=way.service, name=_name(way.service, language), mode=_mode(way.mode), days_min=way.days_min,
        days_max=way.days_max, total_minor=way.total_minor, order_minor=way.order_minor, tied_minor=way.tied_minor,
        lines=[
            PlanFee(
                code=line.code, name=words.line_name(line, language), part=line.part,  # type: ignore[arg-type]
                destination=line.destination, amount_minor=line.amount_minor, why=words.why_text(line.why, language),
                reason=line.why,
            )
            for line in way.lines
        ],
    )  # fmt: skip


def _cannot(no: terms.Cannot, language: str) -> PlanCannot:
    name = _name(no.service, language) if no.service else ""
    return PlanCannot(_mode(no.mode), no.service or None, name, problems.faults(no.refusals))


def _totals(totals: tuple[tuple[str, int], ...]) -> list[ModeTotal]:
    return [ModeTotal(_mode(mode), minor) for mode, minor in totals]


def _name(code: str, language: str) -> str:
    return network().services[code.upper()].name(language)


def _mode(mode: str) -> Mode:
    return mode  # type: ignore[return-value]


def _limits(part: str) -> dict[str, dict[str, Any]]:
    return {name: {"minimum": low, "maximum": high} for name, (low, high) in check.LIMITS[part].items()}


_WEIGHT = {"weight_g": {"minimum": 1, "maximum": WEIGHT_G_LIMIT}}
LIMITS: dict[str, dict[str, dict[str, Any]]] = {
    "SkuBody": {**_WEIGHT, **_limits("sku")},
    "CartonBody": {**_WEIGHT, **_limits("carton")},
    "DestinationBody": {
        "country": {"pattern": "^[A-Z]{2}$", "examples": ["US"], "description": "ISO 3166-1 alpha-2."},
        "postcode": {"maxLength": 16}, **_limits("destination"),
    },
    "DemandBody": _limits("demand"),
    "BorderBody": _limits("border"),
    "HoldingBody": _limits("holding"),
    "PlanBody": {"destinations": {"minItems": 1, "maxItems": check.DESTINATIONS_MAX}},
}  # fmt: skip
"""What `planning.check` judges by, for the document."""
