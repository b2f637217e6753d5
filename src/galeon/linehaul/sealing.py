"""Seals: a bag is closed, and opened again while it is on no master."""

from collections.abc import Sequence

import msgspec
from django.db import connection, transaction

from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.linehaul.bagging import lock
from galeon.linehaul.terms import Sealed, Sealing

NO_BAG = Refusal(code="bag_unknown", field="bag_id", message="There is no such bag.")
EMPTY = Refusal(code="bag_empty", field="bag_id", message="The bag is empty.")
NO_SEAL = Refusal(
    code="seal_missing", field="seal", message="A bag is closed with a seal of up to 24 signs; scan its number."
)
SEAL_MAX = 24


class BagFacts(msgspec.Struct, frozen=True):
    """A bag as sealing and loading see it; `stopped`: numbers of halted waybills inside (at most 20)."""

    id: int
    number: str
    state: str
    parcels: int
    weight_g: int
    tare_g: int
    destination: str
    seal: str
    master_id: int | None
    stopped: list[str]


def seal(sealings: Sequence[Sealing]) -> list[Sealed | Refusal]:
    """Close bags, each for itself. Refused: unknown, closed already, empty, no seal or a used one, a stopped waybill."""
    with transaction.atomic():
        bags = locked({s.bag_id for s in sealings})
        used = _used_seals([s.seal.strip() for s in sealings])
        answers: list[Sealed | Refusal] = []
        for s in sealings:
            answer = _sealable(s, bags.get(s.bag_id), used)
            if isinstance(answer, Sealed):
                used.add(answer.seal)
                bags[s.bag_id] = msgspec.structs.replace(bags[s.bag_id], state="sealed")
            answers.append(answer)
        good = [(s, a) for s, a in zip(sealings, answers, strict=True) if isinstance(a, Sealed)]
        with connection.cursor() as cursor:
            cursor.execute(
                load("linehaul", "seal"),
                {
                    "bag": [a.bag_id for _, a in good],
                    "seal": [a.seal for _, a in good],
                    "at": [s.at for s, _ in good],
                    "by": [s.operator_id for s, _ in good],
                },
            )
    return answers


def _sealable(sealing: Sealing, bag: BagFacts | None, used: set[str]) -> Sealed | Refusal:
    number = sealing.seal.strip()
    if bag is None:
        return NO_BAG
    if bag.state != "open":
        return no("bag_sealed", "bag_id", message="Bag {bag} is closed already.", bag=bag.number)
    if bag.parcels == 0:
        return EMPTY
    if not number or len(number) > SEAL_MAX or not number.isprintable():
        return NO_SEAL
    if number in used:
        return no("seal_used", "seal", message="Seal {seal} closes another bag.", seal=number)
    return stopped_in(bag) or Sealed(bag.id, bag.number, number, bag.parcels, bag.weight_g + bag.tare_g)


def unseal(bag_id: int) -> Refusal | None:
    """Break a seal, so that a parcel can be taken out. Refused once the bag is on a master."""
    with transaction.atomic():
        bag = locked({bag_id}).get(bag_id)
        if bag is None:
            return NO_BAG
        if bag.state != "sealed":
            return no(
                "bag_not_sealed", "bag_id", message="Bag {bag} is {state}, not sealed.", bag=bag.number, state=bag.state
            )
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE bag SET state = 'open', seal = '', sealed_at = NULL, sealed_by = NULL WHERE id = %s", [bag_id]
            )
    return None


def stopped_in(bag: BagFacts) -> Refusal | None:
    if not bag.stopped:
        return None
    return no(
        "waybill_stopped", "bags", message="Bag {bag} holds stopped waybills: {numbers}. Take them out first.",
        bag=bag.number, numbers=", ".join(bag.stopped),
    )  # fmt: skip


def locked(ids: set[int]) -> dict[int, BagFacts]:
    """The bags, locked after the waybills inside them."""
    lock(contents(sorted(ids)), sorted(ids))
    return bags_by_id(sorted(ids))


def bags_by_id(ids: Sequence[int]) -> dict[int, BagFacts]:
    with connection.cursor() as cursor:
        cursor.execute(load("linehaul", "bags"), {"bags": list(ids)})
        return {row[0]: BagFacts(*row) for row in cursor.fetchall()}


def contents(bags: Sequence[int]) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(load("linehaul", "contents"), {"bags": list(bags)})
        return list(cursor.fetchall())


def _used_seals(seals: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal FROM bag WHERE seal = ANY (%s)", [[s for s in seals if s]])
        return {row[0] for row in cursor.fetchall()}


def no(code: str, field: str, *, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
