"""People of the small company, one for each role, and what they see."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from galeon.intake.acts import Placed, place
from galeon.kernel import tenancy
from galeon.kernel.refusal import is_refusal
from galeon.ops.tests.company import Company, order
from galeon.parties.acts import HOUSE_ID, add_member
from galeon.parties.models import User
from galeon.parties.reads import Customer

PASSWORD = "three small ships at sea"


def person(
    email: str, role: str, *, account_id: int = HOUSE_ID, site_id: int | None = None, language: str = "en"
) -> User:
    """A login with a place."""
    member = add_member(
        account_id, email, email.split("@")[0].title(), role, PASSWORD, language=language, site_id=site_id
    )
    assert not is_refusal(member)
    return member.user


def signed_in(user: User) -> Client:
    """A browser of that person, as Django's test client."""
    client = Client()
    client.force_login(user)
    return client


def booked(merchant: Customer, reference: str = "SO-1", weight_g: int = 1_000) -> Placed:
    """One order that stands."""
    with tenancy.customer(merchant.account_id):
        answer = place(merchant, [order(reference, weight_g=weight_g)], source="form", at=datetime.now(UTC))[0]
    assert isinstance(answer, Placed), answer
    return answer


@pytest.fixture
def merchant(company: Company) -> Client:
    """The merchant's owner."""
    return signed_in(person("ana@lumen.example", "owner", account_id=company.merchant.account_id))


@pytest.fixture
def operator(company: Company) -> Client:
    """A person at a station of the hub."""
    return signed_in(person("li@galeon.example", "station", site_id=company.hub.pk))


@pytest.fixture
def accountant(company: Company) -> Client:
    """One of our finance."""
    return signed_in(person("marta@galeon.example", "finance"))
