"""Each kind of reason in words, in three languages; and those that older versions wrote, which still read."""

import msgspec
import pytest

from galeon.tariffs.price import Price
from galeon.tariffs.tests.cases import CASES
from galeon.tariffs.why import (
    FirstContinued,
    Graduated,
    OfValue,
    Part,
    PerCbm,
    Percent,
    PerContainer,
    PerKg,
    PerPiece,
    PerTicket,
    Reason,
    Several,
)
from galeon.tariffs.words.fee_names import FEE_NAMES
from galeon.tariffs.words.reasons import fee_name, reason_text, weight_text

BIG_BOX = FirstContinued("CNY", 14_500, 14_071, 500, 500, 13_500, 500, 28, 3_150)
REMOTE = PerKg("CNY", 12_000, 12_000, 500, 350, None, least_minor=16_800, area="ups", tier="B")
LIFTED = PerKg("CNY", 21_000, 20_300, 500, 3_600, 44_000, lifted_milli=20_500)
EACH = PerKg("CNY", 22_000, 21_300, 500, 100, None, pieces_rounded=2)
GIRTH = PerPiece("CNY", 2, 10_800, (("girth_mm", 3_000, 4_000), ("actual_g", 25_000, None), ("sum_mm", 0, 900)))
CORRECTION = PerPiece("CNY", 5, 7_300, most_minor=28_000, option="residential")
FUEL = Percent("CNY", "21.5", ("freight", "remote"), 118_500, "ups", "2026-06-01")
INSURED = OfValue("CNY", "0.8", "insured", 100_000, least_minor=2_000)


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (BIG_BOX, "14.5 kg (14.071 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 28 × 31.50"),
        (
            FirstContinued("CNY", 500, 400, 500, 500, 13_500, 500, 0, 3_150),
            "0.5 kg (0.4 kg rounded up to 0.5 kg): first 0.5 kg 135.00",
        ),
        (
            FirstContinued("CNY", 1_000, 567, 500, 500, 19_000, 500, 1, 4_500, factor="0.49"),
            "1 kg (0.567 kg rounded up to 0.5 kg): (first 0.5 kg 190.00 + 1 × 45.00) × 0.49",
        ),
        (PerKg("CNY", 128, 128, 1, 9_500, 2_000), "0.128 kg: 95.00 per kg up to 2 kg"),
        (PerKg("JPY", 10_000, 9_500, 1_000, 950, None), "10 kg (9.5 kg rounded up to 1 kg): 950 per kg"),
        (PerKg("USD", 16_000, 15_540, 1_000, 100, None, unit="lb"), "16 lb (15.54 lb rounded up to 1 lb): 1.00 per lb"),
        (REMOTE, "minimum 168.00 (12 kg × 3.50 = 42.00); area ups, tier B"),
        (
            LIFTED,
            "21 kg (20.3 kg rounded up to 0.5 kg; 20.5 kg charged as the start of a cheaper bracket): "
            "36.00 per kg up to 44 kg",
        ),
        (EACH, "22 kg (21.3 kg, each of 2 pieces rounded up to 0.5 kg): 1.00 per kg"),
        (
            Graduated("CNY", 12_000, 12_000, 1, ((5_000, 5_000), (7_000, 4_000)), 700),
            "12 kg: 7.00 + 5 kg × 50.00 + 7 kg × 40.00",
        ),
        (PerTicket("CNY", 1_600), "16.00 per shipment"),
        (PerTicket("CNY", 4_500, 1_000, 501, 500, 1_000), "1 kg (0.501 kg rounded up to 0.5 kg): 45.00 up to 1 kg"),
        (
            GIRTH,
            "2 pieces × 108.00 (girth over 300 cm, up to 400 cm or actual weight over 25 kg or sum of the sides up to 90 cm)",
        ),
        (CORRECTION, "at most 280.00 (5 pieces × 73.00 = 365.00); asked for: delivery to a home"),
        (PerCbm("CNY", 5_760_000_000, 12_000), "5.76 m³ × 120.00"),
        (PerContainer("CNY", "40HC", 2, 1_700_000), "2 × 40HC × 17,000.00"),
        (Percent("CNY", "21.5", ("freight", "remote"), 118_500), "21.5% of 1,185.00 (freight, remote area surcharge)"),
        (FUEL, "21.5% (since 1 Jun 2026) of 1,185.00 (freight, remote area surcharge)"),
        (INSURED, "minimum 20.00 (0.8% of the insured value, 1,000.00 = 8.00)"),
        (OfValue("CNY", "100", "duty_vat", 900_000), "duty and import VAT, 9,000.00"),
        (
            Several((Part(3_000, PerTicket("CNY", 3_000)), Part(4_000, PerKg("CNY", 40_000, 40_000, 1, 100, None)))),
            "30.00 (30.00 per shipment) + 40.00 (40 kg: 1.00 per kg)",
        ),
    ],
)  # fmt: skip
def test_a_line_says_why(reason: Reason, text: str) -> None:
    assert reason_text(reason, "en") == text


