"""The only writers of price lists: a version is drafted, checked, and published for good."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.tariffs import rows, shelf
from galeon.tariffs.checks import findings, known
from galeon.tariffs.checks.check import check
from galeon.tariffs.checks.findings import Findings
from galeon.tariffs.events import PriceListPublished
from galeon.tariffs.models import PriceList, PricePolicy, PriceVersion
from galeon.tariffs.sheet import ListKey, Sheet, Side


@transaction.atomic
def draft(key: ListKey, sheet: Sheet, by: int | None, at: datetime) -> int | tuple[Refusal, ...]:
    """Write a new version of the list `key.code`, made on first use; the version's id, or every fault of the sheet.

    by: the person's id. A draft prices nothing until it is published.
    """
    if faults := _faults(sheet, key.currency):
        return faults
    price_list = _list(key)
    if isinstance(price_list, Refusal):
        return (price_list,)
    return _new(price_list, sheet, by, at)


@transaction.atomic
def redraft(version_id: int, sheet: Sheet, by: int | None, at: datetime) -> int | tuple[Refusal, ...]:
    """Put another sheet in a draft's place; its id, or every fault. What was checked has to be checked again."""
    version = _locked(version_id)
    if isinstance(version, Refusal):
        return (version,)
    if faults := _faults(sheet, version.price_list.currency):
        return faults
    rows.erase(version_id)
    rows.write(version_id, sheet)
    _change(version_id, by, at, **_head(sheet))
    return version_id


@transaction.atomic
def copy(version_id: int, by: int | None, at: datetime, valid_from: date | None = None) -> int | Refusal:
    """Begin a new draft of the same list with everything a version has; its id. valid_from: its first day, else the
    same."""
    found = PriceVersion.objects.filter(pk=version_id).select_related("price_list").first()
    if found is None:
        return _unknown()
    price_list = PriceList.objects.select_for_update().get(pk=found.price_list_id)
    head = {name: getattr(found, name) for name in rows.HEAD} | {"valid_from": valid_from or found.valid_from}
    if found.valid_to is not None and found.valid_to <= head["valid_from"]:
        head["valid_to"] = None
    copied = PriceVersion.objects.create(
        price_list=price_list, no=_next(price_list), drafted_at=at, drafted_by_id=by, **head
    )
    rows.copy(version_id, copied.pk)
    return copied.pk


