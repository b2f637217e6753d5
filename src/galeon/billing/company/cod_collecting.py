"""Cash that carriers collected: owed to the merchant at once, and to us by the carrier until it is paid over."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import connection, transaction
from msgspec import Struct

from galeon.billing.company.cod_terms import AMOUNT_MAX, Collected, NewCollection, NewReceipt, no
from galeon.billing.company.models_cod import CodCollection, CodReceipt, CodRemitted
from galeon.billing.costs.models import Supplier
from galeon.billing.costs.resolving import Found, resolve
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.ledger.acts import Entry, Line, post
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account

COLLECTIONS_MAX = 20_000
CLOCKS_DIFFER = timedelta(hours=24)
LOOK_BACK = timedelta(days=180)  # a waybill older than that is not delivered any more
_CURRENCY = re.compile(r"[A-Z]{3}")


class _Row(Struct, frozen=True):
    """A collection to be written; reverses: the one it takes back."""

    id: int
    account_id: int
    waybill_id: int
    amount_minor: int
    currency: str
    collected_at: datetime
    supplier_id: int | None
    source: str
    entity_id: int
    by: int | None
    reverses: int | None = None


class _Standing(Struct, frozen=True):
    """A collection written down before that nothing has taken back."""

    account_id: int
    id: int
    waybill_id: int
    amount_minor: int
    currency: str
    source: str


class _Known(Struct, frozen=True):
    """What a batch is checked by."""

    waybills: dict[tuple[str, str], Found | Refusal]
    suppliers: dict[str, int]
    entities: dict[int, int]
    by_source: dict[str, _Standing]
    by_waybill: dict[tuple[int, int], _Standing]


def collect(collections: Sequence[NewCollection], by: int | None) -> list[Collected | Refusal]:
    """See `cod.collect`."""
    if len(collections) > COLLECTIONS_MAX:
        raise ValueError(f"at most {COLLECTIONS_MAX} collections at once")
    with transaction.atomic():
        take_turns()
        known = _known(collections)
        ids = _draw(len(collections))
        answers: list[Collected | Refusal] = []
        rows: list[_Row] = []
        for new, id_ in zip(collections, ids, strict=True):
            answer = _answer(new, id_, known, by)
            if isinstance(answer, _Row):
                rows.append(answer)
                stands = _Standing(
                    answer.account_id, id_, answer.waybill_id, answer.amount_minor, answer.currency, new.source
                )
                known.by_source[new.source] = stands
                known.by_waybill[answer.account_id, answer.waybill_id] = stands
                answer = Collected(stands.account_id, id_)
            answers.append(answer)
        _write(rows)
    return answers


def collect_delivered(at: datetime) -> int:
    """See `cod.collect_delivered`."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.company", "cod_delivered"), {"since": at - LOOK_BACK, "limit": COLLECTIONS_MAX})
        found = [
            NewCollection(waybill=number, amount_minor=amount, currency=currency, collected_at=when,
                          source=f"delivered:{waybill_id}", supplier=supplier)
            for waybill_id, number, amount, currency, when, supplier in cursor.fetchall()
        ]  # fmt: skip
    return sum(isinstance(a, Collected) and not a.existing for a in collect(found, None)) if found else 0


def take_back(account_id: int, collection_id: int, by: int) -> Collected | Refusal:
    """See `cod.take_back`."""
    with transaction.atomic():
        take_turns()
        old = CodCollection.objects.filter(account_id=account_id, id=collection_id, reverses=None).first()
        if old is None:
            return no("collection_unknown", "collection", message="There is no such collection.")
        undone = CodCollection.objects.filter(account_id=account_id, reverses=collection_id).first()
        if undone is not None:
            return Collected(account_id, undone.id, existing=True)
        if CodRemitted.objects.filter(account_id=account_id, collection_id=collection_id).exists():
            return no("cod_remitted", "collection", message="It is in a remittance: cancel that first.")
        (id_,) = _draw(1)
        _write(
            [
                _Row(id_, account_id, old.waybill_id, -old.amount_minor, old.currency, datetime.now(UTC), old.supplier_id,
                     f"back:{collection_id}", old.entity_id, by, collection_id)
            ]
        )  # fmt: skip
    return Collected(account_id, id_)


