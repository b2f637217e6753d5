"""Which kind of cost a fee is, by its code and its words: freight, fuel, duty... Pure.

A supplier bills a parcel in several goes: freight now, fuel and duty later. By its kinds a bill takes the place of what was
expected of the same kinds alone. Carriers call their fees in their own words; those read here are of UPS's billing data
(classifications FRT, FSC, ACC...) and of English, German, Spanish, French, Dutch and Chinese sheets.
"""

import re
from collections.abc import Iterable

FREIGHT = "freight"
INSIDE_FREIGHT = frozenset({"fuel", "toll", "peak"})
"""What a list that does not name it has inside its freight."""
CLASSES = {
    "FRT": FREIGHT,
    "FSC": "fuel",
    "BRK": "customs_entry",
    "GOV": "duty",
    "TAX": "tax",
    "ADC": "address_correction",
}
SURCHARGES = frozenset({"ACC", "ADJ", "EXM", "INF", "MSC"})
_WORDS = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        ("fuel", r"fuel|treibstoff|kraftstoff|diesel|combustible|carburant|gazole|brandstof|燃油"),
        ("toll", r"\btoll|maut|peaje|péage|路桥"),
        ("peak", r"peak|demand surcharge|hochsaison|temporada alta|旺季"),
        ("address_correction", r"address.?correction|adress.?korrektur|corrección de dirección|地址更正|更改地址"),
        ("residential", r"residential|privatzustell|residencial|résidentiel|住宅|私人"),
        ("remote", r"remote|extended area|delivery area|entlegen|abgelegen|zona remota|zone éloignée|偏远"),
        ("oversize", r"oversize|large.?package|over.?max|sperrgut|sobredimensi|hors.?norme|超大|超长|超尺寸"),
        ("additional_handling", r"additional.?handling|zusätzliche.? handhabung|manipulación adicional|附加手续"),
        ("return", r"\breturn|undeliverable|rücksendung|retour|devolución|退件|退回"),
        ("insurance", r"insurance|declared value|versicherung|seguro|assurance|保险"),
        ("customs_entry", r"brokerage|clearance|customs.?entry|entry fee|verzollung|despacho|dédouanement|报关|清关"),
        ("tax", r"\bvat\b|\bimport.?vat|mehrwertsteuer|umsatzsteuer|\bmwst|\biva\b|\btva\b|\bbtw\b|增值税"),
        ("duty", r"\bdut(y|ies)\b|zoll|arancel|droits? de douane|invoerrecht|关税"),
    )
)
_FREIGHT = re.compile(
    r"freight|carriage|transport|worldwide|express|saver|expedited|standard|ground|parcel|paket|fracht|flete|porte|运费", re.IGNORECASE
)  # fmt: skip


def kind(code: str, words: str = "") -> str:
    """The kind of a supplier's fee by its code ("WWS FRT 069") and its words; "" where neither tells."""
    told = f"{code} {words}".replace("_", " ")
    for found, pattern in _WORDS:
        if pattern.search(told):
            return found
    parts = code.split()
    if classed := next((CLASSES[part] for part in parts if part in CLASSES), ""):
        return classed
    if SURCHARGES & set(parts):
        return _slug(words) or "surcharge"
    return FREIGHT if _FREIGHT.search(told) else ""


def kind_of_code(code: str) -> str:
    """The kind of a fee of ours, as cost lists and cost lines name it; what is nothing else is a kind of its own."""
    return kind(code) or _slug(code)


def covered(fees: Iterable[tuple[str, str]]) -> frozenset[str] | None:
    """The kinds a parcel's (code, words) bill; None = all of them, where no fee says what it is.

    Beside fees that do, one that does not is the carriage itself: carriers name it by their products ("Classic").
    """
    kinds = {kind(code, words) for code, words in fees}
    if not kinds - {""}:
        return None
    return frozenset(found or FREIGHT for found in kinds)


def _slug(words: str) -> str:
    return re.sub(r"\W+", "_", words.strip().lower())[:32].strip("_")
