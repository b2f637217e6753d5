import pytest

from galeon.tariffs.reasons import reason_text
from galeon.tariffs.why import FirstContinued, Percent, PerKg, PerTicket, Reason


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            FirstContinued("CNY", 14_500, 14_071, 500, 500, 13_500, 500, 28, 3_150),
            "14.5 kg (14.071 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 28 × 31.50",
        ),
        (
            FirstContinued("CNY", 500, 400, 500, 500, 13_500, 500, 0, 3_150),
            "0.5 kg (0.4 kg rounded up to 0.5 kg): first 0.5 kg 135.00",
        ),
        (PerKg("CNY", 128, 128, 1, 9_500, 2_000), "0.128 kg: 95.00 per kg up to 2 kg"),
        (PerKg("JPY", 10_000, 9_500, 1_000, 950, None), "10 kg (9.5 kg rounded up to 1 kg): 950 per kg"),
        (PerTicket("CNY", 1_600), "16.00 per shipment"),
        (Percent("CNY", "21.5", ("freight", "remote"), 118_500), "21.5% of 1,185.00 (freight, remote area surcharge)"),
    ],
)  # fmt: skip
def test_a_line_says_why(reason: Reason, text: str) -> None:
    assert reason_text(reason, "en") == text


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert "1.600,00 " in reason_text(PerTicket("CNY", 160_000), "es")
    assert "160,000" in reason_text(PerTicket("JPY", 160_000), "zh")
