from datetime import UTC, datetime, timedelta

import pytest

from galeon.ops.sample import company, surcharges
from galeon.tariffs.models import PriceVersion
from galeon.tariffs.reads import sheet
from galeon.tariffs.words.fee_names import FEE_NAMES

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_every_fee_of_the_sample_company_has_a_name_in_each_language() -> None:
    company.open_house("secret", NOW - timedelta(days=70), NOW)
    sheets = [sheet(version_id) for version_id in PriceVersion.objects.values_list("pk", flat=True)]
    carriers = (surcharges.ups, surcharges.fedex, surcharges.dhl, surcharges.sf, surcharges.air_freight)
    codes = {rule.code for one in sheets if one is not None for rule in one.rules}
    codes |= {rule.code for carrier in carriers for rule in carrier("ups")}
    assert {"freight", "picking", "first_leg", "declaration_bought", "magnetic_ticket", "storage"} <= codes
    assert codes - set(FEE_NAMES) == set()
