"""The pricing pages: who may see and change what, and what is written when they say no."""

import pytest
from django.test import Client

from galeon.ops.tests.company import Company
from galeon.web.tests.people import person, signed_in
from galeon.web.tests.pricing import draft_of, open_list


@pytest.fixture
def clerk(company: Company) -> Client:
    """The pricing clerk."""
    return signed_in(person("tom@galeon.example", "pricing"))


@pytest.fixture
def live_id(company: Company) -> int:
    """A list with a live version."""
    return open_list(company)


def test_the_lists_say_what_is_live_and_what_is_drafted(clerk: Client, live_id: int) -> None:
    draft_of(live_id, None)
    text = clerk.get("/tariffs/").content.decode()
    assert "DE-EXPRESS" in text
    assert f"/tariffs/versions/{live_id}" in text
    assert "No price list matches" in clerk.get("/tariffs/?q=nowhere").content.decode()
    assert "v2" in clerk.get("/tariffs/lists/DE-EXPRESS").content.decode()
