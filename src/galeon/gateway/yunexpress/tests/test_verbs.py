"""The dialect's verbs over HTTP: codes, credentials, what is refused and how, and that nothing is half written."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from galeon.exchange.acts import add_credential
from galeon.exchange.models import Credential, Message
from galeon.gateway.yunexpress.tests.erp import SECRET, Erp, order
from galeon.ledger.acts import set_limit
from galeon.ledger.reads import standing
from galeon.ops.tests.company import NOW, Company
from galeon.waybills.acts import Scan, record
from galeon.waybills.models import Waybill, WaybillStop


def item(told: Any) -> Any:
    return told["Item"][0]


def weigh_in(company: Company) -> None:
    waybill = Waybill.objects.get()
    record([
        Scan(account_id=company.merchant.account_id, waybill_id=waybill.id, code="weigh_in", source="station",
             occurred_at=waybill.booked_at + timedelta(minutes=5), place="SZX1", parcel_no=1)
    ])  # fmt: skip


@pytest.mark.parametrize(
    "authorization",
    ["Basic {}", "basic {}", "BASIC {}", "Basic{}", " basic  {}", "Basic {}\t"],
)
@pytest.mark.parametrize("padded", [True, False])
def test_the_credential_is_taken_in_every_way_clients_write_it(erp: Erp, authorization: str, padded: bool) -> None:
    token = base64.b64encode(f"GL0001&{SECRET}".encode()).decode()
    erp.authorization = authorization.format(token if padded else token.rstrip("="))
    assert erp.get("Common/GetGoodsType")["Code"] == "0000"


def test_a_secret_may_hold_an_ampersand_since_the_code_ends_at_the_first_one(erp: Erp, company: Company) -> None:
    add_credential(company.merchant.account_id, "yunexpress", "GL0002", "a&b=c+/&", NOW)
    assert Erp("GL0002", "a&b=c+/&").get("Common/GetGoodsType")["Code"] == "0000"


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic !!!", "Basic R0wwMDAx", "Bearer x", "Basic " + base64.b64encode(b"\xff&x").decode(),
     "Basic " + base64.b64encode(b"GL0001&wrong").decode(), "Basic " + base64.b64encode(b"NOBODY&x").decode(),
     "Basic " + base64.b64encode(b"GL0001\x00&x").decode()],
)  # fmt: skip
def test_without_the_right_secret_nothing_is_done_and_the_answer_is_json(erp: Erp, authorization: str) -> None:
    erp.authorization = authorization
    answer = erp.send("POST", "/api/WayBill/CreateOrder", b"[]")
    assert (answer.status, answer.json["Code"], answer.json["Item"]) == (401, "401", None)
    assert Waybill.objects.count() == 0


@pytest.mark.parametrize(
    "verb", ["waybill/createorder", "WAYBILL/CREATEORDER", "WayBill/CreateOrder/", "Waybill/createOrder"]
)
def test_verbs_are_found_in_any_case(erp: Erp, verb: str) -> None:
    assert erp.post(verb, [order()])["Code"] == "0000"
    assert erp.send("GET", "/API/common/getgoodstype").json["Code"] == "0000"


def test_ten_orders_at_most_and_each_is_answered_for_itself(erp: Erp) -> None:
    batch = [order("A"), order("B", Weight=0), order("C", Receiver__CountryCode="ZZ"), order("A", Receiver__City="Vigo"),
             order("D", Receiver=None), order("E")]  # fmt: skip
    told = erp.post("WayBill/CreateOrder", batch)
    assert told["Code"] == "1011"
    assert [(i["CustomerOrderNumber"], i["Success"]) for i in told["Item"]] == [
        ("A", 1), ("B", 0), ("C", 0), ("A", 0), ("D", 0), ("E", 1),
    ]  # fmt: skip
    assert "Receiver.CountryCode" in told["Item"][2]["Remark"]
    assert "Receiver" in told["Item"][4]["Remark"]
    assert Waybill.objects.count() == 2
    assert erp.post("WayBill/CreateOrder", [order(f"N{n}") for n in range(11)])["Code"] == "1004"
    assert Waybill.objects.count() == 2


def test_a_single_object_is_taken_as_a_list_of_one(erp: Erp) -> None:
    assert item(erp.post("WayBill/CreateOrder", order()))["Success"] == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"Weight": 0}, "2009"), ({"Weight": -1}, "2009"), ({"ShippingMethodCode": "NOWHERE"}, "2010"),
     ({"Receiver__CountryCode": "AU"}, "2010"), ({"Receiver__City": ""}, "1004"), ({"CustomerOrderNumber": ""}, "1004"),
     ({"Parcels": []}, "1004"), ({"Weight": 10**14}, "2009"), ({"Receiver__FirstName": "n" * 10_000}, "1004"),
     ({"Receiver__City": "a\x00b"}, "1004"), ({"IossCode": "\x07"}, "1004"), ({"PackageCount": 101}, "1004")],
)  # fmt: skip
def test_each_refusal_has_the_dialects_code_and_books_nothing(erp: Erp, changes: dict[str, object], code: str) -> None:
    told = erp.post("WayBill/CreateOrder", [order(**changes)], **{"Accept-Language": "en-us"})
    assert (told["Code"], item(told)["Success"], item(told)["WayBillNumber"]) == (code, 0, None)
    assert item(told)["Remark"]
    assert Waybill.objects.count() == 0


def test_an_order_beyond_the_balance_fails_and_holds_nothing(erp: Erp, company: Company) -> None:
    set_limit(company.merchant.account_id, "CNY", 100)
    told = erp.post("WayBill/CreateOrder", [order()])
    assert (told["Code"], item(told)["Success"]) == ("1001", 0)
    assert standing([company.merchant.account_id])[0].held_minor == 0


def test_insurance_is_not_passed_over_in_silence(erp: Erp) -> None:
    assert item(erp.post("WayBill/CreateOrder", [order(InsuranceOption=1)], **{"Accept-Language": "en"}))["Remark"]
    assert item(erp.post("WayBill/CreateOrder", [order("B", InsuranceOption=0)]))["Remark"] == ""


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"7", b"[]", b"[1]", b"[[]]", b"\xff", b"[" * 50_000, b'{"OrderNumber":[]}']
)
@pytest.mark.parametrize(
    "verb", ["WayBill/CreateOrder", "WayBill/Delete", "WayBill/Intercept", "WayBill/UpdateWeight", "Label/Print",
             "Waybill/GetCarrier", "WayBill/RegisterIoss"],
)  # fmt: skip
def test_a_body_that_makes_no_sense_is_1004_and_never_a_fault_of_ours(erp: Erp, verb: str, body: bytes) -> None:
    answer = erp.send("POST", f"/api/{verb}", body)
    assert answer.status == 200
    assert answer.json["Code"] in ("1004", "1006")


@pytest.mark.parametrize("asked", ["", "NONE", "%00", "x" * 500, "%ff", "a,b"])
@pytest.mark.parametrize(
    "verb", ["WayBill/GetOrder?OrderNumber=", "WayBill/GetSender?OrderNumber=", "Tracking/GetTrackInfo?OrderNumber=",
             "Waybill/GetTrackingNumber?CustomerOrderNumber=", "Freight/GetShippingFeeDetail?wayBillNumber="],
)  # fmt: skip
def test_a_number_nobody_knows_has_no_data(erp: Erp, verb: str, asked: str) -> None:
    answer = erp.send("GET", f"/api/{verb}{asked}")
    assert (answer.status, answer.json["Code"]) == (200, "1004" if not asked else "1006")


def test_anothers_order_has_no_data(erp: Erp, company: Company) -> None:
    number = item(erp.post("WayBill/CreateOrder", [order()]))["WayBillNumber"]
    add_credential(company.open_merchant("OTHER").account_id, "yunexpress", "GL0009", "other", NOW)
    other = Erp("GL0009", "other")
    for verb in ("WayBill/GetOrder?OrderNumber=", "Tracking/GetTrackInfo?OrderNumber="):
        assert other.get(verb + number)["Code"] == "1006"
    assert other.post("WayBill/Delete", {"OrderType": 1, "OrderNumber": number})["Code"] == "1006"
    assert other.post("WayBill/Intercept", {"OrderType": 1, "OrderNumber": number, "Remark": "x"})["Code"] == "1006"
    assert other.post("Label/Print", [number])["Item"][0]["Url"] == ""
    assert Waybill.objects.get().state == "booked"
    assert WaybillStop.objects.count() == 0


@pytest.mark.parametrize(("kind", "which"), [(1, "WayBillNumber"), (2, "CustomerOrderNumber"), (3, "TrackingNumber")])
def test_an_order_is_deleted_by_the_kind_of_number_that_is_named(
    erp: Erp, company: Company, kind: int, which: str
) -> None:
    made = item(erp.post("WayBill/CreateOrder", [order()]))
    told = erp.post("WayBill/Delete", {"OrderType": kind, "OrderNumber": made[which]})
    assert told["Code"] == "0000"
    assert told["Item"] == {"OrderNumber": made[which], "Status": "5012", "Type": kind, "Remark": ""}
    assert standing([company.merchant.account_id])[0].held_minor == 0
    assert erp.post("WayBill/CreateOrder", [order()])["Code"] == "0000"
    wrong = erp.post("WayBill/Delete", {"OrderType": 1, "OrderNumber": "GAL-1"})
    assert wrong["Code"] == "1006"


def test_what_was_handed_in_is_neither_deleted_nor_weighed_anew_but_can_be_intercepted(
    erp: Erp, company: Company
) -> None:
    erp.post("WayBill/CreateOrder", [order()])
    weigh_in(company)
    assert erp.post("WayBill/Delete", {"OrderType": 2, "OrderNumber": "GAL-1"})["Code"] == "1001"
    assert erp.post("WayBill/UpdateWeight", {"OrderNumber": "GAL-1", "Weight": 1})["Item"]["Status"] == "fail"
    told = erp.post("WayBill/Intercept", {"OrderType": 2, "OrderNumber": "GAL-1", "Remark": "买家取消"})
    assert (told["Code"], told["Item"]["Result"]) == ("0000", "5011")
    stop = WaybillStop.objects.get()
    assert (stop.kind, stop.reason) == ("intercept", "买家取消")
    assert erp.get("WayBill/GetOrder?OrderNumber=GAL-1")["Item"]["Status"] == 4


def test_another_weight_is_declared_and_the_hold_follows(erp: Erp, company: Company) -> None:
    erp.post("WayBill/CreateOrder", [order()])
    assert standing([company.merchant.account_id])[0].held_minor == 1_500 + 2_890  # 0.425 kg x 68.00
    told = erp.post("WayBill/UpdateWeight", {"OrderNumber": "GAL-1", "Weight": "0.5"})
    assert told["Item"] == {"OrderNumber": "GAL-1", "Status": "success", "Remark": ""}
    assert standing([company.merchant.account_id])[0].held_minor == 1_500 + 3_400
    assert erp.post("WayBill/UpdateWeight", {"OrderNumber": "GAL-1", "Weight": 0})["Code"] == "2009"


def test_a_price_is_asked_without_ordering_and_null_where_nothing_goes(erp: Erp) -> None:
    told = erp.get("Freight/GetPriceTrial?CountryCode=br&Weight=0.425&Length=1&Width=1&Height=1")
    (offer,) = told["Items"]
    assert (offer["Code"], offer["ShippingFee"], offer["RegistrationFee"], offer["TotalFee"]) == (
        "GX-WORLD",
        28.9,
        15,
        43.9,
    )
    assert erp.get("Freight/GetPriceTrial?CountryCode=AU&Weight=1")["Items"] is None
    assert erp.get("Freight/GetPriceTrial?CountryCode=AU&Weight=1")["Code"] == "0000"
    assert erp.get("Freight/GetPriceTrial?CountryCode=ES&Weight=0")["Code"] == "2009"
    assert erp.get("Freight/GetPriceTrial?CountryCode=ES")["Code"] == "1004"


def test_labels_of_known_numbers_are_printed_and_unknown_ones_told(erp: Erp) -> None:
    erp.post("WayBill/CreateOrder", [order()])
    told = erp.post("Label/Print", ["GAL-1", "NONE"])
    assert told["Code"] == "0000", "what failed is told number by number"
    assert [info["Code"] for info in item(told)["OrderInfos"]] == [100, 200]
    assert item(told)["Url"].endswith(".pdf")
    erp.post("WayBill/Delete", {"OrderType": 2, "OrderNumber": "GAL-1"})
    assert item(erp.post("Label/Print", ["GAL-1"]))["Url"] == ""


def test_every_call_is_kept_with_its_code_and_without_its_secrets(erp: Erp, company: Company) -> None:
    erp.post("WayBill/CreateOrder", [order()])
    erp.post("Common/Register", {"UserName": "galtest", "PassWord": "inv3nted"})
    first, second = Message.objects.order_by("id")
    assert (first.channel, first.outcome, first.account_id) == ("yunexpress", "0000", company.merchant.account_id)
    assert bytes(first.request).startswith(b'[{"CustomerOrderNumber"')
    assert b"inv3nted" not in bytes(second.request)
    assert "GL0001" not in first.verb


def test_an_unknown_verb_and_a_wrong_method_are_said_to_be_so(erp: Erp) -> None:
    assert erp.get("Common/GetMoon")["Code"] == "1004"
    assert erp.get("WayBill/CreateOrder")["Code"] == "1004"
    assert erp.send("DELETE", "/api/Common/GetCountry").json["Code"] == "1004"


def test_beyond_its_rate_an_erp_is_told_10000(erp: Erp) -> None:
    Credential.objects.update(rate_per_s=2)
    codes = [erp.get("Common/GetGoodsType")["Code"] for _ in range(5)]
    assert codes == ["0000"] * 4 + ["10000"]


LMS_ORDER: dict[str, Any] = {
    "OrderNumber": "L-1", "ShippingMethodCode": "ESPOST", "Length": 1, "Width": 1, "Height": 1, "PackageNumber": "2",
    "ApplicationType": 4, "IsReturn": 0, "EnableTariffPrepay": 0, "InsuranceType": 0, "InsureAmount": "", "SourceCode": "XLB",
    "ShippingInfo": {
        "ShippingTaxId": "", "CountryCode": "ES", "ShippingFirstName": "Ana Torres", "ShippingCompany": "",
        "ShippingAddress": "C/ Mayor 1", "ShippingAddress1": "", "ShippingAddress2": "", "ShippingCity": "Madrid",
        "ShippingState": "Madrid", "ShippingZip": "28013", "ShippingPhone": "+34600555123",
    },
    "SenderInfo": {
        "CountryCode": "CN", "SenderFirstName": "Lin Xiao", "SenderLastName": "Lin Xiao", "SenderCompany": "Silver Sail",
        "SenderAddress": "88 Example Road", "SenderCity": "Shenzhen", "SenderState": "Guangdong", "SenderZip": "518103",
        "SenderPhone": "13800000001",
    },
    "ApplicationInfos": [
        {"ApplicationName": "T-shirt", "HSCode": "6109100000", "Qty": "2", "UnitPrice": "7.5", "UnitWeight": 0.22,
         "PickingName": "T恤", "Remark": "", "SKU": "TS-M"}
    ],
    "Weight": 0.45,
}  # fmt: skip


def test_the_older_interface_books_the_same_orders_under_its_own_names(erp: Erp) -> None:
    told = erp.send("POST", "/LMS.API/api/WayBill/BatchAdd", json.dumps([LMS_ORDER]).encode()).json
    assert told["ResultCode"] == "0000"
    assert "Message" not in told, "by which one client knows a failure"
    made = item(told)
    assert (made["Status"], made["TrackStatus"], made["Feedback"]) == (1, "1", "")
    waybill = Waybill.objects.get()
    assert (waybill.number, waybill.reference, waybill.pieces, waybill.weight_g) == (
        made["WayBillNumber"],
        "L-1",
        2,
        450,
    )
    assert waybill.shipper is not None
    assert (waybill.shipper["name"], waybill.declared_minor) == ("Lin Xiao", 1_500)

    track = erp.send("GET", "/LMS.API/api/WayBill/GetTrackNumber?orderId=L-1").json
    assert item(track)["TrackingNumber"] == waybill.number
    seen = erp.send("GET", f"/lms.api/API/waybill/gettrackingnumber?trackingNumber={waybill.number}").json
    assert (seen["ResultCode"], seen["Item"]["WayBillNumber"], seen["Items"][0]["msg"]) == ("0000", waybill.number, "")
    printed = erp.send("POST", "/LMS.API.Lable/Api/PrintUrl", b'["L-1"]').json
    assert item(printed)["LabelPrintInfos"] == [{"OrderNumber": "L-1", "ErrorCode": 100, "ErrorBody": ""}]
    assert item(printed)["Url"].endswith(".pdf")
    methods = erp.send("GET", "/LMS.API/api/lms/Get?countryCode=ES").json
    assert {"Code", "FullName", "EnglishName", "HaveTrackingNum"} <= set(methods["Item"][0])


def test_the_older_interface_refuses_with_its_own_codes(erp: Erp) -> None:
    told = erp.send("POST", "/LMS.API/api/WayBill/BatchAdd", json.dumps([{**LMS_ORDER, "Weight": 0}]).encode()).json
    assert (told["ResultCode"], item(told)["Status"]) == ("2009", 0)
    assert item(told)["Feedback"]
    erp.authorization = "Basic x"
    assert erp.send("GET", "/LMS.API/api/lms/Get").json["ResultCode"] == "1002"
