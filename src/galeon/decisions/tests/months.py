"""A small made-up month: parcels that cost a round 1000.00 to send, weighed and charged."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
from django.db import connection

from galeon.billing import acts as billing
from galeon.billing.tests.books import weighed
from galeon.decisions import acts, reads
from galeon.decisions.ask import Ask
from galeon.decisions.change import Change
from galeon.decisions.result import Result
from galeon.intake.acts import Placed, place
from galeon.ops.tests.company import NOW, Company, order
from galeon.parties.reads import Customer
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, Divisor, ListKey, Rule, Sheet, Side, Step, Zone
from galeon.waybills.orders import OrderParcel

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
AT = datetime(2026, 11, 10, 4, 0, tzinfo=UTC)
OWN = {"django_session", "procrastinate_jobs", "procrastinate_events", "scenario", "scenario_rows", "once_key"}


def november(change: Change | None = None, **narrowed: object) -> Ask:
    """The question about November 2026 in Shenzhen, in CNY."""
    asked = Ask(first_day=NOVEMBER[0], last_day=NOVEMBER[1], timezone="Asia/Shanghai", currency="CNY")
    return msgspec.structs.replace(asked, change=change or Change(), **narrowed)


def sheet(
    *, freight_minor: int = 100_000, fuel: str = "20", countries: tuple[str, ...] = ("US", "ES", "DE", "FR"),
    currency: str = "CNY", divisor: int = 0, **more: object,
) -> Sheet:  # fmt: skip
    """Freight of so much a kilogram and fuel of so many percent of it."""
    return msgspec.structs.replace(
        Sheet(
            valid_from=date(2026, 1, 1), currency=currency, steps=(Step(1_000),),
            divisors=(Divisor(divisor=divisor),) if divisor else (),
            zones=tuple(Zone("EU" if country != "US" else "US", country) for country in countries),
            rules=(
                Rule(code="freight", basis=Basis.PER_KG, amount_minor=freight_minor),
                Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal(fuel), of=("freight",)),
            ),
        ),
        **more,
    )  # fmt: skip


def draft(company: Company, content: Sheet, **key: object) -> int:
    """A draft of the list of the company's service for whomever `key` says."""
    known = {"code": "USLINE-CNY", "name": "US line", "service_id": company.service.pk, "currency": content.currency}
    version = tariffs.draft(ListKey(**(known | key)), content, None, NOW)
    assert isinstance(version, int), version
    return version


def published(company: Company, content: Sheet, **key: object) -> int:
    """The same, in force."""
    version = draft(company, content, **key)
    assert tariffs.publish(version, None, NOW) == version
    return version


def cost_list(company: Company, freight_minor: int, supplier: str = "ups", **more: object) -> int:
    """What a supplier asks of us, without fuel."""
    content = sheet(freight_minor=freight_minor, **more)
    content = msgspec.structs.replace(content, rules=content.rules[:1])
    name = supplier.upper()
    return published(company, content, code=f"{name}-COST", name=name, side=Side.COST, supplier=supplier)


def parcel(
    merchant: Customer, reference: str, *, weight_g: int = 1_000, country: str = "US", at: datetime = AT,
    size_mm: int = 0, is_rated: bool = True,
) -> tuple[int, int]:  # fmt: skip
    """Booked, weighed and charged."""
    made = order(reference)
    consignee = msgspec.structs.replace(
        made.consignee,
        country=country,
        **({} if country == "US" else {"postcode": "28042", "city": "Madrid", "state": ""}),
    )
    made = msgspec.structs.replace(made, consignee=consignee, parcels=(OrderParcel(weight_g, 100, 100, 100),))
    (answer,) = place(merchant, [made], source="api")
    assert isinstance(answer, Placed), answer
    waybill = (merchant.account_id, answer.waybill_id)
    weighed(waybill, weight_g, at=at, size_mm=size_mm)
    if is_rated:
        billing.rate([waybill], at)
    return waybill


def told(asked: Ask) -> tuple[int, Result]:
    """The scenario's id and what it came to, priced at once."""
    scenario_id = acts.ask("", asked, None, AT)
    assert isinstance(scenario_id, int), scenario_id
    found = reads.scenario(scenario_id)
    assert found is not None
    assert found.result is not None, found
    return scenario_id, found.result


def result(change: Change | None = None, **narrowed: object) -> Result:
    """What November comes to with this change."""
    return told(november(change, **narrowed))[1]


def revenue(found: Result, dimension: str) -> dict[str, tuple[int, int]]:
    """Today's and the scenario's revenue by the keys of a table."""
    return {line.key: (line.cell.today.revenue_minor, line.cell.then.revenue_minor) for line in found.tables[dimension]}


def checksums() -> dict[str, str]:
    """Of every table but scenarios, sessions and the queue: how many rows, and what is in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name not in OWN]
        found = {}
        for name in tables:
            cursor.execute(
                f"SELECT count(*) || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM \"{name}\" t"  # noqa: S608  names of ours
            )
            found[name] = cursor.fetchone()[0]
    return found