@pytest.mark.parametrize(
    ("reason", "es", "zh"),
    [
        (
            BIG_BOX,
            "14,5 kg (14,071 kg redondeados a 0,5 kg): primeros 0,5 kg 135,00 + 28 × 31,50",
            "14.5 kg（14.071 kg 按 0.5 kg 进位）：首重 0.5 kg 135.00 + 续重 28 × 31.50",
        ),
        (
            REMOTE,
            "mínimo 168,00 (12 kg × 3,50 = 42,00); zona ups, nivel B",
            "最低 168.00（12 kg × 3.50 = 42.00）；偏远区域 ups B 级",
        ),
        (
            GIRTH,
            "2 bultos × 108,00 (largo más contorno de más de 300 cm hasta 400 cm o peso real de más de 25 kg o "
            "suma de los lados hasta 90 cm)",
            "2 件 × 108.00（围长超过 300 cm、不超过 400 cm 或 实重超过 25 kg 或 三边之和不超过 90 cm）",
        ),
        (
            FUEL,
            "21,5 % (desde el 1 jun 2026) de 1.185,00 (flete, recargo por zona remota)",
            "1,185.00 的 21.5%（自 2026年6月1日起；运费、偏远附加费）",
        ),
    ],
)
def test_a_line_says_why_in_the_readers_language(reason: Reason, es: str, zh: str) -> None:
    assert (reason_text(reason, "es"), reason_text(reason, "zh")) == (es, zh)


def test_a_weight_says_why_in_the_readers_language() -> None:
    price = next(case for case in CASES if case.name.startswith("C2")).priced()
    assert isinstance(price, Price)
    assert [weight_text(price, language) for language in ("en", "es", "zh")] == [
        "volumetric 14.071 kg = 70,356 cm³ / 5000; actual 11.3 kg",
        "volumétrico 14,071 kg = 70.356 cm³ / 5000; real 11,3 kg",
        "体积重 14.071 kg = 70,356 cm³ / 5000；实重 11.3 kg",
    ]


@pytest.mark.parametrize("language", ["es", "zh"])
def test_no_reason_of_a_case_is_left_in_english(language: str) -> None:
    for case in CASES:
        price = case.priced()
        assert isinstance(price, Price)
        for line in price.lines:
            text = reason_text(line.reason, language)
            assert not {"per", "rounded", "minimum", "first", "of", "over", "piece", "pieces"} & set(text.split()), text


@pytest.mark.parametrize("language", ["es", "zh"])
def test_every_fee_has_a_name(language: str) -> None:
    english = {code: fee_name(code, "en") for code in FEE_NAMES}
    assert [code for code, name in english.items() if fee_name(code, language) == name] == []
    assert fee_name("own_fee", language) == "Own fee"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (
            b'{"kind":"first_continued","currency":"CNY","weight_g":14500,"from_g":14072,"round_g":500,"first_g":500,'
            b'"first_minor":13500,"step_g":500,"steps":28,"step_minor":3150}',
            "14.5 kg (14.072 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 28 × 31.50",
        ),
        (
            b'{"kind":"per_kg","currency":"CNY","weight_g":128,"from_g":128,"round_g":1,"rate_minor":9500,"to_g":2000}',
            "0.128 kg: 95.00 per kg up to 2 kg",
        ),
        (
            b'{"kind":"per_kg","currency":"CNY","weight_g":128,"from_g":128,"round_g":1,"rate_minor":9500,"to_g":null}',
            "0.128 kg: 95.00 per kg",
        ),
        (b'{"kind":"per_ticket","currency":"CNY","fee_minor":1600}', "16.00 per shipment"),
        (
            b'{"kind":"percent","currency":"CNY","percent":"21.5","of":["freight"],"base_minor":101700}',
            "21.5% of 1,017.00 (freight)",
        ),
    ],
)
def test_reasons_stored_by_earlier_versions_still_read(stored: bytes, text: str) -> None:
    assert reason_text(msgspec.json.decode(stored, type=Reason), "en") == text


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_reason_survives_being_stored(case: object) -> None:
    price = case.priced()
    assert isinstance(price, Price)
    assert msgspec.json.decode(msgspec.json.encode(price), type=Price) == price


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert "1.600,00 " in reason_text(PerTicket("CNY", 160_000), "es")
    assert "160,000" in reason_text(PerTicket("JPY", 160_000), "zh")
