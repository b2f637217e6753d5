"""Finance closes a month on the page, sees how far it is, and goes on with a run that was cut off."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from galeon.billing.models import ClosingRun, Statement
from galeon.billing.statements import closing
from galeon.billing.tests.books import charged
from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company


@pytest.fixture
def ended(company: Company) -> int:
    """The account has a charge in a month that ended long ago; its id."""
    charged(company.merchant, "SO-1", 2_310, at=datetime.now(UTC) - timedelta(days=75))
    return company.merchant.account_id


DAY = (datetime.now(UTC) - timedelta(days=20)).date().isoformat()


def test_a_month_is_previewed_closed_and_shown_with_its_statements(accountant: Client, ended: int) -> None:
    page = accountant.get("/finance/closing").content.decode()
    assert "Nothing was closed yet" in page
    assert "/finance/closing/ahead" in page
    seen = accountant.get("/finance/closing/ahead", {"day": DAY}).content.decode()
    assert "CN¥317.12" in seen
    answer = accountant.post("/finance/closing", {"day": DAY})
    run = ClosingRun.objects.get()
    assert answer["Location"] == f"/finance/closing/{run.pk}"
    under_way = accountant.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "load delay:1s" in under_way
    drain()
    done = accountant.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "load delay:1s" not in done
    statement = Statement.objects.get(account_id=ended)
    assert statement.state == "closed"
    assert str(statement.number) in done
    assert f"/finance/statements/{ended}/{statement.id}" in done
    assert "1 / 1" in accountant.get("/finance/closing").content.decode()


def test_a_day_that_is_not_over_or_is_none_or_has_nothing_to_close_closes_nothing(
    accountant: Client, ended: int
) -> None:
    for day, said in (
        ("2999-01-01", "This day is not over yet."),
        ("soon", "This is not a day."),
        ("2001-01-31", "No open statement"),
    ):
        answer = accountant.post("/finance/closing", {"day": day})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not ClosingRun.objects.exists()
    assert "No open statement" in accountant.get("/finance/closing/ahead", {"day": "2001-01-31"}).content.decode()
    assert "This is not a day." in accountant.get("/finance/closing/ahead", {"day": "\x00"}).content.decode()


def test_a_run_that_was_cut_off_says_so_and_a_button_goes_on_with_it(
    accountant: Client, ended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    run_id = closing.open_run(now - timedelta(days=20), None, now)
    ClosingRun.objects.update(seen_at=now - timedelta(minutes=5))
    page = accountant.get(f"/finance/closing/{run_id}").content.decode()
    assert "It was cut off." in page
    assert "load delay:1s" not in page
    assert accountant.post(f"/finance/closing/{run_id}/resume")["Location"] == f"/finance/closing/{run_id}"
    drain()
    assert "cut off" not in accountant.get(f"/finance/closing/{run_id}").content.decode()
    assert Statement.objects.get(account_id=ended).state == "closed"
    accountant.post(f"/finance/closing/{run_id}/resume")
    assert ClosingRun.objects.count() == 1, "going on with what is finished does nothing"
    assert accountant.get("/finance/closing/999").status_code == 404
