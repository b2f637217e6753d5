"""The hub's pages: scan, weigh, measure, bag, seal."""

import pytest
from django.test import Client

from galeon.kernel.refusal import Refusal
from galeon.linehaul.tests.floor import DAY, NOW, arrived, filled, open_bag, received
from galeon.network.models import Site
from galeon.ops.tests.company import Company
from galeon.warehouse.models import Receipt
from galeon.waybills.models import Waybill
from galeon.web.tests.people import booked, person, signed_in


def say(operator: Client, text: str, held: str = "", mode: str = "measure") -> tuple[str, str, object]:
    """(what is held now, the step, the verdict) after a line of the operator."""
    response = operator.post("/hub/scan", {"text": text, "held": held, "mode": mode})
    assert response.status_code == 200
    verdict = response.context.get("verdict")
    return response.context["held"], response.context["step"], verdict and verdict.code


def test_scan_weigh_measure_by_keyboard_alone(company: Company, operator: Client) -> None:
    waybill = booked(company.merchant)
    held, step, _ = say(operator, waybill.number)
    assert step == "weigh"
    assert Receipt.objects.count() == 0, "asking for the weight is no receipt"
    held, step, _ = say(operator, "1.02", held)
    assert step == "measure"
    held, step, verdict = say(operator, "30 22 14", held)
    assert (step, verdict) == ("code", "received")
    assert Waybill.objects.get().measured_g == 1_020
    assert operator.get("/hub").context["tally"].received == 1


def test_an_unknown_number_a_second_scan_and_a_far_weight_each_get_their_own_verdict(
    company: Company, operator: Client
) -> None:
    waybill = booked(company.merchant)
    assert say(operator, "NOPE-1")[2] == "unknown"
    held, _step, _ = say(operator, waybill.number, mode="weigh")
    held, step, verdict = say(operator, "9.5", held, mode="weigh")
    assert (step, verdict) == ("confirm", "weight_differs")
    assert say(operator, "", held, mode="weigh")[2] == "confirmed"
    held, _step, verdict = say(operator, waybill.number, mode="weigh")
    assert verdict == "duplicate"


def test_weighing_a_far_weight_again_confirms_it_and_is_no_second_parcel(company: Company, operator: Client) -> None:
    waybill = booked(company.merchant)
    held, _step, _ = say(operator, waybill.number, mode="weigh")
    held, step, _ = say(operator, "9.5", held, mode="weigh")
    assert step == "confirm"
    assert say(operator, "9.5", held, mode="weigh")[1:] == ("code", "same_weight")
    held, step, verdict = say(operator, waybill.number, mode="weigh")
    assert (step, verdict) == ("again", "duplicate")
    assert say(operator, "9.500", held, mode="weigh")[1:] == ("code", "same_weight")
    tally = operator.get("/hub").context["tally"]
    assert (tally.received, tally.refused, tally.weight_g) == (1, 0, 9_500)


def test_escape_takes_the_last_receipt_back(company: Company, operator: Client) -> None:
    waybill = booked(company.merchant)
    held, _step, _ = say(operator, waybill.number, mode="weigh")
    say(operator, "1.0", held, mode="weigh")
    assert Waybill.objects.get().state == "received"
    assert operator.post("/hub/undo").context["verdict"].code == "undone"
    assert Waybill.objects.get().state == "booked"


@pytest.mark.parametrize("text", ["", " ", "\x00", "\n", "'; DROP TABLE waybill;--", "x" * 5_000, "𝔾𝕃ℕ", "‮"])
def test_no_line_breaks_the_station(company: Company, operator: Client, text: str) -> None:
    for held in ("", "{", '{"step":"weigh","text":"\\u0000"}', '{"step":"choose","text":"X","choices":[[1,2]]}'):
        assert operator.post("/hub/scan", {"text": text, "held": held, "mode": "weigh"}).status_code == 200


