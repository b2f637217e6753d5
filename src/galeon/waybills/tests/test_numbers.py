"""Numbers are looked up alike wherever it is done: in Python, in SQL, by whatever was typed."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.waybills.numbers import BLANKS, NUMBER_MAX, normal, number_asked

TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00") | st.sampled_from(BLANKS + "-aZßıéﬃ－"),
    max_size=NUMBER_MAX,
)


def by_sql(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT waybills_norm(t) FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n", [texts])
        return [row[0] for row in cursor.fetchall()]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=1, max_size=40))
def test_python_and_sql_look_a_number_up_alike(db: None, texts: list[str]) -> None:
    assert by_sql(texts) == [normal(text) for text in texts]


@given(TEXTS)
def test_what_is_looked_up_is_never_longer_and_settled_at_once(text: str) -> None:
    assert len(normal(text)) <= len(text)
    assert normal(normal(text)) == normal(text)


def test_every_blank_and_only_blanks_are_left_out() -> None:
    blanks = {chr(n) for n in range(0x110000) if chr(n).isspace()}
    assert set(BLANKS) == blanks


@pytest.mark.parametrize("text", ["", "-", " \u3000", "x" * 65, "a\x07b"])
def test_what_can_be_no_number_is_looked_up_as_one_that_is_never_found(text: str) -> None:
    assert number_asked(text) == "-"
    assert normal("-") != "-"
