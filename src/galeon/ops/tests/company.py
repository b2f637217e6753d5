"""The small company of `galeon.ops.small` as a fixture: one hub, one service, one merchant."""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from galeon.network.models import Service, Site
from galeon.ops.small import NOW, open_company, open_merchant, order
from galeon.parties.reads import Customer
from galeon.tariffs import fx

__all__ = ["NOW", "Company", "company", "no_bank", "order"]


class Company(msgspec.Struct, frozen=True):
    """What the fixture made."""

    hub: Site
    service: Service
    merchant: Customer
    open_merchant: Callable[..., Customer]


@pytest.fixture
def company(request: pytest.FixtureRequest) -> Company:
    """One hub SZX1, one service USLINE (to US, ES, DE, FR), one merchant with a limit of 10,000.00 CNY.

    Works in the test's transaction (`db`), or in its own database when the test asked for `fresh_db` first.
    """
    if "fresh_db" not in request.fixturenames:
        request.getfixturevalue("db")
    hub, service = open_company()
    return Company(hub, service, open_merchant("LUMEN"), open_merchant)


@pytest.fixture
def no_bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the exchange rates that the test enters: the central bank's are not there."""
    monkeypatch.setattr(fx, "market", None)
    fx.distrust()
    yield
    fx.distrust()
