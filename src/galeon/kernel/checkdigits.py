"""Check digits of the numbers that travel with cargo: posts, airlines, containers, GS1, UPS, DPD. Pure.

Each standard has two verbs: `name(body)` computes the check of a body, `is_name(number)` tells whether a whole number
carries the right one. The second takes the number as people write it, with spaces and dashes, in any case.
A wrong check warns, it does not refuse: UPS's own printed sample (1Z 123 45E 02 0527 1688) fails its own sum.
"""

import re
from itertools import cycle

_SEPARATORS = re.compile(r"[\s\-./]")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)([A-Z]{2})")
_AWB = re.compile(r"\d{3}(\d{7})(\d)")
_CONTAINER = re.compile(r"([A-Z]{3}[UJZ]\d{6})(\d)")
_UPS = re.compile(r"1Z([A-Z0-9]{15})(\d)")
_DPD = re.compile(r"(\d{27}|\d{14})([0-9A-Z])")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# ISO 6346 gives A 10 and then counts on, leaving out the multiples of 11.
_LETTERS = dict(zip(_ALPHABET[10:], (n for n in range(10, 39) if n % 11), strict=True))
# ISO 3166-1: only a country's post may issue S10 numbers.
_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""


def compact(number: str) -> str:
    """The number without spaces, dashes, dots and slashes, in capitals."""
    return _SEPARATORS.sub("", number).upper()


def s10(serial: str) -> int:
    """UPU S10, the number of a postal item: of its 8 digits."""
    remainder = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(remainder, remainder)


def is_s10(number: str) -> bool:
    """RB123456785GB: service indicator, 8 digits, check, issuing country."""
    found = _S10.fullmatch(compact(number))
    return found is not None and found[3] in _COUNTRIES and int(found[2]) == s10(found[1])


def awb(serial: str) -> int:
    """IATA air waybill: of the 7 digits after the airline's prefix. Always 0 to 6."""
    if len(serial) != 7:
        raise ValueError(f"7 digits are wanted, not {serial!r}")
    return int(serial) % 7


def is_awb(number: str) -> bool:
    """020-12345675: airline prefix, 7 digits, check."""
    found = _AWB.fullmatch(compact(number))
    return found is not None and int(found[2]) == awb(found[1])


def iso6346(body: str) -> int:
    """A container: of owner code, category letter and 6 digits. A sum of 10 counts as 0."""
    values = (_LETTERS[sign] if sign in _LETTERS else int(sign) for sign in body)
    return sum(value << place for place, value in enumerate(values)) % 11 % 10


def is_iso6346(number: str) -> bool:
    """CSQU3054383: the fourth letter is U (freight), J (equipment) or Z (trailer)."""
    found = _CONTAINER.fullmatch(compact(number))
    return found is not None and int(found[2]) == iso6346(found[1])


def gs1(digits: str) -> int:
    """GS1 (GTIN, SSCC, GLN) and the "mod 10" of many carriers: weights 3, 1, 3, ... from the right."""
    return -sum(int(digit) * weight for digit, weight in zip(reversed(digits), cycle((3, 1)), strict=False)) % 10


def is_gtin(number: str) -> bool:
    """A trade item: GTIN-8, -12, -13 or -14."""
    return _is_gs1(compact(number), (8, 12, 13, 14))


def is_sscc(number: str) -> bool:
    """A logistic unit: 18 digits, without the application identifier (00)."""
    return _is_gs1(compact(number), (18,))


def sscc(extension: int, prefix: str, serial: int) -> str:
    """The SSCC of the `serial`-th unit of a company: extension digit, GS1 company prefix, serial, check."""
    body = f"{extension}{prefix}{serial:0{16 - len(prefix)}d}"
    if len(body) != 17:
        raise ValueError(f"serial {serial} does not fit behind the prefix {prefix}")
    return f"{body}{gs1(body)}"


def ups(body: str) -> int:
    """UPS: of the 15 signs between "1Z" and the check."""
    if len(body) != 15:
        raise ValueError(f"15 signs are wanted, not {body!r}")
    values = (int(sign) if sign.isdigit() else (ord(sign) - 3) % 10 for sign in body)
    return -sum(value * weight for value, weight in zip(values, cycle((1, 2)), strict=False)) % 10


def is_ups(number: str) -> bool:
    """1Z, shipper (6), service (2), package (7), check."""
    found = _UPS.fullmatch(compact(number))
    return found is not None and int(found[2]) == ups(found[1])


def dpd(body: str) -> str:
    """DPD (ISO 7064 mod 37,36): of the 27 digits of its barcode, or the 14 of its parcel number. A digit or letter."""
    check = 36
    for sign in body:
        check = (check + _ALPHABET.index(sign)) % 36 or 36
        check = check * 2 % 37
    return _ALPHABET[(37 - check) % 36]


def is_dpd(number: str) -> bool:
    """Barcode (postcode 7, tracking 14, service 3, country 3) or parcel number (14), with its check."""
    found = _DPD.fullmatch(compact(number))
    return found is not None and found[2] == dpd(found[1])


def _is_gs1(digits: str, lengths: tuple[int, ...]) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) in lengths and int(digits[-1]) == gs1(digits[:-1])
