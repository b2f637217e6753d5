"""Rows of a price run between text as COPY writes it and requests and prices. Pure.

One line a row, cells parted by tabs; what COPY escapes (a backslash, a tab, a line's end) is escaped here too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.price import NO_OPTIONS, NO_VALUES, Piece, Price, PriceLine, PriceRequest, Values
from galeon.tariffs.sheet import Side
from galeon.tariffs.why import Reason, Weighing

ROW_COLUMNS = (
    "no", "side", "service_id", "level", "currency", "country", "cargo_class", "account", "agent_id", "supplier", "postcode",
    "region", "city", "origin", "pieces", "options", "values_minor", "containers", "at", "ordered_at",
)  # fmt: skip
"""What decides the price list, and the zone in it, stands first: in this order rows of one list lie side by side."""
CHARGE_COLUMNS = (
    "run_id", "no", "line", "version_id", "charge_milli", "rule", "code", "amount_minor", "weight", "reason",
)  # fmt: skip
REFUSAL_COLUMNS = ("run_id", "no", "code", "field", "message", "params")
MOMENTS_MAX = 50_000
_UNESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SIDES = {side.value: side for side in Side}
_JSON = msgspec.json.Encoder()
_NULL = "\\N"


class Shared(Struct, frozen=True, array_like=True):
    """What the fees of one price share, kept on its first line."""

    currency: str
    actual_g: int
    volumetric_g: int
    zone: str = ""
    weighing: Weighing | None = None


class Written(Struct):
    """What one chunk comes to: lines to be copied, and how many rows were priced, refused, and fees charged."""

    charges: str
    refusals: str
    priced: int
    refused: int
    fees: int


_SHARED = msgspec.json.Decoder(Shared)
_REASON = msgspec.json.Decoder(Reason)
_TEXTS = msgspec.json.Decoder(tuple[str, ...])


class Asked(Struct, frozen=True):
    """Rows of a chunk by their numbers, each with its side."""

    numbers: list[int]
    sides: list[Side]
    requests: list[PriceRequest]


def read_rows(text: str, size: int) -> Iterator[Asked]:
    """The rows of `ROW_COLUMNS` as COPY wrote them with NULL as nothing, options and containers as JSON.

    `size` at a time, sorted by all but their numbers: what one list prices is priced together, while its rules are in the
    processor's cache. By turns among 200 lists each price takes half as long again.
    """
    lines = text.split("\n")
    lines.pop()  # what follows the last line's end
    lines.sort(key=_after_number)
    moments: dict[str, datetime] = {}
    for at in range(0, len(lines), size):
        yield _asked(lines[at : at + size], moments)


def _after_number(line: str) -> str:
    return line[line.index("\t") :]


def _asked(lines: Sequence[str], moments: dict[str, datetime]) -> Asked:
    asked = Asked([], [], [])
    for line in lines:
        cells = line.split("\t")
        if "\\" in line:
            cells = [_unescape(cell) for cell in cells]
        (no, side, service, level, currency, country, cargo_class, account, agent, supplier, postcode, region, city,
         origin, pieces, options, values, containers, at, ordered_at) = cells  # fmt: skip
        moment = moments.get(at) or _moment(at, moments)
        asked.numbers.append(int(no))
        asked.sides.append(_SIDES[side])
        asked.requests.append(
            PriceRequest(
                int(service), int(account), level, currency, country, postcode, _pieces(pieces), cargo_class, moment,
                region, city, origin,
                frozenset(_TEXTS.decode(options)) if options else NO_OPTIONS,
                _values(values) if values != "{}" else NO_VALUES,
                _containers(containers) if containers else (),
                (moments.get(ordered_at) or _moment(ordered_at, moments)) if ordered_at else None,
                int(agent) if agent else None,
                supplier,
            )
        )  # fmt: skip
    return asked


def _moment(text: str, moments: dict[str, datetime]) -> datetime:
    if len(moments) > MOMENTS_MAX:
        moments.clear()
    return moments.setdefault(text, datetime.fromisoformat(text))


def _pieces(text: str) -> tuple[Piece, ...]:
    numbers = list(map(int, text[1:-1].split(",")))
    if len(numbers) == 4:
        return (Piece(*numbers),)
    return tuple([Piece(*numbers[at : at + 4]) for at in range(0, len(numbers), 4)])


def _values(text: str) -> Values:
    return _values_of(map(int, text[1:-1].split(",")))


def _values_of(numbers: Iterable[int]) -> Values:
    declared, insured, cod, duty, vat = numbers
    return Values(declared_minor=declared, insured_minor=insured, cod_minor=cod, duty_minor=duty, vat_minor=vat)


def _containers(text: str) -> tuple[tuple[str, int], ...]:
    cells = _TEXTS.decode(text)
    return tuple((kind, int(count)) for kind, count in zip(cells[::2], cells[1::2], strict=True))


def _unescape(cell: str) -> str:
    return _ESCAPE.sub(lambda found: _UNESCAPED.get(found[1], found[1]), cell) if "\\" in cell else cell


def row(request: PriceRequest, side: Side) -> tuple[object, ...]:
    """The cells of `ROW_COLUMNS` after its number, for a client library that writes them itself."""
    values = msgspec.structs.astuple(request.values)
    return (
        side.value, request.service_id, request.level, request.currency, request.country, request.cargo_class,
        request.account_id, request.agent_id, request.supplier, request.postcode, request.region, request.city,
        request.origin, [n for p in request.pieces for n in (p.weight_g, p.length_mm, p.width_mm, p.height_mm)],
        sorted(request.options), list(values) if any(values) else [],
        [cell for kind, count in request.containers for cell in (kind, str(count))], request.at, request.ordered_at,
    )  # fmt: skip


def request_of(cells: Sequence[Any]) -> PriceRequest:
    """The request whose cells `row` gave, as a client library reads them back."""
    (_side, service, level, currency, country, cargo_class, account, agent, supplier, postcode, region, city, origin,
     pieces, options, values, containers, at, ordered_at) = cells  # fmt: skip
    return PriceRequest(
        service, account, level, currency, country, postcode,
        tuple(Piece(*pieces[n : n + 4]) for n in range(0, len(pieces), 4)), cargo_class, at, region, city, origin,
        frozenset(options), _values_of(values) if values else NO_VALUES,
        tuple((kind, int(count)) for kind, count in zip(containers[::2], containers[1::2], strict=True)),
        ordered_at, agent, supplier,
    )  # fmt: skip


def write_prices(run_id: int, numbers: Sequence[int], answers: Sequence[Price | Refusal]) -> Written:
    """The lines of `CHARGE_COLUMNS` and `REFUSAL_COLUMNS` for these rows, \\N for NULL."""
    prices: list[tuple[int, Price]] = []
    refusals: list[str] = []
    told: list[object] = []
    for no, answer in zip(numbers, answers, strict=True):
        if isinstance(answer, Refusal):
            refusals.append(_refusal(run_id, no, answer))
            continue
        prices.append((no, answer))
        told.append(Shared(answer.currency, answer.actual_g, answer.volumetric_g, answer.zone, answer.weighing))
        told += [line.reason for line in answer.lines]
    texts = _JSON.encode_lines(told).decode().replace("\\", "\\\\").split("\n")
    charges: list[str] = []
    add, at = charges.append, 0
    for no, price in prices:
        head, ends = f"{run_id}\t{no}\t", f"\t{price.version_id}\t{price.charge_weight_g}\t"
        shared, lines = texts[at], price.lines
        at += 1
        if not lines:
            add(f"{head}0{ends}{_NULL}\t\t0\t{shared}\t{_NULL}\n")
        for n, line in enumerate(lines):
            rule = line.rule
            if rule is None:
                add(f"{head}{n}{ends}{_NULL}\t{line.code}\t{line.amount_minor}\t{shared}\t{texts[at]}\n")
            else:
                add(f"{head}{n}{ends}{rule}\t{line.code}\t{line.amount_minor}\t{shared}\t{texts[at]}\n")
            shared = _NULL
            at += 1
    fees = at - len(prices)
    return Written("".join(charges), "".join(refusals), len(prices), len(refusals), fees)


def _refusal(run_id: int, no: int, refusal: Refusal) -> str:
    field = _NULL if refusal.field is None else refusal.field.translate(_ESCAPED)
    message, params = refusal.message.translate(_ESCAPED), _JSON.encode(refusal.params).decode().translate(_ESCAPED)
    return f"{run_id}\t{no}\t{refusal.code}\t{field}\t{message}\t{params}\n"


class Charge(Struct, frozen=True):
    """A kept charge as the table has it, `CHARGE_COLUMNS` after the run."""

    no: int
    line: int
    version_id: int
    charge_milli: int
    rule: int | None
    code: str
    amount_minor: int
    weight: str | None
    reason: str | None


def price_of(charges: Iterable[Charge]) -> Price:
    """The price whose fees these are, in order of `line`: as it was given."""
    kept = list(charges)
    shared = _SHARED.decode(kept[0].weight or "")
    lines = tuple(
        PriceLine(c.code, c.amount_minor, _REASON.decode(c.reason), c.rule) for c in kept if c.reason is not None
    )
    return Price(
        shared.currency, sum(line.amount_minor for line in lines), shared.actual_g, shared.volumetric_g,
        kept[0].charge_milli, kept[0].version_id, lines, shared.zone, shared.weighing,
    )  # fmt: skip
