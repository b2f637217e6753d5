"""Companies of ours: opened, changed, and what is wrong with one, all at once and by field."""

import msgspec
import pytest

from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, post
from galeon.ops.tests.company import NOW, Company
from galeon.parties.acts import HOUSE_ID, change_entity, open_entity
from galeon.parties.entities import NewEntity
from galeon.parties.models import LegalEntity
from galeon.parties.tax_number import fits

SPAIN = NewEntity(
    code="ES", name="Galeón España, S.L.", country="ES", currency="EUR", prefix="GE", timezone="Europe/Madrid",
    tax_number="B12345674",
)  # fmt: skip


def opened(new: NewEntity) -> int:
    answer = open_entity(new)
    assert isinstance(answer, int), answer
    return answer


def faults(answer: int | list[Refusal]) -> list[tuple[str, str | None]]:
    assert not isinstance(answer, int)
    return [(refusal.code, refusal.field) for refusal in answer]


def changed(**columns: str | bool) -> NewEntity:
    return msgspec.structs.replace(SPAIN, **columns)


def test_a_second_company_has_its_own_currency_and_prefix(db: None) -> None:
    entity_id = opened(SPAIN)
    row = LegalEntity.objects.get(pk=entity_id)
    assert (row.code, row.currency, row.prefix, row.timezone, row.is_active) == (
        "ES",
        "EUR",
        "GE",
        "Europe/Madrid",
        True,
    )
    assert (
        change_entity(entity_id, changed(name="Galeón Ibérica", address="Calle Mayor 1", is_active=False)) == entity_id
    )
    row.refresh_from_db()
    assert (row.name, row.address, row.is_active) == ("Galeón Ibérica", "Calle Mayor 1", False)


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(db: None) -> None:
    many = LegalEntity.objects.count()
    wrong = changed(
        code="es", name=" ", country="XQ", currency="ABC", prefix="ge-1", timezone="Europe/Nowhere", address="x" * 301
    )
    assert faults(open_entity(wrong)) == [
        ("code", "code"), ("prefix", "prefix"), ("name", "name"), ("too_long", "address"),
        ("country_unknown", "country"), ("currency_unknown", "currency"), ("timezone_unknown", "timezone"),
    ]  # fmt: skip
    assert faults(open_entity(changed(tax_number="B12345675"))) == [("tax_number", "tax_number")]
    assert LegalEntity.objects.count() == many


def test_no_two_companies_share_a_code_or_the_beginning_of_their_numbers(db: None) -> None:
    opened(SPAIN)
    assert faults(open_entity(SPAIN)) == [("code_taken", "code"), ("prefix_taken", "prefix")]
    assert faults(change_entity(1, changed(code="HOUSE"))) == [("prefix_taken", "prefix")]
    assert faults(change_entity(777, changed(code="X", prefix="X"))) == [("entity_unknown", None)]


def test_a_prefix_is_no_others_with_the_c_of_its_credit_notes(db: None) -> None:
    opened(changed(code="C", prefix="AC"))
    for prefix in ("A", "ACC", "AC"):
        assert faults(open_entity(changed(prefix=prefix))) == [("prefix_taken", "prefix")], prefix
    assert LegalEntity.objects.count() == 2
    opened(changed(prefix="AB"))


def test_books_that_have_begun_keep_their_currency_and_zone(company: Company) -> None:
    entity_id = opened(SPAIN)
    assert change_entity(entity_id, changed(currency="USD")) == entity_id
    owed = (Line(company.merchant.account_id, "receivable", 5, "USD"), Line(HOUSE_ID, "revenue", -5, "USD"))
    post([Entry(source="a", kind="charge", occurred_at=NOW, lines=owed, entity_id=entity_id)])
    assert faults(change_entity(entity_id, changed(currency="EUR"))) == [("books_exist", "currency")]
    assert faults(change_entity(entity_id, changed(currency="USD", timezone="UTC"))) == [("books_exist", "currency")]
    assert change_entity(entity_id, changed(currency="USD", name="Otra")) == entity_id


@pytest.mark.parametrize(
    ("country", "number", "is_right"),
    [
        ("CN", "91110000600037341L", True), ("CN", "91110000600037341M", False), ("ES", "B12345674", True),
        ("MX", "GODE561231GR8", True), ("MX", "GODE561332GR8", False), ("DE", "DE136695976", True),
        ("HK", "anything", True), ("ZZ", "anything", True),
    ],
)  # fmt: skip
def test_a_tax_number_is_written_as_its_country_writes_them(country: str, number: str, is_right: bool) -> None:
    assert fits(country, number) is is_right