@transaction.atomic
def discard(version_id: int) -> int | Refusal:
    """Throw a draft away; its id. What is published stays."""
    version = _locked(version_id)
    if isinstance(version, Refusal):
        return version
    rows.erase(version_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM price_version WHERE id = %s", [version_id])
    return version_id


@transaction.atomic
def check_draft(version_id: int, by: int | None, at: datetime) -> Findings | Refusal:
    """Look a draft over and tell what was found; without a fault it may be published while nothing of it changes."""
    version = _locked(version_id)
    if isinstance(version, Refusal):
        return version
    found = findings.find(version_id, at)
    passed = not found.faults
    PriceVersion.objects.filter(pk=version_id).update(
        checked_at=at if passed else None, checked_by_id=by if passed else None
    )
    return found


def publish(version_id: int, by: int | None, at: datetime) -> int | Refusal:
    """Put a draft in force from its `valid_from` on; its id, or why not. Every process prices by it within a second.

    One at a time on purpose: a person looks at each list before customers are charged by it. A person publishes what
    was checked since its last change and, where the policy wants two, was last changed by another. by None: a command
    or a file publishes, and the check is made here.
    """
    with transaction.atomic():
        version = _locked(version_id)
        if isinstance(version, Refusal):
            return version
        policy = PricePolicy.objects.get(pk=1)
        refusal = _unready(version, by, policy) or _found(version, policy, at)
        if refusal is not None:
            return refusal
        PriceVersion.objects.filter(pk=version_id).update(published_at=at, published_by_id=by)
        shelf.distrust()
        outbox.publish(PriceListPublished(version_id=version_id, at=at))
    return version_id


def set_policy(below_cost: str, two_persons: bool, by: int | None, at: datetime) -> Refusal | None:
    """How careful publishing is: below_cost refuse, flag or ignore; two_persons: nobody publishes their own changes."""
    if below_cost not in PricePolicy.BelowCost.values:
        return _refusal("policy_unknown", "below_cost", "There is no policy {name}.", name=below_cost[:20])
    PricePolicy.objects.update_or_create(
        pk=1,
        defaults={"below_cost": below_cost, "two_persons": two_persons, "changed_at": at, "changed_by_id": by},
    )
    return None


def _unready(version: PriceVersion, by: int | None, policy: PricePolicy) -> Refusal | None:
    """What a person has to do first."""
    if by is None:
        return None
    if version.checked_at is None:
        return _refusal("version_unchecked", "version_id", "Check this version before it is published.")
    last_hand = version.changed_by_id if version.changed_at is not None else version.drafted_by_id
    if policy.two_persons and last_hand == by:
        return _refusal(
            "second_person_missing", "by", "Somebody else than who changed it last must publish this version."
        )
    return None


def _found(version: PriceVersion, policy: PricePolicy, at: datetime) -> Refusal | None:
    """The first fault, or the first price below cost where the policy refuses such: tables and costs may have changed
    since the check."""
    is_floored = policy.below_cost == PricePolicy.BelowCost.REFUSE and version.price_list.side != Side.COST
    found = findings.find(version.pk, at, with_prices=is_floored)
    if found.faults:
        return found.faults[0]
    if is_floored and found.shortfalls:
        worst = found.shortfalls[0]
        return _refusal(
            "below_cost", "rules", "Zone {zone}, {weight_kg} kg: {sale_amount} is below the cost of {cost_amount}.",
            zone=worst.zone, weight_kg=str(worst.weight_g),
            sale_amount=f"{worst.sale_minor} {version.price_list.currency}",
            cost_amount=f"{worst.cost_minor} {version.price_list.currency}",
        )  # fmt: skip
    return next((note for note in found.notes if is_floored and note.code in findings.UNTOLD), None)


def _faults(sheet: Sheet, currency: str) -> tuple[Refusal, ...]:
    faults = check(sheet) or known.countries_unknown(sheet)
    if sheet.currency != currency:
        differs = _refusal("currency_differs", "currency", "The list is in {currency}.", currency=currency)
        faults = (*faults, differs)
    return faults


def _locked(version_id: int) -> PriceVersion | Refusal:
    """A draft with its list, locked: nobody else changes or publishes it meanwhile."""
    version = PriceVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        return _unknown()
    if version.published_at is not None:
        return _refusal("version_published", "version_id", "This version is published already.")
    return version


def _new(price_list: PriceList, sheet: Sheet, by: int | None, at: datetime) -> int:
    version = PriceVersion.objects.create(
        price_list=price_list, no=_next(price_list), drafted_at=at, drafted_by_id=by, **_head(sheet)
    )
    rows.write(version.pk, sheet)
    return version.pk


def _next(price_list: PriceList) -> int:
    last = PriceVersion.objects.filter(price_list=price_list).order_by("-no").values_list("no", flat=True).first()
    return (last or 0) + 1


def _head(sheet: Sheet) -> dict[str, Any]:
    return {name: getattr(sheet, name) for name in rows.HEAD}


def _change(version_id: int, by: int | None, at: datetime, **columns: Any) -> None:
    PriceVersion.objects.filter(pk=version_id).update(
        **columns, changed_at=at, changed_by_id=by, checked_at=None, checked_by_id=None
    )


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
    found = PriceList.objects.select_for_update().filter(code=key.code).first()
    if found is None:
        if (wrong := known.key_fault(key)) is not None:
            return wrong
        same = {name: value for name, value in aim.items() if name != "dated_by"}
        if PriceList.objects.filter(**same).exists():
            return _refusal("list_exists", "code", "These shipments already have a list under another code.")
        found = PriceList.objects.create(code=key.code, name=key.name, **aim)
    if any(getattr(found, name) != value for name, value in aim.items()):
        return _refusal(
            "list_for_others", "code", "List {name} is for another service, currency, level or account.", name=key.code
        )
    return found


def _unknown() -> Refusal:
    return _refusal("version_unknown", "version_id", "There is no such version.")


def _refusal(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
