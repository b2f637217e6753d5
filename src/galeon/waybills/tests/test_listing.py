"""A merchant's list: complete, newest first, and never dearer for what was shipped years ago."""

import msgspec
import pytest

from galeon.intake.acts import Placed, place
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import NOW, Company, order
from galeon.waybills import listing
from galeon.waybills.acts import NewNumber, renumber
from galeon.waybills.listing import Count, Filters, counts, leaf, page


def booked(company: Company, *references: str, country: str = "US", name: str = "Ana Silva") -> list[Placed]:
    made = [order(reference) for reference in references]
    named = [
        msgspec.structs.replace(o, consignee=msgspec.structs.replace(o.consignee, country=country, name=name))
        for o in made
    ]
    answers = place(company.merchant, named, source="api", at=NOW)
    assert all(isinstance(a, Placed) for a in answers), answers
    return [a for a in answers if isinstance(a, Placed)]


def references(rows: list[listing.Row]) -> list[str]:
    return [row.reference for row in rows]


def test_a_narrowed_list_looks_at_the_newest_and_goes_on_where_it_stopped(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "DEPTH", 3)
    booked(company, "OLD-1", "OLD-2", country="ES")
    booked(company, "A", "B", "C", "D")
    account_id = company.merchant.account_id
    spain = Filters(account_id=account_id, country="ES")
    with customer(account_id):
        first = leaf(spain)
        assert (first.rows, first.is_whole) == ([], False)
        second = leaf(spain, before=first.older)
        assert (references(second.rows), second.is_whole) == (["OLD-2", "OLD-1"], False)
        assert leaf(spain, before=second.older) == listing.Leaf([], None, True)
        assert counts(spain)["booked"] == Count(0, True)


def test_pages_of_a_narrowed_list_follow_each_other_without_gap(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "DEPTH", 4)
    for n in range(4):
        booked(company, f"US-{n}-a", f"US-{n}-b")
        booked(company, f"ES-{n}-a", f"ES-{n}-b", country="ES")
    spain = Filters(account_id=company.merchant.account_id, country="ES")
    found: list[str] = []
    before: int | None = None
    for _ in range(20):
        one = leaf(spain, before=before, limit=3)
        found += references(one.rows)
        before = one.older
        if before is None:
            break
    assert found == [f"ES-{n}-{part}" for n in (3, 2, 1, 0) for part in "ba"]


def test_a_whole_number_is_found_however_old_and_alone(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "DEPTH", 2)
    (old,) = booked(company, "SO-1")
    renumber(
        [NewNumber(account_id=company.merchant.account_id, waybill_id=old.waybill_id, number="1Z 42", carrier="ups")],
        NOW,
    )
    booked(company, "SO-10", "SO-11", "X")
    for text in ("so 1", old.number.lower(), "1z-42"):
        filters = Filters(account_id=company.merchant.account_id, text=text)
        assert [row.id for row in leaf(filters).rows] == [old.waybill_id]
        assert leaf(filters).older is None
        assert counts(filters)["booked"] == Count(1)
    assert references(leaf(Filters(account_id=company.merchant.account_id, text="SO-1")).rows) == ["SO-1"]
    assert page(Filters(account_id=company.merchant.account_id, text="SO-1", states=("delivered",))) == []


def test_the_start_of_a_number_is_looked_for_among_the_newest(company: Company) -> None:
    booked(company, "SO-10", "SO-11", "PO-1")
    account_id = company.merchant.account_id
    assert references(page(Filters(account_id=account_id, text="so1"))) == ["SO-11", "SO-10"]
    assert page(Filters(account_id=account_id, text="so")) == [], (
        "a start without a digit is part of a name, or nothing"
    )


def test_part_of_a_name_is_found_in_any_case_and_a_sign_of_patterns_is_just_a_sign(company: Company) -> None:
    booked(company, "A", name="Łukasz Kowalski")
    booked(company, "B", name="100% Cotton Ltd")
    account_id = company.merchant.account_id
    assert references(page(Filters(account_id=account_id, text="kowal"))) == ["A"]
    assert references(page(Filters(account_id=account_id, text="0% c"))) == ["B"]
    assert page(Filters(account_id=account_id, text="_%")) == []
    assert page(Filters(account_id=account_id, text="\x00")) == page(Filters(account_id=account_id))


def test_counts_end_where_counting_would_cost_more_than_the_page(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "COUNT_MAX", 3)
    booked(company, "A", "B")
    account_id = company.merchant.account_id
    assert counts(Filters(account_id=account_id))["booked"] == Count(2)
    booked(company, "C", "D")
    assert counts(Filters(account_id=account_id))["booked"] == Count(3, True)
    assert sum(counts(Filters(account_id=None)).values(), Count()) == Count(3, True)


def test_a_stranger_sees_neither_rows_nor_counts(company: Company) -> None:
    (mine,) = booked(company, "A")
    stranger = company.open_merchant("OTHER").account_id
    with customer(stranger):
        for filters in (
            Filters(account_id=None),
            Filters(account_id=None, text=mine.number),
            Filters(account_id=None, ids=(mine.waybill_id,)),
        ):
            assert page(filters) == []
            assert sum(counts(filters).values(), Count()) == Count()
