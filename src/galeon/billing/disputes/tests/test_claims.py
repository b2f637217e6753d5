"""A parcel is lost: the customer claims, finance pays by the service's terms, a supplier may make it good (case C10)."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.credit.tests.test_top_ups import picture
from galeon.billing.disputes import acts
from galeon.billing.disputes.acts import File, NewClaim, NewRecovery, Opened, Settled, Verdict, Waits
from galeon.billing.disputes.claiming import suggested
from galeon.billing.disputes.compensation import Compensation, Cover
from galeon.billing.disputes.models import Case, Terms
from galeon.billing.disputes.settling import Creditable
from galeon.billing.disputes.terms import ClaimRules
from galeon.billing.models import Charge
from galeon.billing.tests.books import NOON, assert_books_agree, charged, money, sql
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import Company
from galeon.tariffs.acts_dated import set_rate as new_rate
from galeon.tariffs.fx import distrust
from galeon.waybills.models import Waybill

LATER = NOON + timedelta(days=20)


@pytest.fixture
def ana(company: Company) -> int:
    return staff("ana", "owner", company.merchant.account_id)


def set_rate(base: str, quote: str, rate: str) -> None:
    assert isinstance(new_rate(base, quote, date(2026, 1, 1), Decimal(rate), None, NOON), int)
    distrust()


def lost(company: Company) -> tuple[int, int]:
    """A charged parcel declared at 180 USD, whose carriage cost 278.84."""
    waybill = charged(company.merchant, "SO-LOST", 1_240)
    Waybill.objects.filter(account_id=waybill[0], id=waybill[1]).update(declared_minor=18_000, declared_currency="USD")
    return waybill


def claim(waybill: tuple[int, int], by: int, **changes: object) -> Opened | Refusal:
    new = NewClaim(
        account_id=waybill[0], waybill_id=waybill[1], about="lost", text="It never came",
        files=(File("invoice.png", picture()),),
    )  # fmt: skip
    with customer(waybill[0]):
        return acts.open_claim(msgspec.structs.replace(new, **changes), by=by, at=LATER)


def case_of(found: object) -> Case:
    assert isinstance(found, Opened), found
    return Case.objects.get(id=found.case_id)


def test_a_lost_parcel_is_paid_to_the_cap_with_its_freight_and_a_supplier_makes_it_good(
    company: Company, ana: int
) -> None:
    mei, marta = staff("mei"), staff("marta")
    set_rate("USD", "CNY", "7.10")
    waybill = lost(company)
    case = case_of(claim(waybill, ana))
    found = suggested(case)
    assert not isinstance(found, Refusal)
    assert found.comes_to == Compensation(71_000, 27_884, "cap")
    verdict = Verdict(
        credits={line.charge_id: line.left_minor for line in found.freight}, goods_minor=71_000, text="Lost in Memphis"
    )
    before = money(company.merchant).posted_minor
    assert isinstance(acts.credit(*key(case), verdict, by=mei, at=LATER), Settled)  # 988.84 is below 1,000.00
    assert money(company.merchant).posted_minor - before == 71_000 + 27_884
    given = Charge.objects.filter(account_id=case.account_id, event="claim").order_by("id")
    assert sorted((c.code, c.amount_minor, c.waybill_id == waybill[1], c.document_id) for c in given) == [
        ("compensation", -71_000, True, None), ("freight", -22_950, True, None), ("fuel", -4_934, True, None),
    ]  # fmt: skip
    assert book("compensation") == 71_000
    recovery = NewRecovery(account_id=case.account_id, case_id=case.id, supplier="UPS", amount_minor=60_000)
    assert acts.ask_supplier(recovery, by=mei, at=LATER) is None
    assert (book("compensation"), book("recoverable")) == (11_000, 60_000)
    assert acts.end_recovery(*key(case), 50_000, by=marta, at=LATER) is None
    assert (book("compensation"), book("recoverable"), book("bank")) == (21_000, 0, 50_000)
    for again in (acts.ask_supplier(recovery, by=mei, at=LATER), acts.end_recovery(*key(case), 1, by=mei, at=LATER)):
        assert isinstance(again, Refusal)
    assert_books_agree(company.merchant)


def test_case_c10_to_the_cent(company: Company, ana: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Declared 180 USD, cap 100 USD at 7.10, freight 12.16 and registration 16.00 back: 738.16."""
    set_rate("USD", "CNY", "7.10")
    waybill = lost(company)
    case = case_of(claim(waybill, ana))
    carriage = [
        Creditable(1, waybill[1], "freight", 1_216, 1_216, None), Creditable(2, waybill[1], "registration", 1_600, 1_600, None),
    ]  # fmt: skip
    monkeypatch.setattr("galeon.billing.disputes.claiming.creditable", lambda _case: carriage)
    found = suggested(case)
    assert not isinstance(found, Refusal)
    assert (found.comes_to.goods_minor, found.comes_to.freight_minor, found.comes_to.total_minor) == (
        71_000,
        2_816,
        73_816,
    )


