"""The dialogue of a scan station, line by line."""

import pytest

from galeon.web.scanning import Ask, Held, Send, Step, advance, decode, encode, grams, millimetres

WEIGHING = Held(step=Step.WEIGH, text="GLN1")
MEASURING = Held(step=Step.MEASURE, text="GLN1", weight_g=1_240)
TWICE = Held(step=Step.AGAIN, text="GLN1", again=2)
DOUBTED = Held(step=Step.CONFIRM, text="GLN1", weight_g=9_500)


@pytest.mark.parametrize(
    ("typed", "weight_g"),
    [("1.24", 1_240), ("1,24 kg", 1_240), ("640 g", 640), ("3", 3_000), ("0.5KG", 500), ("0.001", 1)],
)
def test_a_weight_may_be_typed_in_kilograms_or_grams(typed: str, weight_g: int) -> None:
    assert grams(typed) == weight_g


@pytest.mark.parametrize("typed", ["GLN26000000017CN", "420900019274890", "1.2.3", "", "12345", "1.2345", "-1"])
def test_a_code_is_no_weight(typed: str) -> None:
    assert grams(typed) is None


@pytest.mark.parametrize("typed", ["30 22 14", "30x22x14", "30×22×14 cm", "30*22*14"])
def test_three_lengths_are_centimetres(typed: str) -> None:
    assert millimetres(typed) == (300, 220, 140)


def test_a_code_is_looked_at_at_once() -> None:
    assert advance(" GLN1 ", Held(), measures=True) == Send(Held(text="GLN1"))


def test_after_the_weight_a_measuring_station_asks_for_the_size() -> None:
    assert advance("1.24", WEIGHING, measures=True) == Ask(MEASURING)
    assert advance("1.24", WEIGHING, measures=False) == Send(Held(step=Step.WEIGH, text="GLN1", weight_g=1_240))


def test_enter_alone_skips_the_size() -> None:
    assert advance("", MEASURING, measures=True) == Send(MEASURING)


def test_what_is_no_size_is_asked_again_and_nothing_is_written() -> None:
    assert advance("GLN2", MEASURING, measures=True) == Ask(MEASURING, is_misread=True)


def test_a_parcel_scanned_in_place_of_a_weight_is_a_new_parcel() -> None:
    assert advance("GLN2", WEIGHING, measures=True) == Send(Held(text="GLN2"))


def test_enter_alone_confirms_a_weight_far_from_declared() -> None:
    answer = advance("", DOUBTED, measures=True)
    assert isinstance(answer, Send)
    assert answer.held.insists


def test_another_weight_weighs_it_again_without_insisting() -> None:
    answer = advance("3.2", DOUBTED, measures=True)
    assert isinstance(answer, Send)
    assert (answer.held.weight_g, answer.held.insists) == (3_200, False)


@pytest.mark.parametrize("typed", ["1.24", "1,24", "1 kg", "640 g"])
def test_a_parcel_scanned_twice_may_be_weighed_again(typed: str) -> None:
    answer = advance(typed, TWICE, measures=False)
    assert isinstance(answer, Send)
    assert (answer.held.text, answer.held.weight_g, answer.held.again) == ("GLN1", grams(typed), 2)


@pytest.mark.parametrize("typed", ["1001", "GLN2", "7"])
def test_after_a_parcel_scanned_twice_a_bare_number_is_the_next_code(typed: str) -> None:
    assert advance(typed, TWICE, measures=True) == Send(Held(text=typed))


def test_a_number_chooses_among_several_waybills() -> None:
    held = Held(step=Step.CHOOSE, text="SO-1", choices=((7, 70), (8, 80)))
    answer = advance("2", held, measures=True)
    assert isinstance(answer, Send)
    assert answer.held.chosen == (8, 80)
    assert advance("3", held, measures=True) == Send(Held(text="3"))


def test_an_empty_line_with_nothing_held_asks_on() -> None:
    assert advance("", Held(), measures=True) == Ask(Held())


@pytest.mark.parametrize("raw", ["", "{", '{"step":"fly"}', '{"weight_g":"x"}', "[]", "\x00"])
def test_a_forged_hidden_field_counts_as_nothing(raw: str) -> None:
    assert decode(raw) == Held()


def test_what_is_held_comes_back_as_it_was() -> None:
    assert decode(encode(DOUBTED)) == DOUBTED
