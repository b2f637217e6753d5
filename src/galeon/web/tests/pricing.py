"""A price list with a live version and a draft, for the tests of the pricing pages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from django.test import Client

from galeon.ops.tests.company import Company
from galeon.parties.models import User
from galeon.tariffs import acts
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Side, Step, Zone
from galeon.web.tests.people import person, signed_in

AT = datetime(2026, 1, 2, 4, 0, tzinfo=UTC)
BRACKETS = (500, 2_000, 5_000, 30_000)
PRICES = {"DE": (4_800, 4_500, 4_200, 4_000), "ES": (5_200, 4_900, 4_600, 4_300), "US": (6_000, 5_600, 5_400, 5_200)}


def express(**head: object) -> Sheet:
    """Three zones of four weights in CNY per kg, a registration fee, and fuel at 20 %."""
    freight = tuple(
        Rule(code="freight", basis=Basis.PER_KG, amount_minor=amount, zone=zone, weight_milli_to=to)
        for zone, amounts in PRICES.items()
        for to, amount in zip(BRACKETS, amounts, strict=True)
    )
    fees = (
        Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=1_600),
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal(20), of=("freight",)),
    )
    base: dict[str, object] = {
        "valid_from": date(2026, 1, 1), "currency": "CNY", "zones": tuple(Zone(code, code) for code in PRICES),
        "steps": (Step(step_milli=100),), "rules": (*freight, *fees), "note": "the first one",
    }  # fmt: skip
    return Sheet(**{**base, **head})  # type: ignore[arg-type]


def open_list(company: Company, code: str = "DE-EXPRESS", side: Side = Side.SALE, supplier: str = "") -> int:
    """A list with a published version 1; its version's id. The company's own small list stays beside it."""
    level = "gold" if side is Side.SALE else ""
    key = ListKey(code, f"{code} prices", company.service.pk, "CNY", level=level, side=side, supplier=supplier)
    drafted = acts.draft(key, express(), by=None, at=AT)
    assert isinstance(drafted, int), drafted
    assert acts.publish(drafted, by=None, at=AT) == drafted
    return drafted


def draft_of(version_id: int, by: int | None, **changes: object) -> int:
    """A draft from a version, in force from 2027 on."""
    from galeon.tariffs import reads

    made = acts.copy(version_id, by=by, at=AT, valid_from=date(2027, 1, 1))
    assert isinstance(made, int), made
    if changes:
        sheet = reads.sheet(made)
        assert sheet is not None
        assert acts.redraft(made, msgspec.structs.replace(sheet, **changes), by=by, at=AT) == made
    return made


@pytest.fixture
def tom(company: Company) -> User:
    """The pricing clerk."""
    return person("tom@galeon.example", "pricing")


@pytest.fixture
def clerk(tom: User) -> Client:
    """The pricing clerk's browser."""
    return signed_in(tom)


@pytest.fixture
def live_id(company: Company) -> int:
    """A list with a live version."""
    return open_list(company)


@pytest.fixture
def draft_id(live_id: int, tom: User) -> int:
    """The clerk's draft of it."""
    return draft_of(live_id, tom.pk)
