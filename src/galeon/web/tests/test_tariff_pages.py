"""The pricing pages: who may see and change what, and what is written when they say no."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from galeon.ops.tests.company import Company
from galeon.parties.models import User
from galeon.tariffs import acts, reads
from galeon.tariffs.models import FuelRate, PriceList, PriceVersion
from galeon.tariffs.sheet import Side
from galeon.web.tests.people import person, signed_in
from galeon.web.tests.pricing import AT, draft_of, express, open_list


def saved(client: Client, version_id: int, **changes: object) -> tuple[int, dict[str, Any]]:
    """Save the draft as the page does, with some parts changed; the status and the answer."""
    page = client.get(f"/tariffs/versions/{version_id}")
    doc = {**page.context["doc"], **changes}
    stamp = page.context["desk"]["stamp"]
    reply = client.post(
        f"/tariffs/versions/{version_id}/save",
        json.dumps(doc),
        content_type="application/json",
        headers={"X-Stamp": stamp},
    )
    return reply.status_code, reply.json()


def test_the_lists_say_what_is_live_and_what_is_drafted(clerk: Client, live_id: int, draft_id: int) -> None:
    text = clerk.get("/tariffs/").content.decode()
    assert "DE-EXPRESS" in text
    assert f"/tariffs/versions/{live_id}" in text
    assert f"/tariffs/versions/{draft_id}" in text
    assert "No price list matches" in clerk.get("/tariffs/?q=nowhere").content.decode()
    assert "DE-EXPRESS" not in clerk.get("/tariffs/?side=cost").content.decode()
    only = clerk.get("/tariffs/?only=draft").content.decode()
    assert "DE-EXPRESS" in only
    assert "USLINE-CNY" not in only


def test_an_empty_house_is_told_how_to_begin(clerk: Client) -> None:
    PriceList.objects.filter(pk__in=[]).delete()
    assert "Take a filter away" in clerk.get("/tariffs/?q=zzz").content.decode()


def test_a_saved_price_is_the_one_the_draft_prices_by(clerk: Client, draft_id: int) -> None:
    page = clerk.get(f"/tariffs/versions/{draft_id}")
    grids = page.context["doc"]["grids"]
    assert grids[0]["zones"] == ["DE", "ES", "US"]
    grids[0]["cells"][2][0] = 5_150
    status, answer = saved(clerk, draft_id, grids=grids)
    assert status == 200
    assert answer["stamp"]
    sheet = reads.sheet(draft_id)
    assert sheet is not None
    assert next(r for r in sheet.rules if r.zone == "DE" and r.weight_milli_to == 5_000).amount_minor == 5_150
    text = clerk.get(f"/tariffs/versions/{draft_id}/diff").content.decode()
    assert "42.00 → 51.50" in text
    assert "+22.6 %" in text


def test_a_fault_names_its_cell_and_nothing_is_saved(clerk: Client, draft_id: int) -> None:
    zones = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]["zones"]
    zones[1]["country"] = "QQ"
    status, answer = saved(clerk, draft_id, zones=zones)
    assert status == 422
    (fault,) = answer["faults"]
    assert (fault["tab"], fault["row"], fault["col"]) == ("zones", 1, 1)
    assert "QQ" in fault["text"] or "country" in fault["text"]
    sheet = reads.sheet(draft_id)
    assert sheet is not None
    assert [zone.country for zone in sheet.zones] == ["DE", "ES", "US"]


def test_a_bracket_that_stands_twice_is_found_in_the_grid(clerk: Client, draft_id: int) -> None:
    grids = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]["grids"]
    grids[0]["lines"][1]["to_milli"] = 500
    status, answer = saved(clerk, draft_id, grids=grids)
    assert status == 422
    assert {(f["tab"], f["grid"]) for f in answer["faults"]} == {("grids", 0)}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (1, "There is no price here, but one for heavier parcels: a gap."),
        (None, "Zone ES has a column, but no price in it."),
    ],
)
def test_a_gap_made_on_the_page_is_found_as_in_a_workbook(
    line: int | None, told: str, clerk: Client, draft_id: int
) -> None:
    before = reads.sheet(draft_id)
    grids = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]["grids"]
    for row in range(len(grids[0]["lines"])) if line is None else [line]:
        grids[0]["cells"][row][1] = None
    status, answer = saved(clerk, draft_id, grids=grids)
    assert status == 422
    (fault,) = answer["faults"]
    assert (fault["tab"], fault["grid"], fault["row"], fault["col"]) == ("grids", 0, line or 0, 1)
    assert fault["text"].startswith(told)
    assert reads.sheet(draft_id) == before


@pytest.mark.parametrize(("line", "told"), [
    (0, "The price of the first weight is missing."), (1, "The price of the line above needs one here."),
])  # fmt: skip
def test_half_a_price_made_on_the_page_is_found_as_in_a_workbook(
    line: int, told: str, clerk: Client, draft_id: int
) -> None:
    before = reads.sheet(draft_id)
    grids = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]["grids"]
    grids[0]["lines"] = [
        {"basis": "first_continued", "first_milli": 500, "step_milli": 500, "part": part}
        for part in ("first", "amount")
    ]
    grids[0]["cells"] = [[5_000] * 3, [1_000] * 3]
    grids[0]["cells"][line][1] = None
    status, answer = saved(clerk, draft_id, grids=grids)
    assert status == 422
    (fault,) = answer["faults"]
    assert (fault["grid"], fault["row"], fault["col"], fault["text"]) == (0, line, 1, told)
    assert reads.sheet(draft_id) == before


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b"\xff", b'{"zones": 1}', b'{"parcel": {"weight": 1}}', b"[" * 5_000]
)
def test_nonsense_is_refused_and_breaks_nothing(body: bytes, clerk: Client, draft_id: int) -> None:
    stamp = clerk.get(f"/tariffs/versions/{draft_id}").context["desk"]["stamp"]
    for path in ("save", "trial"):
        reply = clerk.post(
            f"/tariffs/versions/{draft_id}/{path}", body, content_type="application/json", headers={"X-Stamp": stamp}
        )
        assert reply.status_code in (200, 422), path
    assert reads.sheet(draft_id) == reads.sheet(draft_id)
    assert PriceVersion.objects.get(pk=draft_id).changed_at is None


def test_who_saves_over_a_colleague_is_told(clerk: Client, draft_id: int) -> None:
    doc = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]
    reply = clerk.post(
        f"/tariffs/versions/{draft_id}/save",
        json.dumps(doc),
        content_type="application/json",
        headers={"X-Stamp": "old"},
    )
    assert reply.status_code == 409
    assert PriceVersion.objects.get(pk=draft_id).changed_at is None


def test_what_is_published_is_not_saved_over(clerk: Client, live_id: int) -> None:
    before = reads.sheet(live_id)
    status, answer = saved(clerk, live_id, note="changed")
    assert status == 422
    assert "published already" in str(answer["faults"])
    assert reads.sheet(live_id) == before


def test_the_calculator_prices_the_draft_beside_what_is_live(clerk: Client, draft_id: int) -> None:
    doc = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]
    doc["grids"][0]["cells"][1][0] = 5_000
    asked = {"parcel": {"country": "DE", "weight": "1.5"}, "doc": doc}
    text = clerk.post(
        f"/tariffs/versions/{draft_id}/trial", json.dumps(asked), content_type="application/json"
    ).content.decode()
    assert "CN¥106.00" in text, "1.5 kg x 50.00 + 16.00 + 20 % of 75.00"
    assert "CN¥97.00" in text, "1.5 kg x 45.00 + 16.00 + 20 % of 67.50"
    assert "+CN¥9.00" in text
    nowhere = {"parcel": {"country": "JP", "weight": "1.5"}}
    text = clerk.post(
        f"/tariffs/versions/{draft_id}/trial", json.dumps(nowhere), content_type="application/json"
    ).content.decode()
    assert "does not go to" in text
    assert reads.sheet(draft_id) is not None
    assert PriceVersion.objects.get(pk=draft_id).changed_at is None, "nothing is written"


def test_two_persons_publish_where_the_house_wants_two(clerk: Client, draft_id: int, company: Company) -> None:
    acts.set_policy("flag", two_persons=True, by=None, at=AT)
    assert saved(clerk, draft_id)[0] == 200
    text = clerk.post(f"/tariffs/versions/{draft_id}/check").content.decode()
    assert "somebody else has to publish" in text
    clerk.post(f"/tariffs/versions/{draft_id}/publish")
    assert PriceVersion.objects.get(pk=draft_id).published_at is None
    second = signed_in(person("ada@galeon.example", "pricing"))
    assert second.post(f"/tariffs/versions/{draft_id}/publish")["Location"] == "/tariffs/lists/DE-EXPRESS"
    assert PriceVersion.objects.get(pk=draft_id).published_by.name == "Ada"  # type: ignore[union-attr]


def test_an_unchecked_draft_is_not_published(clerk: Client, draft_id: int) -> None:
    reply = clerk.post(f"/tariffs/versions/{draft_id}/publish", follow=True)
    assert "Check this version before it is published." in reply.content.decode()
    assert PriceVersion.objects.get(pk=draft_id).published_at is None


def test_the_check_shows_what_is_sold_below_cost(clerk: Client, draft_id: int, company: Company) -> None:
    cost = open_list(company, "DE-COST", Side.COST, supplier="ups")
    assert cost
    grids = clerk.get(f"/tariffs/versions/{draft_id}").context["doc"]["grids"]
    grids[0]["cells"][0][0] = 100
    assert saved(clerk, draft_id, grids=grids)[0] == 200
    page = clerk.post(f"/tariffs/versions/{draft_id}/check")
    assert page.context["shortfalls"]
    assert "below cost" in page.content.decode()
    assert page.context["jumps"], "48.00 -> 1.00 is a jump"


def test_a_workbook_comes_back_as_the_next_draft(clerk: Client, live_id: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    book = clerk.get(f"/tariffs/versions/{live_id}/book.xlsx")
    assert book["Content-Disposition"] == 'attachment; filename="DE-EXPRESS-v1.xlsx"'
    reply = clerk.post("/tariffs/lists/DE-EXPRESS/upload", {"file": SimpleUploadedFile("v.xlsx", book.content)})
    assert reply.status_code == 302
    made = PriceVersion.objects.latest("id")
    assert reply["Location"] == f"/tariffs/versions/{made.pk}"
    before, after = reads.sheet(live_id), reads.sheet(made.pk)
    assert before is not None
    assert after is not None
    assert (after.rules, after.zones) == (before.rules, before.zones)


def test_a_file_that_is_no_workbook_stores_nothing(clerk: Client, live_id: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    drafts = PriceVersion.objects.count()
    for content in (b"", b"hello", b"PK\x03\x04nonsense"):
        reply = clerk.post("/tariffs/lists/DE-EXPRESS/upload", {"file": SimpleUploadedFile("v.xlsx", content)})
        assert reply.status_code == 422
        assert "Nothing is stored" in reply.content.decode()
    assert PriceVersion.objects.count() == drafts


def test_a_draft_is_copied_derived_and_discarded(clerk: Client, live_id: int) -> None:
    copied = clerk.post(f"/tariffs/versions/{live_id}/copy")["Location"]
    marked = {"freight.percent": "+10", "registration.ticket": "2", "rounding": "0.10", "target": "DE-EXPRESS",
              "valid_from": "2027-03-01"}  # fmt: skip
    derived = clerk.post(f"/tariffs/versions/{live_id}/derive", marked)["Location"]
    sheet = reads.sheet(int(derived.rsplit("/", 1)[1]))
    assert sheet is not None
    assert sheet.valid_from == date(2027, 3, 1)
    amounts = {(r.code, r.zone, r.weight_milli_to): r.amount_minor for r in sheet.rules}
    assert amounts["freight", "DE", 500] == 5_280
    assert amounts["registration", "", None] == 1_800
    discarded = int(copied.rsplit("/", 1)[1])
    clerk.post(f"/tariffs/versions/{discarded}/discard")
    assert not PriceVersion.objects.filter(pk=discarded).exists()


def test_a_new_list_is_opened_with_its_first_draft(clerk: Client, company: Company) -> None:
    typed = {"code": "us-gold", "name": "US for gold", "side": "sale", "service": str(company.service.pk), "currency": "CNY",
             "level": "gold", "valid_from": "2027-01-01", "begin": "empty"}  # fmt: skip
    reply = clerk.post("/tariffs/new", typed)
    assert reply.status_code == 302, reply.context["faults"]
    made = PriceList.objects.get(code="US-GOLD")
    assert (made.level_id, made.currency) == ("gold", "CNY")
    assert clerk.get(reply["Location"]).status_code == 200
    again = clerk.post("/tariffs/new", typed)
    assert again.status_code == 422
    assert "There is a list of this code already." in again.content.decode()
    assert clerk.post("/tariffs/new", {}).status_code == 422


def test_the_next_fuel_rate_follows_and_none_is_changed(clerk: Client, company: Company) -> None:
    clerk.post("/tariffs/fuel", {"code": "UPS-air", "name": "UPS by air", "timezone": "Asia/Shanghai"})
    clerk.post("/tariffs/fuel", {"code": "ups-air", "valid_from": "2026-12-01", "percent": "21.5 %"})
    reply = clerk.post("/tariffs/fuel", {"code": "ups-air", "valid_from": "2026-12-01", "percent": "22"}, follow=True)
    assert "rates are never changed" in reply.content.decode()
    assert [str(rate.percent) for rate in FuelRate.objects.filter(table__code="ups-air")] == ["21.5000"]
    assert "No list uses it yet" in reply.content.decode()


def test_the_fuel_page_tells_which_lists_use_a_table(clerk: Client, live_id: int, tom: User) -> None:
    clerk.post("/tariffs/fuel", {"code": "ups-air", "name": "UPS by air", "timezone": "Asia/Shanghai"})
    clerk.post("/tariffs/fuel", {"code": "ups-air", "valid_from": "2026-11-24", "percent": "21.5"})
    from msgspec.structs import replace

    rules = express().rules
    draft_of(live_id, tom.pk, rules=(*rules[:-1], replace(rules[-1], fuel_table="ups-air", percent=0)))
    assert '/tariffs/lists/DE-EXPRESS">DE-EXPRESS' in clerk.get("/tariffs/fuel").content.decode()
