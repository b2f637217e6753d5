"""Fixtures of the pages' tests."""

import pytest

from galeon.web.tests.browsing import browser, page, portal
from galeon.web.tests.people import accountant, merchant, operator
from galeon.web.tests.pricing import clerk, draft_id, live_id, tom

__all__ = ["accountant", "browser", "clerk", "draft_id", "live_id", "merchant", "operator", "page", "portal", "tom"]


@pytest.fixture(autouse=True)
def _fresh_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has services of its own: what the one before knew of them must not stay for a second."""
    monkeypatch.setattr("galeon.network.reads.FRESH_S", -1.0)
    monkeypatch.setattr("galeon.warehouse.reads.FRESH_S", -1.0)
