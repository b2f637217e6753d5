"""A merchant's program for the tests of the gateway."""

import pytest

from galeon.exchange.acts import issue_api_key
from galeon.gateway.tests.company import Shop
from galeon.ops.tests.company import NOW, Company


@pytest.fixture
def shop(company: Company) -> Shop:
    """The merchant's program with a key of its own."""
    return Shop(issue_api_key(company.merchant.account_id, "Shop", NOW))
