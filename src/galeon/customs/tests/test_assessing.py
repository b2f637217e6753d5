"""What customs ask is kept as it was told, and passed on to who promised to pay it."""

import pytest
from django.db import DatabaseError, transaction
from msgspec.structs import replace

from galeon.billing.models import Charge
from galeon.customs import acts, reads
from galeon.customs.models import DutyAssessment
from galeon.customs.terms import Answer, Assessed, Assessment, Declared, NewDeclaration
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.linehaul.tests.floor import DAY, NOW, arrived, received
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill
from galeon.waybills.orders import Taxes

THEN = NOW + 2 * DAY


def declared(company: Company, incoterm: str = "DDP") -> tuple[int, Waybill]:
    """A declaration called 26US0001, and the waybill in it."""
    (waybill,) = received(company, "SO-1", taxes=Taxes(incoterm=incoterm))
    _, master = arrived(company, [waybill])
    (answer,) = acts.declare([NewDeclaration(master_id=master.id)], THEN)
    assert isinstance(answer, Declared)
    acts.answer([Answer(declaration_id=answer.id, reference="26US0001", at=THEN)])
    return answer.id, waybill


def asked(declaration_id: int, waybill: Waybill, duty_minor: int = 0, vat_minor: int = 0, **more: object) -> Assessed:
    base = Assessed(
        declaration_id=declaration_id, account_id=waybill.account_id, waybill_id=waybill.id, currency="CNY",
        duty_minor=duty_minor, vat_minor=vat_minor,
    )  # fmt: skip
    return replace(base, **more)


def duties() -> list[tuple[str, int]]:
    return list(Charge.objects.filter(event="duty").order_by("id").values_list("code", "amount_minor"))


def test_what_customs_ask_is_passed_on_to_a_sender_who_pays_duty(company: Company) -> None:
    declaration_id, waybill = declared(company)
    key = (waybill.account_id, waybill.id)

    assert acts.assess([asked(declaration_id, waybill, 4_200, 900)], THEN) == [
        Assessment(*key, declaration_id, existing=False)
    ]
    outbox.drain()

    assert duties() == [("duty", 4_200), ("import_vat", 900)]
    row = DutyAssessment.objects.get()
    charge = Charge.objects.get(code="duty")
    assert (charge.event_id, charge.charged_at) == (row.id, THEN)
    assert charge.reason == {"kind": "assessed", "currency": "CNY", "amount_minor": 4_200, "entry": "26US0001"}


def test_asked_otherwise_another_row_counts_and_the_difference_is_charged(company: Company) -> None:
    declaration_id, waybill = declared(company)
    for duty in (4_200, 4_200, 3_000):
        acts.assess([asked(declaration_id, waybill, duty)], THEN)
        outbox.drain()
    assert list(DutyAssessment.objects.order_by("id").values_list("duty_minor", flat=True)) == [4_200, 3_000]
    assert duties() == [("duty", 4_200), ("duty", -1_200)]

    assert acts.assess([asked(declaration_id, waybill)], THEN) == [
        Assessment(waybill.account_id, waybill.id, declaration_id, existing=False)
    ]
    outbox.drain()
    assert sum(amount for _, amount in duties()) == 0
    (now,) = reads.assessments([(waybill.account_id, waybill.id)])
    assert (now.duty_minor, now.entry, now.is_ddp) == (0, "26US0001", True)


def test_a_consignee_who_pays_duty_himself_costs_the_sender_nothing(company: Company) -> None:
    declaration_id, waybill = declared(company, "DAP")
    acts.assess([asked(declaration_id, waybill, 4_200)], THEN)
    outbox.drain()
    assert duties() == []
    assert DutyAssessment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"duty_minor": -1}, "amount"), ({"vat_minor": 10**13}, "amount"), ({"currency": "yuan"}, "currency_unknown"),
     ({"declaration_id": 5}, "not_declared"), ({"waybill_id": 5}, "not_declared")],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(company: Company, change: dict[str, object], code: str) -> None:
    declaration_id, waybill = declared(company)
    (answer,) = acts.assess([replace(asked(declaration_id, waybill, 4_200), **change)], THEN)
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert not DutyAssessment.objects.exists()


def test_an_assessment_is_never_edited(company: Company) -> None:
    declaration_id, waybill = declared(company)
    acts.assess([asked(declaration_id, waybill, 4_200)], THEN)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        DutyAssessment.objects.update(duty_minor=1)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        DutyAssessment.objects.all().delete()