def receive(new: NewReceipt, by: int) -> int | Refusal:
    """See `cod.receive`."""
    supplier = Supplier.objects.filter(code=new.supplier).first()
    if supplier is None:
        return no(
            "supplier_unknown", "supplier", message="There is no supplier {supplier}.", supplier=new.supplier[:24]
        )
    if not 0 < new.amount_minor <= AMOUNT_MAX:
        return no("amount", "amount", message="The amount must be above zero.")
    if not _CURRENCY.fullmatch(new.currency):
        return no("currency_unknown", "currency", message="The currency must be a three-letter ISO code.")
    if not 1 <= len(new.reference) <= 80 or not new.reference.isprintable():
        return no("reference", "reference", message="A reference has 1 to {max} characters.", max="80")
    with transaction.atomic():
        take_turns()
        old = CodReceipt.objects.filter(supplier=supplier, reference=new.reference).first()
        if old is not None:
            same = (old.amount_minor, old.currency) == (new.amount_minor, new.currency)
            return old.pk if same else _clash("receipt_clash", "reference", new.reference)
        made = CodReceipt.objects.create(
            supplier=supplier, amount_minor=new.amount_minor, currency=new.currency, reference=new.reference,
            received_at=new.received_at, recorded_at=datetime.now(UTC), recorded_by=by, entity_id=new.entity_id,
        )  # fmt: skip
        lines = (
            Line(HOUSE_ID, "bank", new.amount_minor, new.currency),
            Line(HOUSE_ID, "cod_in_transit", -new.amount_minor, new.currency),
        )
        post(
            [
                Entry(source=f"cod:received:{made.pk}", kind="cod", occurred_at=new.received_at, lines=lines,
                      memo=new.reference, entity_id=new.entity_id)
            ]
        )  # fmt: skip
    return made.pk


def take_turns() -> None:
    """Cash on delivery is written one act after another until its commit: no collection is counted twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('billing.cod'))")


def _known(collections: Sequence[NewCollection]) -> _Known:
    waybills = resolve([("waybill", c.waybill) for c in collections])
    keys = [(f.account_id, f.id) for f in waybills.values() if isinstance(f, Found)]
    accounts = Account.objects.filter(pk__in={a for a, _ in keys}).values_list("pk", "entity_id")
    suppliers = Supplier.objects.filter(code__in={c.supplier for c in collections}).values_list("code", "pk")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.account_id, c.id, c.waybill_id, c.amount_minor, c.currency, c.source FROM cod_collection c
                WHERE (c.source = ANY (%s) OR (c.account_id, c.waybill_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[])))
                  AND c.reverses IS NULL
                  AND NOT EXISTS (SELECT FROM cod_collection r WHERE r.account_id = c.account_id AND r.reverses = c.id)""",
            [[c.source for c in collections], [a for a, _ in keys], [w for _, w in keys]],
        )
        old = [_Standing(*row) for row in cursor.fetchall()]
    return _Known(
        waybills,
        dict(suppliers),
        dict(accounts),
        {o.source: o for o in old},
        {(o.account_id, o.waybill_id): o for o in old},
    )


def _answer(new: NewCollection, id_: int, known: _Known, by: int | None) -> _Row | Collected | Refusal:
    found = known.waybills["waybill", new.waybill]
    if isinstance(found, Refusal):
        return msgspec.structs.replace(found, code=found.code.replace("object", "waybill"), field="waybill")
    if refusal := _refused(new, known):
        return refusal
    stands = known.by_source.get(new.source) or known.by_waybill.get((found.account_id, found.id))
    if stands is None:
        return _Row(
            id_, found.account_id, found.id, new.amount_minor, new.currency, new.collected_at,
            known.suppliers.get(new.supplier), new.source, known.entities[found.account_id], by,
        )  # fmt: skip
    same = (stands.account_id, stands.waybill_id, stands.amount_minor, stands.currency) == (
        found.account_id, found.id, new.amount_minor, new.currency,
    )  # fmt: skip
    return Collected(stands.account_id, stands.id, existing=True) if same else _clash("cod_clash", "amount", found.ref)


def _refused(new: NewCollection, known: _Known) -> Refusal | None:
    if new.supplier and new.supplier not in known.suppliers:
        return no(
            "supplier_unknown", "supplier", message="There is no supplier {supplier}.", supplier=new.supplier[:24]
        )
    if not 0 < new.amount_minor <= AMOUNT_MAX:
        return no("amount", "amount", message="The amount must be above zero.")
    if not _CURRENCY.fullmatch(new.currency):
        return no("currency_unknown", "currency", message="The currency must be a three-letter ISO code.")
    if not 1 <= len(new.source) <= 120 or not new.source.isprintable():
        return no("source", "source", message="A source has 1 to 120 characters.")
    if new.collected_at > datetime.now(UTC) + CLOCKS_DIFFER:
        return no("collected_later", "collected_at", message="Cash cannot be written down before it is collected.")
    return None


def _clash(code: str, field: str, number: str) -> Refusal:
    return no(code, field, message="{number} was written down before with another amount.", number=number)


def _draw(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id() FROM generate_series(1, %s)", [count])
        return [int(id_) for (id_,) in cursor.fetchall()]


def _write(rows: Sequence[_Row]) -> None:
    """Write collections; the journal of each: the carrier owes it to us, we owe it to the merchant."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(load("billing.company", "cod_collect"), [msgspec.json.encode(rows).decode()])
    post(
        [
            Entry(
                source=f"cod:{row.id}", kind="cod", occurred_at=row.collected_at, entity_id=row.entity_id, memo=row.source[:200],
                lines=(
                    Line(HOUSE_ID, "cod_in_transit" if row.supplier_id else "cash", row.amount_minor, row.currency),
                    Line(HOUSE_ID, "cod_payable", -row.amount_minor, row.currency),
                ),
            )
            for row in rows
        ]
    )  # fmt: skip
