"""The merchant's ERP."""

import pytest

from galeon.gateway.yunexpress.tests.erp import Erp, set_up
from galeon.ops.tests.company import Company


@pytest.fixture
def erp(company: Company) -> Erp:
    """An ERP with credentials of its own and the product codes it was set up with."""
    set_up(company)
    return Erp()
