"""Publish a price list of the file, unless its newest version says the same."""

from datetime import datetime

from galeon.kernel.refusal import Refusal
from galeon.ops.furnishing.checking import sheet_of
from galeon.ops.furnishing.terms import PriceTable
from galeon.tariffs import acts, reads
from galeon.tariffs.models import PriceVersion
from galeon.tariffs.sheet import ListKey


def publish(table: PriceTable, service_id: int, account_id: int | None, at: datetime) -> str | tuple[Refusal, ...]:
    """What was done, in words; or every fault."""
    key = ListKey(table.code, table.name, service_id, table.currency, table.level or "", account_id)
    sheet = sheet_of(table)
    last = PriceVersion.objects.filter(price_list__code=table.code).select_related("price_list").order_by("-no").first()
    if last is not None:
        row = last.price_list
        there = ListKey(row.code, key.name, row.service_id, row.currency, row.level_id or "", row.account_id)
        if there == key and last.published_at is not None and reads.sheet(last.pk) == sheet:
            return f"version {last.no} is there already"
    drafted = acts.draft(key, sheet, None, at)
    if not isinstance(drafted, int):
        return drafted
    published = acts.publish(drafted, None, at)
    if isinstance(published, Refusal):
        return (published,)
    return f"version {(last.no if last else 0) + 1} published, in force from {sheet.valid_from}"
