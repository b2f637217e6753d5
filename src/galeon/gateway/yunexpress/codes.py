"""The dialect's own numbers: result codes, states, kinds of goods. Pure tables."""

from collections.abc import Mapping

from galeon.waybills.journey import State

OK = "0000"
FAILED = "1001"
BAD_CREDENTIALS = "401"
BAD_PARAMETERS = "1004"
NO_DATA = "1006"
PARTLY = "1011"
DUPLICATE = "2004"
BAD_WEIGHT = "2009"
NOT_SERVED = "2010"
TOO_OFTEN = "10000"
FAULT = "9999"
NOT_OFFERED = (
    "本接口暂不提供此功能，请联系我司或登录客户门户。",
    "Not offered through this interface; ask us, or see the portal.",
)

MESSAGES: Mapping[str, tuple[str, str]] = {
    OK: ("提交成功!", "Submitted successfully!"),
    FAILED: ("提交失败!", "Submission failed!"),
    BAD_CREDENTIALS: ("客户编号或密钥错误!", "The customer code or the secret is wrong!"),
    BAD_PARAMETERS: ("参数错误!", "A parameter is wrong!"),
    NO_DATA: ("未找到数据!", "No data found!"),
    PARTLY: ("部分提交成功!", "Partly submitted!"),
    DUPLICATE: ("客户订单号重复!", "The order number was used before!"),
    BAD_WEIGHT: ("重量必须大于0!", "The weight must be more than 0!"),
    NOT_SERVED: ("产品不支持该目的地!", "The product does not serve this destination!"),
    TOO_OFTEN: ("请求过于频繁!", "Too many calls!"),
    FAULT: ("平台异常!", "The platform failed!"),
}

# Our refusals -> the dialect's code of the whole answer.
OF_REFUSAL: Mapping[str, str] = {
    "clash": DUPLICATE, "weight": BAD_WEIGHT, "service_not_there": NOT_SERVED, "destination_not_served": NOT_SERVED,
    "unknown_service": NOT_SERVED, "service_closed": NOT_SERVED, "price_list_missing": NOT_SERVED,
    "cargo_not_accepted": NOT_SERVED, "no_funds": FAILED, "account_stopped": FAILED, "range_empty": FAILED,
}  # fmt: skip

DELETED, INTERCEPTED, PRINTED = "5012", "5011", 100
DELETE_FAILED, INTERCEPT_FAILED, PRINT_FAILED = "5010", "5009", 200

# GetOrder Status: 3 submitted, 4 received, 5 in transit, 6 deleted, 7 returned, 9 return in warehouse, 10 signed.
ORDER_STATUS: Mapping[str, int] = {
    State.BOOKED: 3, State.RECEIVED: 4, State.BAGGED: 4, State.CANCELLED: 6, State.RETURNING: 7, State.RETURNED: 7,
    State.DELIVERED: 10,
}  # fmt: skip
IN_TRANSIT = 5

# PackageState: 1 submitted, 2 in transit, 3 delivered, 4 received, 5 cancelled, 6 delivery failed, 7 returned.
PACKAGE_STATE: Mapping[str, int] = {
    State.BOOKED: 1, State.RECEIVED: 4, State.BAGGED: 4, State.DELIVERED: 3, State.CANCELLED: 5, State.DELIVERY_FAILED: 6,
    State.RETURNING: 7, State.RETURNED: 7, State.LOST: 6, State.DESTROYED: 6,
}  # fmt: skip

# TrackingStatus: 10 pre-advice, 20 transit, 30 ready for pick-up, 40 failed, 50 delivered, 60 exception, 90 returned,
# 100 cancelled.
TRACKING_STATUS: Mapping[str, int] = {
    State.BOOKED: 10, State.AT_PICKUP_POINT: 30, State.DELIVERY_FAILED: 40, State.DELIVERED: 50, State.RETURNING: 90,
    State.RETURNED: 90, State.CANCELLED: 100, State.LOST: 60, State.DESTROYED: 60,
}  # fmt: skip
TRANSIT = 20

# SensitiveTypeID -> our class of goods, with the names GetGoodsType gives.
GOODS: Mapping[int, tuple[str, str, str]] = {
    1: ("general", "普货", "General"),
    2: ("battery", "带电", "Battery"),
    3: ("liquid", "液体", "Liquid"),
    4: ("textile", "纺织品", "Textile"),
    5: ("food", "食品", "Food"),
    6: ("magnetic", "带磁", "Magnetic"),
}

# Our fields -> theirs, where a refusal speaks of one.
FIELDS: tuple[tuple[str, str], ...] = (
    ("reference", "CustomerOrderNumber"), ("service", "ShippingMethodCode"), ("cargo_class", "SensitiveTypeID"),
    ("taxes.ioss", "IossCode"), ("consignee.name", "Receiver.FirstName"), ("consignee.country", "Receiver.CountryCode"),
    ("consignee.street", "Receiver.Street"), ("consignee.city", "Receiver.City"), ("consignee.state", "Receiver.State"),
    ("consignee.postcode", "Receiver.Zip"), ("consignee.phone", "Receiver.Phone"), ("consignee.email", "Receiver.Email"),
    ("consignee.company", "Receiver.Company"), ("consignee.house_number", "Receiver.HouseNumber"),
    ("consignee.tax_id", "Receiver.TaxId"), ("shipper.name", "Sender.FirstName"), ("shipper.country", "Sender.CountryCode"),
    ("shipper.street", "Sender.Street"), ("shipper.city", "Sender.City"), ("shipper.state", "Sender.State"),
    ("shipper.postcode", "Sender.Zip"), ("shipper.phone", "Sender.Phone"), ("shipper.company", "Sender.Company"),
    ("parcels", "Weight"),
)  # fmt: skip
ITEM_FIELDS: Mapping[str, str] = {
    "title": "EName", "title_local": "CName", "sku": "SKU", "hs_code": "HSCode", "quantity": "Quantity",
    "unit_value_minor": "UnitPrice", "unit_weight_g": "UnitWeight", "currency": "CurrencyCode", "url": "ProductUrl",
}  # fmt: skip


def message(code: str, language: str) -> str:
    """What a code says, in Chinese or English."""
    zh, en = MESSAGES[code]
    return en if language.startswith("en") else zh


def not_offered(language: str) -> str:
    """What is said of a verb that this company does otherwise."""
    return NOT_OFFERED[1 if language.startswith("en") else 0]


def code_of(refusals: tuple[str, ...]) -> str:
    """The code of an order refused for these reasons: the first one's."""
    return OF_REFUSAL.get(refusals[0], BAD_PARAMETERS)


def field_name(field: str | None) -> str:
    """Our field in their words."""
    if not field:
        return ""
    if field.startswith("items["):
        index, _, name = field[6:].partition("].")
        return f"Parcels[{index}].{ITEM_FIELDS.get(name, name)}"
    return next((theirs for ours, theirs in FIELDS if field.startswith(ours)), field)
