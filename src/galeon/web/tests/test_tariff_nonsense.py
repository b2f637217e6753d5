"""No pricing page breaks on what people and programs type: an answer is a page, a redirect or a refusal."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from galeon.ops.tests.company import Company
from galeon.tariffs import reads
from galeon.web.tests.people import person, signed_in

NASTY = ["", " ", "x" * 300, "\0", "\u202e", "-1", "9e999", "NaN", "1,5.5", "0001-01-01", "9999-12-31", "2026-13-45", "'\"<b>", "ß" * 64,
         "９", "-0", str(10**30)]  # fmt: skip
FORMS = {
    "/tariffs/new": ("code", "name", "side", "service", "currency", "level", "account", "agent", "supplier", "dated_by",
                     "valid_from", "begin", "copy_of"),
    "/tariffs/policy": ("below_cost", "two_persons"),
    "/tariffs/fuel": ("code", "name", "timezone", "valid_from", "percent"),
    "/tariffs/areas": ("code", "name", "timezone"),
    "/tariffs/rates": ("base", "quote", "rate", "valid_from"),
}  # fmt: skip
GOOD = {"code": "ZZ", "name": "zz", "side": "sale", "currency": "CNY", "level": "gold", "valid_from": "2027-01-01", "begin": "empty",
        "base": "USD", "quote": "CNY", "rate": "7.1", "timezone": "Asia/Shanghai"}  # fmt: skip
VALUES: list[Any] = [
    "",
    "x" * 500,
    -1,
    2**31,
    2**63,
    10**30,
    1.5,
    None,
    [],
    {},
    "9e999",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "\0",
]


@pytest.mark.parametrize("path", FORMS)
def test_no_form_of_the_pricing_pages_breaks(path: str, company: Company) -> None:
    admin = signed_in(person("mar@galeon.example", "admin"))
    for field in FORMS[path]:
        for text in NASTY:
            typed = {name: GOOD[name] for name in FORMS[path] if name in GOOD} | {field: text}
            assert admin.post(path, typed).status_code in (200, 302, 422), (field, text)


@pytest.mark.parametrize("text", NASTY)
def test_no_question_in_an_address_breaks(text: str, clerk: Client, draft_id: int) -> None:
    version = f"/tariffs/versions/{draft_id}"
    for path, names in (("/tariffs/", ("q", "side", "service", "only", "page")), (f"{version}/diff", ("from", "way", "zone", "q")),
                        ("/tariffs/areas/place", ("country", "postcode", "city", "table"))):  # fmt: skip
        for name in names:
            assert clerk.get(path, {name: text}).status_code in (200, 404), (path, name)
    marked = {"freight.percent": text, "target": "DE-EXPRESS", "valid_from": "2027-03-01"}
    assert clerk.post(f"{version}/derive", marked).status_code in (302, 422)
    for field in ("country", "postcode", "weight", "length", "pieces", "cargo_class", "declared", "city", "region"):
        asked = {"parcel": {"country": "DE", "weight": "1", field: text}}
        reply = clerk.post(f"{version}/trial", json.dumps(asked), content_type="application/json")
        assert reply.status_code in (200, 422), field


def leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of every value of a draft, of lists the first entry alone."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from leaves(value, (*path, name))
    elif isinstance(node, list) and node:
        yield from leaves(node[0], (*path, 0))
    else:
        yield path


def spoilt(doc: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The draft with one value replaced."""
    made = copy.deepcopy(doc)
    at: Any = made
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return made


def test_no_value_of_a_draft_breaks_saving_or_the_calculator(clerk: Client, draft_id: int) -> None:
    doc = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]
    doc["divisors"] = [{"divisor": 5_000, "zone": "", "cargo_class": "", "when": [], "valid_from": None}]
    doc["minimums"] = [{"weight_milli": 1, "when": [{"measure": "longest_mm", "over": 1, "up_to": None}]}]
    stamp = clerk.get(f"/tariffs/versions/{draft_id}").context["desk"]["stamp"]
    for number, path in enumerate(leaves(doc)):
        for value in VALUES[number % 3 :: 3]:
            made = spoilt(doc, path, value)
            asked = {"parcel": {"country": "DE", "weight": "1.5"}, "doc": made}
            for part, body in (("trial", asked), ("save", made)):
                reply = clerk.post(
                    f"/tariffs/versions/{draft_id}/{part}", json.dumps(body), content_type="application/json",
                    headers={"X-Stamp": stamp},
                )  # fmt: skip
                assert reply.status_code in (200, 422), (part, path, value)
            if reply.status_code == 200:  # it was saved: the page shows it, under a stamp of its own
                stamp = clerk.get(f"/tariffs/versions/{draft_id}").context["desk"]["stamp"]
    assert reads.sheet(draft_id) is not None