def test_a_bag_is_opened_filled_and_sealed(company: Company, operator: Client) -> None:
    from galeon.linehaul.models import Bag

    waybill = booked(company.merchant)
    held, _step, _ = say(operator, waybill.number, mode="weigh")
    say(operator, "1.0", held, mode="weigh")
    ports = operator.get("/hub/bags").context["ports"]
    opened = operator.post("/hub/bags/open", {"port": ports[0][0] if ports else "USLAX"})
    bag = Bag.objects.get()
    assert opened["Location"] == f"/hub/bags/{bag.number}"
    put = operator.post(f"/hub/bags/{bag.number}/scan", {"text": waybill.number, "mode": "in"})
    assert put.context["tone"] == "ok", put.context["sentence"]
    again = operator.post(f"/hub/bags/{bag.number}/scan", {"text": waybill.number, "mode": "in"})
    assert again.context["tone"] == "bad"
    assert operator.post(f"/hub/bags/{bag.number}/seal", {"seal": "S-1"})["Location"] == "/hub/bags"
    assert Bag.objects.get().state == "sealed"
    assert Waybill.objects.get().state == "bagged"
    assert operator.post(f"/hub/bags/{bag.number}/seal", {"seal": ""}).status_code == 302
    assert operator.get("/hub/bags/NOPE").status_code == 404


def test_a_parcel_goes_from_the_hub_through_customs_page_by_page(company: Company, operator: Client) -> None:
    from galeon.customs.models import Declaration
    from galeon.linehaul.models import Bag, Departure

    waybill = booked(company.merchant)
    held, _step, _ = say(operator, waybill.number, mode="weigh")
    say(operator, "1.0", held, mode="weigh")
    port = operator.get("/hub/bags").context["ports"][0][0]
    operator.post("/hub/bags/open", {"port": port})
    bag = Bag.objects.get()
    operator.post(f"/hub/bags/{bag.number}/scan", {"text": waybill.number, "mode": "in"})
    operator.post(f"/hub/bags/{bag.number}/seal", {"seal": "S-77"})
    board = operator.get("/hub/masters").context
    times = {"cut_off": "2099-01-01T08:00", "leaves": "2099-01-01T10:00", "due": "2099-01-01T20:00"}
    flight = {"transport": "air", "conveyance": "CX2080", "voyage": "", "from": board["from"][0][0], "to": port}
    operator.post("/hub/masters/schedule", {**flight, **times})
    departure = Departure.objects.get()
    gone = {"cut_off": "2026-01-01T08:00", "leaves": "2026-01-01T10:00", "due": "2026-01-01T20:00"}
    operator.post("/hub/masters/schedule", {**flight, **gone, "conveyance": "CX1"})
    assert [row.conveyance for row in operator.get("/hub/masters").context["open"]] == ["CX2080"]
    refused = operator.post(
        "/hub/masters/build", {"kind": "bl", "number": "", "departure": departure.pk, "bag": [bag.pk]}
    )
    assert refused.status_code == 422
    assert (refused.context["typed"].kind, refused.context["typed"].departure_id) == ("bl", departure.pk)
    assert [picked for _bag, picked in refused.context["sealed"]] == [True]
    operator.post(
        "/hub/masters/build", {"kind": "mawb", "number": "160-48213373", "departure": departure.pk, "bag": [bag.pk]}
    )
    for act, state in (("depart", "departed"), ("arrive", "arrived")):
        operator.post("/hub/masters/move", {"departure": departure.pk, "act": act})
        assert Waybill.objects.get().state == state, [str(m) for m in operator.get("/hub/masters").context["messages"]]
    master = operator.get("/hub/customs").context["waiting"][0][0]
    operator.post("/hub/customs/act", {"act": "declare", "master": master.master_id})
    declaration = Declaration.objects.get()
    operator.post("/hub/customs/act", {"act": "answer", "declaration": declaration.pk, "reference": "MRN-1234"})
    operator.post(
        "/hub/customs/act",
        {"act": "hold", "declaration": declaration.pk, "id": [waybill.waybill_id], "reason": "papers"},
    )
    assert operator.get(f"/hub/customs/{declaration.pk}").context["rows"][0][0].state == "held"
    operator.post("/hub/customs/act", {"act": "release", "declaration": declaration.pk, "id": [waybill.waybill_id]})
    assert Waybill.objects.get().state == "released"
    assert waybill.number in operator.get("/hub/handover").content.decode()
    operator.post("/hub/handover/act", {"act": "hand_over", "id": [waybill.waybill_id]})
    assert Waybill.objects.get().state == "released", "without a carrier's label nothing is handed over"


