"""The waybills of a period, priced today and as they would be: streamed in chunks, nothing written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import msgspec
from django.db import connection

from galeon.billing.charges.differences import REWEIGH, UNDO, WEIGH_IN
from galeon.billing.charges.rating import Weighed, weighed
from galeon.decisions.ask import Ask
from galeon.decisions.change import asked
from galeon.decisions.pricing import Prices
from galeon.decisions.tally import Other, Row, Tally
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.kernel.wording import local_day
from galeon.network.reads import network
from galeon.tariffs.price import Price
from galeon.tariffs.sheet import Side

CHUNK = 1_000
RATED = [WEIGH_IN, REWEIGH, UNDO]
Key = tuple[int, int]


class Told(msgspec.Struct, frozen=True):
    """A row of `told.sql`; extras is JSON text, None where only the weight was charged."""

    account_id: int
    waybill_id: int
    number: str
    account: str
    pieces: int
    extras: str | None


_EXTRAS = msgspec.json.Decoder(list[tuple[str, str, int]])


def counted(ask: Ask) -> int:
    """How many waybills there are to price."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({load('decisions', 'received')}) r", _terms(ask))  # noqa: S608  our own file
        return int(cursor.fetchone()[0])


@contextmanager
def received(ask: Ask, part: int = 0, parts: int = 1) -> Iterator[Iterator[list[Key]]]:
    """The period's waybills, or one of equal shares of them, `CHUNK` at a time, from a cursor the server keeps.

    It holds their keys, outside of any transaction, so that progress can be told between two chunks.
    """
    connection.ensure_connection()
    with connection.chunked_cursor() as cursor:
        cursor.execute(load("decisions", "received"), _terms(ask, part, parts))
        yield iter(lambda: [(a, w) for a, w in cursor.fetchmany(CHUNK)], [])


def _terms(ask: Ask, part: int = 0, parts: int = 1) -> dict[str, int | str | datetime | None]:
    return {
        "part": part, "parts": parts,
        "begins_at": ask.begins_at, "ends_at": ask.ends_at, "account": ask.account_id, "service": ask.service_id,
        "level": ask.level,
    }  # fmt: skip


class Repricing:
    """One ask, ready to price chunk after chunk."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._today = Prices()
        self._then = Prices(ask.change)
        self._services = {rules.id: code for code, rules in network().services.items()}

    def count(self, keys: Sequence[Key], tally: Tally) -> None:
        """Price these waybills twice and count them."""
        at = self._ask.ends_at
        waybills = [w for w in weighed(keys, at) if w.measured_at is not None and self._is_of_the_period(w)]
        told = _told([(w.account_id, w.waybill_id) for w in waybills])
        change = self._ask.change
        requests = [w.request for w in waybills]
        others = [asked(request, change) for request in requests] if change.level_to else requests
        sales = self._today.price(requests, Side.SALE)
        costs = self._today.price(requests, Side.COST)
        sales_then = sales if change.is_nothing else self._then.price(others, Side.SALE)
        costs_then = self._then.price(others, Side.COST) if self._then.changes(Side.COST) else costs
        for w, *answers in zip(waybills, sales, costs, sales_then, costs_then, strict=True):
            self._count(w, told[w.account_id, w.waybill_id], answers, tally)

    def _is_of_the_period(self, w: Weighed) -> bool:
        return self._ask.begins_at <= w.request.at < self._ask.ends_at

    def _count(self, w: Weighed, told: Told, answers: Sequence[Price | Refusal], tally: Tally) -> None:
        sale, cost, sale_then, cost_then = answers
        day = local_day(w.request.at, self._ask.timezone)
        money = [self._minor(answer, day) for answer in (sale, cost, sale_then, cost_then)]
        rated_minor = sum(w.before.sums.values()) if w.before.round else None
        extras = _EXTRAS.decode(told.extras) if told.extras else []
        if self._is_foreign(w.currency, day):
            _count_other(w.currency, sale, sale_then, tally)
            return
        for index, answer in ((1, cost), (3, cost_then)):
            if isinstance(answer, Price) and money[index] is None:
                tally.uncosted_foreign += index == 1
        for answer, is_then in ((sale, False), (sale_then, True)):
            if isinstance(answer, Refusal):
                tally.gap(answer.code, answer.message, dict(answer.params), is_then=is_then)
        converted = [self._in_report(amount, w.currency, day) for _, _, amount in extras]
        for (event, code, _), amount_minor in zip(extras, converted, strict=True):
            tally.explain("other", event, code, amount_minor)
        rated = None if rated_minor is None else self._in_report(rated_minor, w.currency, day)
        priced = sale if isinstance(sale, Price) else sale_then
        tally.count(
            Row(
                w.account_id, w.waybill_id, told.number, told.account,
                self._services.get(w.request.service_id, str(w.request.service_id)), w.request.level,
                priced.zone if isinstance(priced, Price) else "", w.request.country, told.pieces,
                _charge_g(sale), _charge_g(sale_then), money[0], money[2], money[1], money[3],
                (rated or 0) + sum(converted), rated, _code(sale), _code(sale_then),
            )
        )  # fmt: skip

    def _is_foreign(self, currency: str, day: date) -> bool:
        return self._today.converted(1, currency, self._ask.currency, day) is None

    def _in_report(self, amount_minor: int, currency: str, day: date) -> int:
        return self._today.converted(amount_minor, currency, self._ask.currency, day) or 0

    def _minor(self, answer: Price | Refusal, day: date) -> int | None:
        if isinstance(answer, Refusal):
            return None
        return self._today.converted(answer.total_minor, answer.currency, self._ask.currency, day)


def _told(keys: Sequence[Key]) -> dict[Key, Told]:
    with connection.cursor() as cursor:
        cursor.execute(
            load("decisions", "told"),
            {"account": [a for a, _ in keys], "waybill": [w for _, w in keys], "rated": RATED},
        )
        return {(row[0], row[1]): Told(*row) for row in cursor.fetchall()}


def _count_other(currency: str, sale: Price | Refusal, sale_then: Price | Refusal, tally: Tally) -> None:
    other = tally.others.setdefault(currency, Other())
    other.waybills += 1
    other.today_minor += sale.total_minor if isinstance(sale, Price) else 0
    other.then_minor += sale_then.total_minor if isinstance(sale_then, Price) else 0


def _charge_g(answer: Price | Refusal) -> int:
    return answer.charge_weight_g if isinstance(answer, Price) else 0


def _code(answer: Price | Refusal) -> str:
    return answer.code if isinstance(answer, Refusal) else ""
