"""What the pages of price lists and dated tables are made of."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from galeon.ops import small
from galeon.parties.models import User
from galeon.tariffs import acts, acts_dated, reads, reads_dated
from galeon.tariffs.sheet import ListKey, Side
from galeon.tariffs.tests.dated import AT, COST, dated, open_tables, published, sure
from galeon.tariffs.tests.sheets import flat

pytestmark = pytest.mark.django_db


def test_a_list_tells_its_live_version_and_its_draft() -> None:
    _, service = small.open_company()
    pen = User.objects.create_user("pen@t.example", None, name="Pen")
    published(service.pk, flat(1, currency="EUR"))
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    live = published(service.pk, flat(2, currency="EUR", valid_from=date(2026, 2, 1)))
    published(service.pk, flat(3, currency="EUR", valid_from=tomorrow))
    draft = sure(acts.draft(ListKey("T", "A list", service.pk, "EUR"), flat(4, currency="EUR"), pen.pk, AT))
    published(service.pk, flat(1, currency="EUR", valid_to=date(2026, 2, 1)), "C", **COST)

    rows = {row.code: row for row in reads.lists()}
    row, cost = rows["T"], rows["C"]
    assert (row.service, row.side, row.versions, row.live_id, row.live_no, row.draft_id, row.draft_no) == (
        "USLINE", Side.SALE, 4, live, 2, draft, 4,
    )  # fmt: skip
    assert (cost.side, cost.supplier, cost.live_id) == (Side.COST, "ups", None)  # it has ended
    versions = reads.versions(row.id)
    assert [(v.no, v.state, v.is_live) for v in versions] == [
        (4, "draft", False), (3, "published", False), (2, "published", True), (1, "published", False),
    ]  # fmt: skip
    assert (versions[0].drafted_by, versions[0].zones, versions[0].rules) == ("Pen", 1, 1)
    acts.check_draft(draft, pen.pk, AT)
    assert (reads.versions(row.id)[0].state, reads.versions(row.id)[0].checked_by) == ("checked", "Pen")


def test_tables_tell_their_rates_and_editions() -> None:
    _, service = small.open_company()
    open_tables()
    (fuel,), (area,) = reads_dated.fuel_tables(), reads_dated.area_tables()
    assert (fuel.code, fuel.is_used, [(r.valid_from, r.percent) for r in fuel.rates]) == (
        "UPS", False, [(date(2026, 1, 1), Decimal(20))],
    )  # fmt: skip
    (edition,) = area.editions
    assert (area.code, edition.no, edition.rows, edition.tiers) == ("UPS", 1, 1, ("A",))
    published(service.pk, dated(currency="EUR"))
    assert (reads_dated.fuel_tables()[0].is_used, reads_dated.area_tables()[0].is_used) == (True, True)
    sure(acts_dated.set_rate("USD", "CNY", date(2026, 1, 1), Decimal("7.1"), None, AT))
    assert [(r.base, r.quote, r.rate) for r in reads_dated.fx_rates()] == [("USD", "CNY", Decimal("7.1"))]