@pytest.mark.parametrize("path", ["/hub/masters/schedule", "/hub/masters/build", "/hub/masters/move", "/hub/customs/act", "/hub/handover/act",
                                  "/hub/bags/open", "/hub/site", "/jobs/retry"])  # fmt: skip
def test_no_form_of_the_hub_breaks_on_nonsense(company: Company, operator: Client, path: str) -> None:
    nonsense = dict.fromkeys(("act", "declaration", "master", "id", "bag", "departure", "kind", "number", "port", "from", "to", "conveyance", "cut_off", "leaves", "due", "site", "job", "reference"), "\x00🚢" * 200)  # fmt: skip
    for fields in (
        {},
        nonsense,
        {**nonsense, "act": "declare"},
        {**nonsense, "act": "answer", "declaration": "7"},
        {"act": "depart", "departure": "9" * 30},
    ):
        assert operator.post(path, fields).status_code in (302, 422)


def test_a_bags_page_takes_nothing_out_of_another_bag(company: Company, operator: Client) -> None:
    (waybill,) = received(company, "SO-1")
    full, empty = filled(company, [waybill]), open_bag(company)
    answer = operator.post(f"/hub/bags/{empty.number}/scan", {"text": waybill.number, "mode": "out"})
    assert answer.context["tone"] == "bad"
    assert full.number in answer.context["sentence"]
    assert Waybill.objects.get().state == "bagged"
    out = operator.post(f"/hub/bags/{full.number}/scan", {"text": waybill.number, "mode": "out"})
    assert (out.context["tone"], Waybill.objects.get().state) == ("ok", "received")


def test_a_bag_of_another_hub_is_out_of_reach(company: Company) -> None:
    (waybill,) = received(company, "SO-1")
    bag = filled(company, [waybill])
    far = Site.objects.create(
        code="LAX1", name="Los Angeles hub", kind="hub", country_id="US", city="Los Angeles", timezone="America/Los_Angeles",
        latitude_udeg=33_940_000, longitude_udeg=-118_400_000,
    )  # fmt: skip
    elsewhere = signed_in(person("joe@galeon.example", "station", site_id=far.pk))
    assert elsewhere.get(f"/hub/bags/{bag.number}").status_code == 404
    assert elsewhere.post(f"/hub/bags/{bag.number}/scan", {"text": waybill.number, "mode": "out"}).status_code == 404
    assert elsewhere.post(f"/hub/bags/{bag.number}/seal", {"seal": "SL-1"}).status_code == 404
    assert elsewhere.get("/hub/bags/find", {"number": bag.number})["Location"] == "/hub/bags"
    assert Waybill.objects.get().state == "bagged"


def test_every_waybill_of_a_long_declaration_can_be_reached_and_held(
    company: Company, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from galeon.customs.declaring import declare
    from galeon.customs.terms import NewDeclaration
    from galeon.web.views import customs

    monkeypatch.setattr(customs, "PAGE", 2)
    waybills = received(company, "SO-1", "SO-2", "SO-3")
    _, master = arrived(company, waybills)
    (made,) = declare([NewDeclaration(master_id=master.id, operator_id=None)], NOW + 3 * DAY)
    assert not isinstance(made, Refusal)
    seen: list[str] = []
    after: str | int | None = ""
    for _page in range(2):
        context = operator.get(f"/hub/customs/{made.id}", {"after": after}).context
        seen += [row[0].number for row in context["rows"]]
        after = context["more"]
    assert seen == [w.number for w in waybills]
    assert after is None
    operator.post("/hub/customs/act", {"act": "hold", "declaration": made.id, "id": [waybills[2].id], "reason": ""})
    page = f"/hub/customs/{made.id}?after={waybills[1].id}"
    held = operator.get(page).context["rows"][0][0]
    assert (held.state, held.reason) == ("held", "")
    for reason in ("", "papers"):
        operator.post(
            "/hub/customs/act", {"act": "explain", "declaration": made.id, "id": [waybills[2].id], "reason": reason}
        )
    told = operator.get(page)
    row = told.context["rows"][0][0]
    assert (row.state, row.reason, bool(row.told_at)) == ("held", "papers", True)
    assert "papers" in operator.get(f"/waybills/{waybills[2].number}").content.decode()
