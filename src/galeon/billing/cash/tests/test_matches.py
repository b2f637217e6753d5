"""From a bank line to a payment: suggested with reasons, accepted once, split, taken back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from galeon.billing.acts import NewPayment, Paid, record_payment
from galeon.billing.cash import matches, words
from galeon.billing.cash.matches import Matched, Part, Pick
from galeon.billing.cash.models import BankLine, BankMatch
from galeon.billing.cash.reads import open_items
from galeon.billing.cash.suggestions import Line, lines
from galeon.billing.cash.tests.bankside import bank, likely, opened, owes, posted, took
from galeon.billing.cash.tests.camtfile import entry
from galeon.billing.models import Payment
from galeon.billing.tests.test_payment import person
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID

__all__ = ["bank"]


def codes(line: Line) -> list[list[str]]:
    return [[reason.code for reason in found.reasons] for found in likely(line)]


def pick(line: Line, account_id: int, **changes: object) -> Pick:
    part = Part(account_id=account_id, share_minor=line.amount_minor)
    return Pick(line_id=line.id, parts=(msgspec.structs.replace(part, **changes),))


def taken(line: Line, account_id: int, **changes: object) -> Matched:
    (answer,) = matches.accept([pick(line, account_id, **changes)], by=None)
    assert isinstance(answer, Matched), answer
    return answer


def refused(line: Line, *parts: Part) -> Refusal:
    before = (Payment.objects.count(), BankMatch.objects.count(), posted("bank"))
    (answer,) = matches.accept([Pick(line_id=line.id, parts=parts)], by=None)
    assert isinstance(answer, Refusal), answer
    assert answer.text()
    assert (Payment.objects.count(), BankMatch.objects.count(), posted("bank")) == before
    assert BankLine.objects.get(pk=line.id).state != "matched"
    return answer


def test_a_line_that_names_the_statement_and_pays_it_exactly_is_sure(company: Company, bank: int) -> None:
    (due,) = owes(company.merchant)
    assert due.open_minor == 31_712
    (line,) = took(
        bank, entry("317.12", reference="B-1", text=f"pago {due.number.replace('-', ' ')}", payer="Somebody")
    )
    (found,) = likely(line)
    assert (found.account_id, found.is_sure, found.targets) == (company.merchant.account_id, True, (due.key,))
    assert codes(line) == [["number", "amount_one"]]


def test_a_name_written_otherwise_and_an_exact_amount_find_the_payer(company: Company, bank: int) -> None:
    owes(company.merchant)
    name = company.merchant.name
    (line, other) = took(
        bank, entry("317.12", reference="B-1", payer=f"{name.upper()} CO., LTD."),
        entry("5.00", reference="B-2", payer="Nobody we know"),
    )  # fmt: skip
    assert codes(line)[0][0] in ("name_same", "name_like")
    assert likely(other) == []


def test_an_amount_alone_is_suggested_and_never_sure(company: Company, bank: int) -> None:
    owes(company.merchant)
    (line,) = took(bank, entry("317.12", reference="B-1", payer="Whoever"))
    (found,) = likely(line)
    assert ([r.code for r in found.reasons], found.is_sure) == (["amount_one"], False)


def test_an_order_in_the_text_and_a_sum_of_two_months(company: Company, bank: int) -> None:
    first, second = owes(company.merchant, months=2)
    (line,) = took(bank, entry("634.24", reference="B-1", text="SO-LUMEN-0"))
    assert codes(line) == [["order", "amount_all"]]
    assert likely(line)[0].targets == (first.key, second.key)


def test_accepting_posts_once_and_pays_the_debt(company: Company, bank: int) -> None:
    (due,) = owes(company.merchant)
    (line,) = took(bank, entry("317.12", reference="B-1"))
    first = taken(line, company.merchant.account_id, onto=(due.key,))
    again = taken(line, company.merchant.account_id, onto=(due.key,))
    assert (again.existing, again.payment_ids) == (True, first.payment_ids)
    assert (Payment.objects.get().reference, posted("bank")) == ("B-1", 31_712)
    assert open_items(company.merchant.account_id) == []


def test_a_bank_account_that_paid_before_is_known_again(company: Company, bank: int) -> None:
    owes(company.merchant, months=2)
    iban = "DE89370400440532013000"
    first, second = took(bank, entry("317.12", reference="B-1", iban=iban), entry("317.12", reference="B-2", iban=iban))
    taken(first, company.merchant.account_id)
    (found,) = likely(second)
    assert "iban" in [reason.code for reason in found.reasons]
    assert found.is_sure


def test_taking_a_match_back_is_a_payment_below_zero_and_the_debt_is_open_again(company: Company, bank: int) -> None:
    (due,) = owes(company.merchant)
    (line,) = took(bank, entry("317.12", reference="B-1"))
    taken(line, company.merchant.account_id)
    assert matches.undo([line.id], by=None) == 1
    assert matches.undo([line.id], by=None) == 0
    assert [i.open_minor for i in open_items(company.merchant.account_id)] == [due.open_minor]
    assert sorted(Payment.objects.values_list("amount_minor", flat=True)) == [-31_712, 31_712]
    assert posted("bank") == 0
    taken(line, company.merchant.account_id)
    assert posted("bank") == 31_712
    assert open_items(company.merchant.account_id) == []
    assert matches.undo([line.id], by=None) == 1
    assert posted("bank") == 0


def test_a_payment_recorded_by_hand_under_the_banks_reference_is_found_and_not_posted_again(
    company: Company, bank: int
) -> None:
    (line,) = took(bank, entry("5.00", reference="B-2"))
    by_hand = NewPayment(
        account_id=company.merchant.account_id, amount_minor=500, currency="CNY", method="bank", reference="B-2",
        received_at=datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip
    recorded = record_payment(by_hand, by=None)
    assert isinstance(recorded, Paid)
    assert taken(line, company.merchant.account_id).payment_ids == (recorded.payment_id,)
    assert posted("bank") == 500
    matches.undo([line.id], by=None)
    assert posted("bank") == 500  # the match is taken back, not what a person wrote down


def test_two_lines_of_one_reference_are_two_payments_though_a_person_wrote_one_of_them_down(
    company: Company, bank: int
) -> None:
    owes(company.merchant, months=2)
    account = company.merchant.account_id
    first, second = took(bank, entry("317.12", reference="B-1"), entry("317.12", reference="B-1", text="second"))
    by_hand = NewPayment(
        account_id=account, amount_minor=31_712, currency="CNY", method="bank", reference="B-1",
        received_at=datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip
    recorded = record_payment(by_hand, by=None)
    assert isinstance(recorded, Paid)
    matches.call_distinct([second.id], by=None)
    assert taken(first, account).payment_ids == (recorded.payment_id,)
    assert taken(second, account).payment_ids != (recorded.payment_id,)
    assert sorted(Payment.objects.values_list("reference", flat=True)) == ["B-1", "B-1 #2"]
    assert (posted("bank"), open_items(account)) == (63_424, [])
    matches.undo([first.id, second.id], by=None)
    assert posted("bank") == 31_712
    assert taken(first, account).payment_ids == (recorded.payment_id,)
    taken(second, account)
    assert posted("bank") == 63_424


@pytest.mark.parametrize(("day", "is_warned"), [(15, True), (20, True), (14, False)])
def test_money_a_person_wrote_down_under_another_reference_is_told_and_is_never_sure(
    company: Company, bank: int, day: int, is_warned: bool
) -> None:
    account = company.merchant.account_id
    owes(company.merchant, months=2)
    by_hand = NewPayment(
        account_id=account, amount_minor=31_712, currency="CNY", method="bank", reference="slip 77",
        received_at=datetime(2026, 11, day, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip
    assert isinstance(record_payment(by_hand, by=None), Paid)
    (line,) = took(bank, entry("317.12", reference="BANK-9", payer=company.merchant.name))
    (found,) = likely(line)
    told = [words.reason(why) for why in found.reasons if why.code == "by_hand"]
    assert (bool(told), found.is_sure) == (is_warned, not is_warned)
    assert all("slip 77" in text and "2026" in text for text in told)
    assert bool(matches.accept_sure(bank, by=None)) is not is_warned


def test_a_line_is_split_over_two_customers_whole_or_not_at_all(company: Company, bank: int) -> None:
    norte = company.open_merchant("NORTE")
    (line,) = took(bank, entry("300.00", reference="B-1"))
    lumen = Part(account_id=company.merchant.account_id, share_minor=20_000)
    assert refused(line, lumen).code == "shares"
    assert refused(line, lumen, Part(account_id=norte.account_id, share_minor=9_999)).code == "shares"
    assert refused(line, lumen, Part(account_id=company.merchant.account_id, share_minor=10_000)).code == "shares"
    assert refused(line, lumen, Part(account_id=HOUSE_ID, share_minor=10_000)).code == "shares"
    both = Pick(line_id=line.id, parts=(lumen, Part(account_id=norte.account_id, share_minor=10_000)))
    (answer,) = matches.accept([both], by=None)
    assert isinstance(answer, Matched)
    assert sorted(Payment.objects.values_list("account_id", "amount_minor")) == sorted(
        [(company.merchant.account_id, 20_000), (norte.account_id, 10_000)]
    )


def test_a_possible_double_waits_for_a_person(company: Company, bank: int) -> None:
    double = entry("5.00", payer="Lumen")
    first, second = took(bank, double, double)
    taken(first, company.merchant.account_id)
    part = Part(account_id=company.merchant.account_id, share_minor=500)
    assert second.is_double
    assert refused(second, part).code == "line_double"
    assert matches.call_distinct([second.id], by=None) == 1
    taken(second, company.merchant.account_id)
    assert posted("bank") == 1_000


def test_money_that_left_and_money_in_another_currency_than_its_account_are_not_matched(
    company: Company, bank: int
) -> None:
    dollars, fee = took(bank, entry("9.00", reference="B-1", currency="USD"), entry("4.00", sign="DBIT"))
    account = company.merchant.account_id
    assert refused(dollars, Part(account_id=account, share_minor=900)).code == "line_currency"
    assert refused(fee, Part(account_id=account, share_minor=-400)).code == "line_out"
    assert (likely(dollars), likely(fee)) == ([], [])


def test_euros_for_a_customer_kept_in_yuan_count_by_the_days_rate_or_as_credited(company: Company) -> None:
    euros = opened("EUR", "DE89370400440532013000")
    iban = "DE89370400440532013000"
    first, second = took(euros, entry("10.00", reference="E-1", currency="EUR"), entry("10.00", reference="E-2", currency="EUR"),
                         currency="EUR", iban=iban)  # fmt: skip
    taken(first, company.merchant.account_id, amount_minor=7_750)
    (paid,) = Payment.objects.all()
    assert (paid.amount_minor, paid.currency, paid.paid_minor, paid.paid_currency) == (7_750, "CNY", 1_000, "EUR")
    assert posted("conversion") == 7_750 - 1_000
    taken(second, company.merchant.account_id)
    assert Payment.objects.get(reference="E-2").amount_minor > 7_000
    matches.undo([first.id, second.id], by=None)
    assert (posted("bank"), posted("conversion"), posted("receivable")) == (0, 0, 0)


def test_the_sure_ones_are_accepted_together_and_no_debt_is_paid_twice(company: Company, bank: int) -> None:
    (due,) = owes(company.merchant)
    text = f"ST {due.number}"
    took(
        bank, entry("317.12", reference="B-1", text=text), entry("317.12", reference="B-2", text=text),
        entry("8.00", reference="B-3"),
    )  # fmt: skip
    answers = matches.accept_sure(bank, by=None)
    assert len([a for a in answers if isinstance(a, Matched)]) == 1
    assert posted("bank") == 31_712
    assert [line.state for line in lines(bank)].count("open") == 2
    assert matches.accept_sure(bank, by=None) == []


def test_what_is_no_customers_is_put_aside_and_posts_nothing(company: Company, bank: int) -> None:
    (line,) = took(bank, entry("9.00", reference="B-1"))
    assert matches.ignore([line.id], "interest", by=None) == 1
    assert refused(line, Part(account_id=company.merchant.account_id, share_minor=900)).code == "line_taken"
    assert matches.reopen([line.id], by=None) == 1
    taken(line, company.merchant.account_id)


@pytest.mark.parametrize("role", ["station", "operations", "pricing"])
def test_only_our_finance_matches(company: Company, bank: int, role: str) -> None:
    (line,) = took(bank, entry("9.00", reference="B-1"))
    by = person(HOUSE_ID, role)
    (answer,) = matches.accept([pick(line, company.merchant.account_id)], by=by)
    for refusal in (answer, matches.ignore([line.id], "", by=by), matches.undo([line.id], by=by)):
        assert isinstance(refusal, Refusal)
        assert refusal.code == "not_finance"
    assert Payment.objects.count() == 0
