"""Which masters and bags travel in a container."""

from collections.abc import Sequence
from datetime import datetime

from galeon.billing.costs.entering import no
from galeon.billing.costs.models import ContainerLoad
from galeon.billing.costs.resolving import Found, resolve
from galeon.kernel.refusal import Refusal


def load_container(
    number: str, *, masters: Sequence[str] = (), bags: Sequence[str] = (), at: datetime, by: int | None = None
) -> int | Refusal:
    """Write down that these masters and bags (their numbers) travel in a container; how many were added. Twice is once.

    Its costs are shared again by `acts.reallocate`. Refused: container_number (ISO 6346), object_unknown.
    """
    asked = [("container", number), *(("master", m) for m in masters), *(("bag", b) for b in bags)]
    found = resolve(asked)
    refusal = next((f for key in asked if isinstance(f := found[key], Refusal)), None)
    if refusal:
        return refusal
    if len(asked) == 1:
        return no("container_empty", "masters", message="Name what travels in it.")
    things = [f for key in asked[1:] if isinstance(f := found[key], Found)]
    box = found["container", number]
    ref = box.ref if isinstance(box, Found) else ""
    before = ContainerLoad.objects.filter(container=ref, out_at=None).count()
    ContainerLoad.objects.bulk_create(
        [
            ContainerLoad(
                container=ref, master_id=f.id if f.kind == "master" else None, bag_id=f.id if f.kind == "bag" else None,
                loaded_at=at, loaded_by=by,
            )
            for f in things
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return ContainerLoad.objects.filter(container=ref, out_at=None).count() - before


def loaded(number: str) -> list[str]:
    """The numbers of the masters and bags that travel in a container, as they were written down."""
    found = ContainerLoad.objects.filter(container=number, out_at=None).order_by("pk")
    return [master or bag for master, bag in found.values_list("master__number", "bag__number")]
