"""What is done more than once, or before the first month is over: a flight, its costs, money that comes in."""

from datetime import datetime

from galeon.billing import acts as billing
from galeon.billing.cash import acts as cash
from galeon.billing.cash.matches import Matched, Part, Pick
from galeon.billing.cash.payments import NewPayment, Paid
from galeon.billing.cash.suggestions import lines as bank_lines
from galeon.billing.cash.suggestions import suggestions
from galeon.billing.cash.tests.camtfile import entry
from galeon.billing.cash.tests.camtfile import statement as camt
from galeon.billing.costs import acts as costs
from galeon.billing.tests.books import sql
from galeon.carriers import acts as carriers
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import UpsStub
from galeon.carriers.tests.shipping import ups_account, wishes
from galeon.customs import acts as customs
from galeon.customs.models import Declaration
from galeon.customs.terms import Assessed
from galeon.kernel import outbox
from galeon.linehaul.models import Master
from tests.settled import (
    House,
    Key,
    charges,
    day,
    number,
    on_the_scale,
    ordered,
    refused,
    shipped,
)
from tests.voyage import fly


def september_sails(home: House, ups: UpsStub) -> dict[str, Key]:
    top_up = NewPayment(account_id=home.norte.account_id, amount_minor=100_000, currency="CNY", method="bank",
                        reference="TT-NORTE", received_at=day(9, 1))  # fmt: skip
    first, again = (billing.top_up(top_up, by=home.mei, at=day(9, 1)) for _ in range(2))
    assert isinstance(first, Paid)
    assert isinstance(again, Paid)
    assert again.payment_id == first.payment_id
    asked = {"A": 1_300, "B": 1_900, "C": 900, "D": 3_900, "E": 400}
    parcels = {
        name: shipped(home.lumen if name in "ABC" else home.norte, f"SO-{name}", grams, day(9, 2), ddp=name == "B")
        for name, grams in asked.items()
    }
    assert refused(ordered(home.norte, "SO-BEYOND", 9_900, day(9, 2))) == "no_funds"
    for name, key in parcels.items():
        on_the_scale(home.company, key, asked[name], day(9, 3))
    assert charges(parcels["A"]) == [("weigh_in", "freight", 19_800), ("weigh_in", "fuel", 4_257)]
    on_the_scale(home.company, parcels["A"], 2_300, day(9, 4))
    assert charges(parcels["A"])[2:] == [("reweigh", "freight", 6_300), ("reweigh", "fuel", 1_355)]
    before = sql("SELECT count(*) FROM charge")
    billing.rate(list(parcels.values()), day(9, 4))
    assert sql("SELECT count(*) FROM charge") == before

    fly(home.company.hub.pk, [number(key) for key in parcels.values()], day(9, 5), day(9, 7), day(9, 4, 12))
    outbox.drain()
    duty = Assessed(declaration_id=Declaration.objects.get().pk, account_id=parcels["B"][0], waybill_id=parcels["B"][1],
                    currency="CNY", duty_minor=5_000, vat_minor=10_000)  # fmt: skip
    for _ in range(2):
        customs.assess([duty], day(9, 8))
        outbox.drain()
    assert charges(parcels["B"]) == [
        ("weigh_in", "freight", 22_950), ("weigh_in", "fuel", 4_934), ("customs_entry", "customs_entry", 4_000),
        *charges(parcels["B"])[3:],
    ]  # fmt: skip
    assert sorted(charges(parcels["B"])[3:]) == [
        ("duty", "disbursement", 1_500), ("duty", "duty", 5_000), ("duty", "import_vat", 10_000),
    ]  # fmt: skip
    labels = carriers.book(wishes(list(parcels.values()), ups_account(ups)), day(9, 8))
    assert all(isinstance(label, Booking) for label in labels), labels
    carriers.hand_over(list(parcels.values()), day(9, 9), "LAX1")
    outbox.drain()
    return parcels


def shared_costs(home: House, parcels: dict[str, Key]) -> None:
    """Of 10 kg, C and E have the largest remainders of a cent; of 100.01 by count, the first parcel bears the cent."""
    (master,) = Master.objects.all()
    air, terminal = (
        costs.NewCost(object_kind="master", object_ref=master.number, supplier=supplier, code=code, amount_minor=minor,
                      currency="CNY", basis=basis, occurred_at=day(9, 7), source=f"bill:{code}", entity_id=entity, by=home.mei)
        for supplier, code, minor, basis, entity in (
            ("CATHAY", "airfreight", 123_456, "charge_g", 1), ("TERMINAL", "terminal", 10_001, "count", home.spain),
        )
    )  # fmt: skip
    first, again = costs.enter([air, terminal]), costs.enter([air, terminal])
    assert [(c.waybills, c.existing) for c in first if isinstance(c, costs.Entered)] == [(5, False)] * 2
    assert [(c.waybills, c.existing) for c in again if isinstance(c, costs.Entered)] == [(5, True)] * 2
    borne = dict(sql("""SELECT s.waybill_id, array_agg(s.amount_minor ORDER BY c.id) FROM cost_share s
                        JOIN cost c ON c.id = s.cost_id WHERE c.object_kind = 'master' GROUP BY 1"""))  # type: ignore[arg-type]  # fmt: skip
    assert {name: borne[key[1]] for name, key in parcels.items()} == {
        "A": [30_864, 2_001], "B": [24_691, 2_000], "C": [12_346, 2_000], "D": [49_382, 2_000], "E": [6_173, 2_000],
    }  # fmt: skip


def from_the_bank(home: House, amount: str, reference: str, on: str, text: str) -> None:
    """A file read twice; its line is LUMEN's by what it says, and taken twice as one payment."""
    file = camt([entry(amount, reference=reference, text=text, payer="LUMEN2 TRADING", day=on)])
    read = [cash.read_file(home.bank, f"{reference}.xml", file, by=home.mei) for _ in range(2)]
    assert [(r.new, r.existing) for r in read if isinstance(r, cash.FileRead)] == [(1, False), (0, True)]
    (line,) = (x for x in bank_lines(home.bank) if x.reference == reference)
    best = suggestions([line])[line.id][0]
    assert best.account_id == home.lumen.account_id
    pick = Pick(
        line_id=line.id, parts=(Part(account_id=best.account_id, share_minor=line.amount_minor, onto=best.targets),)
    )
    at = datetime.fromisoformat(f"{on}T12:00+00:00")
    (first,), (again,) = (cash.accept([pick], by=home.mei, at=at) for _ in range(2))
    assert isinstance(first, Matched), first
    assert isinstance(again, Matched), again
    assert (again.payment_ids, again.existing) == (first.payment_ids, True)
