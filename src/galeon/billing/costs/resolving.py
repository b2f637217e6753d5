"""Which object a reference names: a master, declaration, departure, container, bag or waybill."""

from collections.abc import Sequence

from django.db import connection
from msgspec import Struct

from galeon.customs.models import Declaration
from galeon.kernel.checkdigits import compact, is_iso6346
from galeon.kernel.refusal import Refusal
from galeon.linehaul.models import Bag, Departure, Master
from galeon.waybills.directory import Hit, likeliest
from galeon.waybills.numbers import number_asked

ID_MAX = 2**63 - 1
REF_MAX = 64


class Found(Struct, frozen=True):
    """The object a cost is of. id: its row's (0 for a container); account_id: a waybill's, else 0; ref: as it is called."""

    kind: str
    id: int
    ref: str
    account_id: int = 0


def resolve(asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Found | Refusal]:
    """The object of each (kind, reference); one query for each kind."""
    found: dict[tuple[str, str], Found | Refusal] = {}
    for kind, look in _LOOKS.items():
        refs = sorted({ref for k, ref in asked if k == kind})
        if refs:
            hits = look([ref for ref in refs if ref.isprintable() and len(ref) <= REF_MAX])
            found.update({(kind, ref): hits.get(ref) or _unknown(ref) for ref in refs})
    for kind, ref in asked:
        found.setdefault((kind, ref), _no("object_kind", "object_kind", "Costs are not kept of such a thing."))
    return found


Looked = dict[str, Found | Refusal]


def _masters(refs: list[str]) -> Looked:
    """By number as its kind is written: an air waybill with its dash, a bill of lading without blanks."""
    names = {ref: {ref.strip().upper(), compact(ref), _awb(compact(ref))} for ref in refs}
    rows = dict(Master.objects.filter(number__in=set().union(*names.values())).values_list("number", "pk"))
    return {
        ref: Found("master", rows[name], name) for ref, tried in names.items() for name in sorted(tried) if name in rows
    }


def _awb(number: str) -> str:
    return f"{number[:3]}-{number[3:]}"


def _bags(refs: list[str]) -> Looked:
    names = {ref: ref.strip().upper() for ref in refs}
    rows = Bag.objects.filter(number__in=names.values()).values_list("number", "pk")
    known = {number: Found("bag", id_, number) for number, id_ in rows}
    rows = Bag.objects.filter(sscc__in=names.values()).values_list("sscc", "pk")
    known.update({sscc: Found("bag", id_, sscc) for sscc, id_ in rows})
    return {ref: known[name] for ref, name in names.items() if name in known}


def _departures(refs: list[str]) -> Looked:
    ids = {ref: int(ref) for ref in refs if _is_id(ref)}
    known = set(Departure.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    return {ref: Found("departure", id_, str(id_)) for ref, id_ in ids.items() if id_ in known}


def _declarations(refs: list[str]) -> Looked:
    """By id, or by the number customs gave it, which two countries may give alike."""
    ids = {ref: int(ref) for ref in refs if _is_id(ref)}
    known = set(Declaration.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    found: Looked = {ref: Found("declaration", id_, str(id_)) for ref, id_ in ids.items() if id_ in known}
    names = {ref: ref.strip().upper() for ref in refs if ref.strip() and ref not in found}
    by_name: dict[str, list[int]] = {}
    for name, id_ in Declaration.objects.filter(reference__in=names.values()).values_list("reference", "pk"):
        by_name.setdefault(name, []).append(id_)
    for ref, name in names.items():
        hits = by_name.get(name, [])
        if len(hits) == 1:
            found[ref] = Found("declaration", hits[0], str(hits[0]))
        elif hits:
            found[ref] = _no(
                "object_ambiguous", "object_ref", "{number} names several; give our own number.", number=ref
            )
    return found


def _containers(refs: list[str]) -> Looked:
    return {
        ref: Found("container", 0, compact(ref))
        if is_iso6346(ref)
        else _no("container_number", "object_ref", "{number} is not a container number (ISO 6346).", number=ref)
        for ref in refs
    }


def _waybills(refs: list[str]) -> Looked:
    names = {ref: number_asked(ref) for ref in refs}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT n.number, w.number, n.kind, n.until IS NULL, n.account_id, n.waybill_id, w.state
                 FROM waybill_number n JOIN waybill w ON w.account_id = n.account_id AND w.id = n.waybill_id
                WHERE n.number = ANY (%s) ORDER BY n.waybill_id DESC""",
            [sorted(set(names.values()))],
        )
        hits: dict[str, list[tuple[Hit, str]]] = {}
        for asked, ours, *rest in cursor.fetchall():
            hits.setdefault(asked, []).append((Hit(*rest), ours))
    found: Looked = {}
    for ref, name in names.items():
        likely = likeliest([hit for hit, _ in hits.get(name, [])])
        if len(likely) > 1:
            found[ref] = _no(
                "object_ambiguous", "object_ref", "{number} names several; give our own number.", number=ref
            )
        for hit in likely[:1] if len(likely) == 1 else ():
            ours = next(number for h, number in hits[name] if h.waybill_id == hit.waybill_id)
            found[ref] = Found("waybill", hit.waybill_id, ours, hit.account_id)
    return found


_LOOKS = {
    "master": _masters, "bag": _bags, "departure": _departures, "declaration": _declarations, "container": _containers,
    "waybill": _waybills,
}  # fmt: skip


def _is_id(ref: str) -> bool:
    return ref.isascii() and ref.isdecimal() and len(ref) <= 19 and 0 < int(ref) <= ID_MAX


def _unknown(ref: str) -> Refusal:
    return _no("object_unknown", "object_ref", "There is nothing called {number}.", number=ref[:REF_MAX])


def _no(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
