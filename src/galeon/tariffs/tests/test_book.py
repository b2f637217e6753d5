from datetime import UTC, datetime

from galeon.tariffs.book import Book, Entry
from galeon.tariffs.price import Piece
from galeon.tariffs.tests.sheets import request


def entry(version_id: int, begins: datetime, **columns: object) -> Entry:
    base: dict[str, object] = {
        "service_id": 1, "currency": "CNY", "level": "", "account_id": None, "ends_at": None,
        "published_at": datetime(2025, 12, 1, tzinfo=UTC),
    }  # fmt: skip
    return Entry(version_id=version_id, begins_at=begins, **{**base, **columns})  # type: ignore[arg-type]


JANUARY, MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 5, 6, 7))


def test_an_account_list_goes_before_its_levels_and_that_before_the_common_one() -> None:
    book = Book([entry(1, JANUARY), entry(2, JANUARY, level="standard"), entry(3, JANUARY, account_id=7)])
    assert book.candidates(request(Piece(1))) == [3, 2, 1]
    assert book.candidates(request(Piece(1), account_id=8)) == [2, 1]
    assert book.candidates(request(Piece(1), account_id=8, level="gold")) == [1]
    assert book.candidates(request(Piece(1), service_id=2)) == []
    assert book.candidates(request(Piece(1), currency="USD")) == []


def test_the_version_begun_last_counts_from_its_first_moment() -> None:
    book = Book([entry(2, JULY), entry(1, MAY)])
    assert book.candidates(request(Piece(1), at=JULY)) == [2]
    assert book.candidates(request(Piece(1), at=JUNE)) == [1]
    assert book.candidates(request(Piece(1), at=JANUARY)) == []


def test_a_correction_of_the_same_day_replaces_the_earlier_one() -> None:
    later = datetime(2025, 12, 2, tzinfo=UTC)
    assert Book([entry(5, MAY, published_at=later), entry(9, MAY)]).candidates(request(Piece(1))) == [5]


def test_a_list_that_has_ended_leaves_the_next_one_to_price() -> None:
    book = Book([entry(1, JANUARY), entry(2, MAY, account_id=7, ends_at=JUNE)])
    assert book.candidates(request(Piece(1), at=MAY)) == [2, 1]
    assert book.candidates(request(Piece(1), at=JUNE)) == [1]