def test_a_claim_above_what_one_person_may_give_takes_two(company: Company, ana: int) -> None:
    mei, marta = staff("mei"), staff("marta")
    set_rate("USD", "CNY", "7.10")
    waybill = lost(company)
    Waybill.objects.filter(id=waybill[1]).update(declared_minor=20_000, extras={"insured_minor": 100_001})
    case = case_of(claim(waybill, ana))
    verdict = Verdict(credits={}, goods_minor=100_001, text="Agreed")
    assert isinstance(acts.credit(*key(case), verdict, by=mei, at=LATER), Waits)
    assert Charge.objects.filter(event="claim").count() == 0
    assert isinstance(acts.approve(*key(case), by=mei, at=LATER), Refusal)
    assert isinstance(acts.approve(*key(case), by=marta, at=LATER), Settled)
    assert Charge.objects.get(event="claim").amount_minor == -100_001


def test_what_a_reweigh_credited_is_not_given_back_again(company: Company, ana: int) -> None:
    from galeon.billing import acts as billing
    from galeon.billing.tests.books import weighed

    waybill = charged(company.merchant, "SO-HEAVY", 2_310)
    weighed(waybill, 900, at=NOON + timedelta(hours=2))
    billing.rate([waybill], NOON + timedelta(hours=2))
    left = -money(company.merchant).posted_minor
    found = suggested(case_of(claim(waybill, ana)))
    assert not isinstance(found, Refusal)
    assert found.comes_to.freight_minor == left == 27_884 < 31_712


def test_the_terms_of_a_service_go_before_everybodys(company: Company, ana: int) -> None:
    set_rate("USD", "CNY", "7.10")
    waybill = lost(company)
    own = ClaimRules(Cover(covers_goods=True, cap_minor=2_000, cap_currency="USD", refunds_freight=False), 60)
    assert acts.set_claim_terms(company.service.pk, "lost", own, by=staff("mei")) is None
    found = suggested(case_of(claim(waybill, ana)))
    assert not isinstance(found, Refusal)
    assert (found.comes_to, found.freight) == (Compensation(14_200, 0, "cap"), [])


def test_the_same_claim_twice_is_one(company: Company, ana: int) -> None:
    waybill = lost(company)
    first, again = claim(waybill, ana), claim(waybill, ana)
    assert case_of(first).id == case_of(again).id
    assert isinstance(again, Opened)
    assert again.existing
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"waybill_id": 7}, ("waybill_unknown", "waybill")), ({"about": "stolen"}, ("about", "about")),
        ({"asked_minor": -1}, ("amount", "asked")), ({"text": ""}, ("text_missing", "text")),
        ({"files": (File("x", b"GIF89a"),)}, ("slip_unreadable", "files")),
    ],
)  # fmt: skip
def test_a_bad_claim_names_its_field_and_writes_nothing(
    company: Company, ana: int, changes: dict[str, object], refused: tuple[str, str]
) -> None:
    answer = claim(lost(company), ana, **changes)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field, Case.objects.count()) == (*refused, 0)


def test_a_claim_comes_within_the_days_of_the_terms(company: Company, ana: int) -> None:
    waybill = lost(company)
    Waybill.objects.filter(id=waybill[1]).update(state_at=LATER - timedelta(days=91))
    answer = claim(waybill, ana)
    assert isinstance(answer, Refusal)
    assert answer.text() == "A claim has to be made within 90 days after the last news."


def key(case: Case) -> tuple[int, int]:
    return case.account_id, case.id


def book(code: str) -> int:
    """What an account of the book comes to."""
    return int(str(sql("SELECT coalesce(sum(amount_minor), 0) FROM posting WHERE book = %s", code)[0][0]))


def test_two_claims_for_one_parcel_give_its_freight_back_once(company: Company, ana: int) -> None:
    Terms.objects.update(alone_minor=10_000)
    mei, marta = staff("mei"), staff("marta")
    waybill = lost(company)
    freight = Charge.objects.get(account_id=waybill[0], code="freight")
    both = [case_of(claim(waybill, ana, about=about)) for about in ("lost", "damaged")]
    for case in both:
        assert isinstance(
            acts.credit(*key(case), Verdict(credits={freight.id: 22_950}, text="All"), by=mei, at=LATER), Waits
        )
    assert isinstance(acts.approve(*key(both[0]), by=marta, at=LATER), Settled)
    second = acts.approve(*key(both[1]), by=marta, at=LATER)
    assert isinstance(second, Refusal)
    assert (second.code, second.params) == ("more_than_charged", {"left_amount": "0 CNY"})
    assert [c.amount_minor for c in Charge.objects.filter(event="claim")] == [-22_950]
    assert Case.objects.get(id=both[1].id).state == "open"


@pytest.mark.parametrize("about", ["lost", "damaged"])
def test_the_goods_of_a_parcel_are_paid_once_over_all_its_claims(company: Company, ana: int, about: str) -> None:
    mei = staff("mei")
    set_rate("USD", "CNY", "7.10")
    waybill = lost(company)
    first = case_of(claim(waybill, ana))
    assert isinstance(
        acts.credit(*key(first), Verdict(credits={}, goods_minor=70_000, text="x"), by=mei, at=LATER), Settled
    )
    again = case_of(claim(waybill, ana, about=about))
    found = suggested(again)
    assert not isinstance(found, Refusal)
    assert found.comes_to.goods_minor == 1_000
    above = acts.credit(*key(again), Verdict(credits={}, goods_minor=1_001, text="x"), by=mei, at=LATER)
    assert isinstance(above, Refusal)
    assert (above.code, book("compensation")) == ("more_than_covered", 70_000)
    assert isinstance(
        acts.credit(*key(again), Verdict(credits={}, goods_minor=1_000, text="x"), by=mei, at=LATER), Settled
    )
    assert book("compensation") == 71_000
