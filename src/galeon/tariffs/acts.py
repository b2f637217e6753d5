"""The only writers of price lists: a version is drafted whole, then published for good."""

from datetime import datetime

from django.db import transaction

from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.tariffs import reads, rows
from galeon.tariffs.check import check
from galeon.tariffs.events import PriceListPublished
from galeon.tariffs.models import PriceList, PriceVersion
from galeon.tariffs.sheet import ListKey, Sheet


@transaction.atomic
def draft(key: ListKey, sheet: Sheet, by: int | None, at: datetime) -> int | tuple[Refusal, ...]:
    """Write a new version of the list `key.code`, made on first use; the version's id, or every fault of the sheet.

    by: the person's id. A draft prices nothing until it is published.
    """
    faults = check(sheet)
    if sheet.currency != key.currency:
        differs = _refusal("currency_differs", "currency", "The list is in {currency}.", currency=key.currency)
        faults = (*faults, differs)
    if faults:
        return faults
    price_list = _list(key)
    if isinstance(price_list, Refusal):
        return (price_list,)
    last = PriceVersion.objects.filter(price_list=price_list).order_by("-no").values_list("no", flat=True).first()
    version = PriceVersion.objects.create(
        price_list=price_list,
        no=(last or 0) + 1,
        **{name: getattr(sheet, name) for name in rows.HEAD},
        drafted_at=at,
        drafted_by_id=by,
    )
    rows.write(version.pk, sheet)
    return version.pk


def publish(version_id: int, by: int | None, at: datetime) -> int | Refusal:
    """Put a draft in force from its `valid_from` on; its id, or why not. Every process prices by it within a second.

    One at a time on purpose: a person looks at each list before customers are charged by it.
    """
    with transaction.atomic():
        version = PriceVersion.objects.select_for_update().filter(pk=version_id).first()
        if version is None:
            return _refusal("version_unknown", "version_id", "There is no such version.")
        if version.published_at is not None:
            return _refusal("version_published", "version_id", "This version is published already.")
        PriceVersion.objects.filter(pk=version_id).update(published_at=at, published_by_id=by)
        reads.distrust()
        outbox.publish(PriceListPublished(version_id=version_id, at=at))
    return version_id


def _list(key: ListKey) -> PriceList | Refusal:
    """The list of this code, locked so that its versions are numbered one by one."""
    aim = {
        "service_id": key.service_id,
        "currency": key.currency,
        "level_id": key.level or None,
        "account_id": key.account_id,
        "side": key.side.value,
        "agent_id": key.agent_id,
        "supplier": key.supplier,
        "dated_by": key.dated_by.value,
    }
    if PriceList.objects.filter(**aim).exclude(code=key.code).exists():
        return _refusal("list_exists", "code", "These shipments already have a list under another code.")
    found, _made = PriceList.objects.get_or_create(code=key.code, defaults={"name": key.name, **aim})
    found = PriceList.objects.select_for_update().get(pk=found.pk)
    if any(getattr(found, name) != value for name, value in aim.items()):
        return _refusal(
            "list_for_others", "code", "List {name} is for another service, currency, level or account.", name=key.code
        )
    return found


def _refusal(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
