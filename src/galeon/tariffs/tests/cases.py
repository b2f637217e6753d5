"""All worked cases: asked one by one here, and in bulk by the tests of price runs."""

from galeon.tariffs.tests.cases_published import CASES as PUBLISHED
from galeon.tariffs.tests.cases_surcharges import CASES as SURCHARGES

CASES = (*PUBLISHED, *SURCHARGES)
