"""Everything the sample company prices by: dated tables, lists for customers, agents and suppliers, and a draft."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.network.models import Service
from galeon.ops.sample import areas, lists, surcharges
from galeon.tariffs import acts, acts_dated
from galeon.tariffs.acts_dated import Edition
from galeon.tariffs.engine.areas import AreaRow
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Side

ZONE = "Asia/Shanghai"
WORLD = {"1": (13_500, 3_150), "2": (14_200, 3_300), "3": (11_000, 2_400)}
GOLD = {"1": (12_800, 2_990), "2": (13_500, 3_130), "3": (10_450, 2_280)}
DOLLARS = {"1": (1_900, 445), "2": (2_000, 465), "3": (1_550, 340)}
COSTS = {"ups": (79, 79, 80), "fedex": (84, 75, 82), "dhl": (86, 81, 71)}
"""What each express carrier asks of us, in percent of the common list, by zone."""
USD_CNY, EUR_CNY, CNY_USD = Decimal("7.1"), Decimal("7.7"), Decimal("14.2")
NEXT = 4  # percent: how much dearer Europe is in the draft


class Whom(Struct, frozen=True):
    """Whom a list is for beside everybody, by the ids of what was opened; name: what its code ends in."""

    name: str = "ALL"
    level: str = ""
    account_id: int | None = None
    side: Side = Side.SALE
    agent_id: int | None = None
    supplier: str = ""


EVERYBODY = Whom()


def open_tables(since: date, today: date, at: datetime) -> None:
    """Three fuel tables, three of remote areas, and exchange rates, all of them from before the story."""
    for code, (name, _) in lists.FUELS.items():
        sure(acts_dated.open_fuel(code, name, ZONE))
        sure(acts_dated.set_fuel(code, lists.fuel_rates(code, today), None, at))
    for code, name, rows in (
        ("ups", "UPS", areas.ups()),
        ("fedex", "FedEx", areas.fedex()),
        ("dhl", "DHL", areas.dhl()),
    ):
        _load(code, f"{name} remote areas", rows, lists.month_start(since, 2), at)
    for base, rate in (("USD", USD_CNY), ("EUR", EUR_CNY)):
        sure(acts_dated.set_rate(base, "CNY", lists.month_start(since, 2), rate, None, at))


def _load(code: str, name: str, rows: list[AreaRow], valid_from: date, at: datetime) -> None:
    sure(acts_dated.open_areas(code, name, ZONE))
    edition = acts_dated.load_areas(code, rows, valid_from, None, at)
    if not isinstance(edition, Edition):
        raise TypeError(edition)
    sure(acts_dated.publish_areas(edition.id, None, at))


class Publishing:
    """Publishes the lists, costs first: a sale is held against them."""

    def __init__(self, services: Mapping[str, Service], since: datetime, today: date) -> None:
        self.services, self.since = services, since
        self.early, self.this = lists.month_start(since.date(), 1), lists.month_start(today)

    def everything(self, accounts: Mapping[str, int], agent_id: int) -> None:
        """Every list that is in force."""
        self._costs()
        self._express(agent_id)
        self._line(accounts, agent_id)
        self._stock()

    def add(self, service: str, sheet: Sheet, whom: Whom = EVERYBODY, by: int | None = None) -> int:
        """Draft a list's next version; its id."""
        key = ListKey(
            f"{service}-{sheet.currency}-{whom.name}", f"{self.services[service].name_en}, {sheet.currency}",
            self.services[service].pk, sheet.currency, whom.level, whom.account_id, whom.side, whom.agent_id, whom.supplier,
        )  # fmt: skip
        version = acts.draft(key, sheet, by, self.since)
        if not isinstance(version, int):
            raise TypeError(version)
        return version

    def _publish(self, service: str, sheet: Sheet, whom: Whom = EVERYBODY) -> None:
        sure(acts.publish(self.add(service, sheet, whom), None, self.since))

    def _costs(self) -> None:
        minimums = {"ups": surcharges.UPS_MINIMUMS, "fedex": surcharges.FEDEX_MINIMUMS, "dhl": ()}
        fees = {"ups": surcharges.ups("ups"), "fedex": surcharges.fedex("fedex"), "dhl": surcharges.dhl("dhl")}
        for carrier, percents in COSTS.items():
            rates = {
                zone: (first * percent // 100, further * percent // 100)
                for percent, (zone, (first, further)) in zip(percents, WORLD.items(), strict=True)
            }
            sheet = lists.express(
                self.early, rates, surcharges=surcharges.scaled(fees[carrier], Decimal(90)), minimums=minimums[carrier],
                table=carrier,
            )  # fmt: skip
            self._publish("GX-EXPRESS", sheet, _cost(carrier))
        self._publish("GX-USLINE", lists.line(self.early, {"US": 6_700, "CA": 7_300}, 1_150), _cost("ups"))
        self._publish("GX-USLINE", lists.line(self.early, {"US": 6_200, "CA": 7_600}, 1_500), _cost("usps"))
        self._publish(
            "GX-IBERIA", lists.union(self.early, (310, 265, 245), 30, "EUR", lists.stocked(21_000, 34)), _cost("dpd")
        )
        self._publish("GX-LAX", lists.shelf(self.early, 330, 62, 80, "USD", lists.stocked(21_500, 42)), _cost("ups"))

    def _express(self, agent_id: int) -> None:
        fees = (*surcharges.ups("ups"), *surcharges.happenings(500))
        before = {zone: (first - 500, further - 100) for zone, (first, further) in WORLD.items()}
        self._publish("GX-EXPRESS", _by_ups(self.early, before, fees))
        self._publish("GX-EXPRESS", _by_ups(self.this, WORLD, fees))
        self._publish("GX-EXPRESS", _by_ups(self.early, GOLD, fees), Whom("gold", level="gold"))
        self._publish("GX-EXPRESS", _by_ups(self.early, DOLLARS, surcharges.scaled(fees, CNY_USD), "USD"))
        base = {zone: (first * 88 // 100, further * 88 // 100) for zone, (first, further) in WORLD.items()}
        agents = _by_ups(self.early, base, surcharges.scaled(fees, Decimal(95)), "CNY")
        self._publish("GX-EXPRESS", agents, Whom("HEXING", side=Side.AGENT, agent_id=agent_id))

    def _line(self, accounts: Mapping[str, int], agent_id: int) -> None:
        yuan, dollars = surcharges.happenings(150), surcharges.happenings(150, CNY_USD)
        self._publish("GX-USLINE", lists.line(self.early, {"US": 9_500, "CA": 10_200}, 1_600, fees=yuan))
        gold = lists.line(self.early, {"US": 8_900, "CA": 9_600}, 1_500, fees=yuan)
        self._publish("GX-USLINE", gold, Whom("gold", level="gold"))
        self._publish("GX-USLINE", lists.line(self.early, {"US": 1_330, "CA": 1_430}, 220, "USD", dollars))
        own = Whom("NORTHWIND", account_id=accounts["NORTHWIND"])
        self._publish("GX-USLINE", lists.line(self.early, {"US": 1_250, "CA": 1_350}, 200, "USD", dollars), own)
        base = lists.line(self.early, {"US": 8_200, "CA": 9_000}, 1_350)
        self._publish("GX-USLINE", base, Whom("HEXING", side=Side.AGENT, agent_id=agent_id))

    def _stock(self) -> None:
        self._publish("GX-IBERIA", lists.union(self.early, (420, 360, 330), 40, "EUR", lists.stocked(29_000, 45)))
        self._publish(
            "GX-IBERIA", lists.union(self.early, (3_250, 2_790, 2_560), 310, "CNY", lists.stocked(224_000, 350))
        )
        self._publish("GX-LAX", lists.shelf(self.early, 450, 85, 110, "USD", lists.stocked(29_500, 55)))
        self._publish("GX-LAX", lists.shelf(self.early, 3_200, 600, 780, "CNY", lists.stocked(210_000, 390)))

    def draft(self, by: int, at: datetime) -> int:
        """Next month's express, not published: Europe dearer, Asia a little cheaper, and a fee for the peak weeks."""
        (first, further), (first_asia, further_asia) = WORLD["2"], WORLD["3"]
        changed = {
            **WORLD,
            "2": (first * (100 + NEXT) // 100, further * (100 + NEXT) // 100),
            "3": (first_asia * 98 // 100, further_asia * 98 // 100),
        }
        begins = (self.this + timedelta(days=31)).replace(day=1)
        peak = Rule(
            code="peak", basis=Basis.PER_KG, amount_minor=150, fuelable=True, valid_from=begins,
            valid_to=begins + timedelta(days=45),
        )  # fmt: skip
        sheet = _by_ups(begins, changed, (peak, *surcharges.ups("ups"), *surcharges.happenings(500)))
        self.since = at
        return self.add("GX-EXPRESS", replace(sheet, note="Peak season"), by=by)


def _by_ups(
    valid_from: date, rates: dict[str, tuple[int, int]], fees: tuple[Rule, ...], currency: str = "CNY"
) -> Sheet:
    """Express as UPS carries it."""
    return lists.express(valid_from, rates, currency, fees, surcharges.UPS_MINIMUMS)


def _cost(supplier: str) -> Whom:
    return Whom(f"COST-{supplier.upper()}", side=Side.COST, supplier=supplier)


def sure(answer: int | Refusal | None) -> None:
    """In the sample company nothing is refused."""
    if isinstance(answer, Refusal):
        raise TypeError(f"{answer.code}: {answer.message} {answer.params}")
