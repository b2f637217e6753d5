"""A customer pays in and shows the slip; our finance finds the money and approves; it counts once."""

import io
from datetime import date

import msgspec
import pikepdf
import pytest
from django.db import DatabaseError, transaction
from PIL import Image

from galeon.billing.cash.payments import Paid
from galeon.billing.credit import acts
from galeon.billing.credit.acts import NewTopUp
from galeon.billing.credit.models import TopUp
from galeon.billing.credit.tests.money import buy, stopped_for
from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.models import Payment
from galeon.billing.tests.books import charged, money, sql
from galeon.billing.top_ups import approve_top_up
from galeon.intake.acts import Placed
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import NOW, Company


def picture(form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, form)
    return file.getvalue()


def paper() -> bytes:
    file = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(file)
    return file.getvalue()


def paid_in(company: Company, **changes: object) -> NewTopUp:
    made = NewTopUp(
        account_id=company.merchant.account_id, amount_minor=50_000, method="bank", reference="TT-77",
        paid_on=date(2026, 11, 2), slip=picture(),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def ask(company: Company, by: int, **changes: object) -> int | Refusal:
    with customer(company.merchant.account_id):
        return acts.ask_top_up(paid_in(company, **changes), by=by, at=NOW)


def test_an_approved_top_up_is_a_payment_and_frees_a_stopped_account(company: Company) -> None:
    ana, mei = staff("ana", "owner", company.merchant.account_id), staff("mei")
    account_id = company.merchant.account_id
    charged(company.merchant, "SO-1")
    from galeon.ledger.acts import set_limit

    set_limit(account_id, "CNY", 0)
    acts.review([account_id], NOW)
    assert stopped_for(company.merchant)
    top_up_id = ask(company, ana)
    assert isinstance(top_up_id, int)
    assert (Payment.objects.count(), money(company.merchant).posted_minor) == (0, -27_884)
    paid = approve_top_up(account_id, top_up_id, by=mei, at=NOW)
    assert isinstance(paid, Paid)
    payment = Payment.objects.get(account_id=account_id, id=paid.payment_id)
    assert (payment.kind, payment.method, payment.amount_minor, payment.reference) == (
        "top_up",
        "bank",
        50_000,
        "TT-77",
    )
    assert money(company.merchant).posted_minor == 50_000 - 27_884
    assert stopped_for(company.merchant) == []
    assert isinstance(buy(company.merchant, "SO-2", 500), Placed)
    kept = TopUp.objects.get(account_id=account_id, id=top_up_id)
    assert (kept.state, kept.payment_id, kept.asked_by, kept.decided_by) == ("approved", paid.payment_id, ana, mei)


def test_the_same_request_twice_is_one_and_the_same_reference_for_more_money_is_a_clash(company: Company) -> None:
    ana = staff("ana", "owner", company.merchant.account_id)
    first = ask(company, ana)
    assert ask(company, ana, reference=" TT-77 ") == first
    clash = ask(company, ana, amount_minor=60_000)
    assert isinstance(clash, Refusal)
    assert (clash.code, clash.field, TopUp.objects.count()) == ("top_up_clash", "reference", 1)


def test_nobody_approves_what_they_asked_for_and_nothing_is_decided_twice(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta")
    account_id = company.merchant.account_id
    top_up_id = ask(company, mei)  # one of ours asked in the customer's name
    assert isinstance(top_up_id, int)
    own = approve_top_up(account_id, top_up_id, by=mei, at=NOW)
    assert isinstance(own, Refusal)
    assert (own.code, Payment.objects.count()) == ("same_person", 0)
    assert isinstance(approve_top_up(account_id, top_up_id, by=marta, at=NOW), Paid)
    again = approve_top_up(account_id, top_up_id, by=marta, at=NOW)
    assert isinstance(again, Refusal)
    assert (again.code, Payment.objects.count()) == ("decided_already", 1)


def test_a_refused_top_up_says_why_and_may_be_sent_again(company: Company) -> None:
    ana, mei = staff("ana", "owner", company.merchant.account_id), staff("mei")
    account_id = company.merchant.account_id
    top_up_id = ask(company, ana)
    assert isinstance(top_up_id, int)
    silent = acts.refuse_top_up(account_id, top_up_id, "", by=mei, at=NOW)
    assert silent is not None
    assert acts.refuse_top_up(account_id, top_up_id, "It is not on the account yet", by=mei, at=NOW) is None
    assert TopUp.objects.get(id=top_up_id).answer == "It is not on the account yet"
    assert isinstance(ask(company, ana), int)
    assert money(company.merchant).posted_minor == 0


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"amount_minor": 0}, ("amount", "amount")), ({"method": "gold"}, ("method_unknown", "method")),
        ({"reference": ""}, ("reference", "reference")), ({"reference": "a\x00"}, ("reference", "reference")),
        ({"paid_on": date(2026, 11, 3)}, ("paid_on", "paid_on")), ({"paid_on": date(2020, 1, 1)}, ("paid_on", "paid_on")),
        ({"slip": b""}, ("slip_missing", "slip")), ({"slip": b"MZ\x90\x00"}, ("slip_unreadable", "slip")),
        ({"slip": picture()[:60]}, ("slip_unreadable", "slip")), ({"slip": b"%PDF-1.7 no"}, ("slip_unreadable", "slip")),
        ({"slip": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, ("slip_unreadable", "slip")),
        ({"slip": picture() + b"\0" * 5 * 1024 * 1024}, ("slip_large", "slip")), ({"note": "x" * 201}, ("text", "note")),
    ],
)  # fmt: skip
def test_a_bad_request_names_its_field_and_writes_nothing(
    company: Company, changes: dict[str, object], refused: tuple[str, str]
) -> None:
    answer = ask(company, staff("ana", "owner", company.merchant.account_id), **changes)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == refused
    assert TopUp.objects.count() == 0


@pytest.mark.parametrize(
    ("slip", "kind"), [(picture(), "png"), (picture("JPEG"), "jpg"), (paper(), "pdf")], ids=["png", "jpg", "pdf"]
)
def test_a_slip_is_a_picture_or_a_pdf(company: Company, slip: bytes, kind: str) -> None:
    top_up_id = ask(company, staff("ana", "owner", company.merchant.account_id), slip=slip)
    assert isinstance(top_up_id, int), top_up_id
    kept = TopUp.objects.get(id=top_up_id)
    assert (kept.slip_kind, bytes(kept.slip)) == (kind, slip)


def test_alipay_and_wechat_need_no_slip(company: Company) -> None:
    ana = staff("ana", "owner", company.merchant.account_id)
    assert isinstance(ask(company, ana, method="alipay", reference="2026110122001", slip=b""), int)


def test_a_customer_cannot_approve_in_the_database_either(company: Company) -> None:
    ana = staff("ana", "owner", company.merchant.account_id)
    top_up_id = ask(company, ana)
    for change in ("state = 'approved'", "amount_minor = 1"):
        with pytest.raises(DatabaseError), transaction.atomic(), customer(company.merchant.account_id):
            sql(f"UPDATE credit_top_up SET {change} WHERE id = {top_up_id}")  # noqa: S608
    with customer(company.merchant.account_id):
        assert acts.withdraw_top_up(company.merchant.account_id, int(str(top_up_id)), by=ana, at=NOW) is None
    late = approve_top_up(company.merchant.account_id, int(str(top_up_id)), by=staff("mei"), at=NOW)
    assert isinstance(late, Refusal)
    assert late.code == "decided_already"
