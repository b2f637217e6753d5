"""UPS's activity codes as rows: what each means in our journey. Looked up by (type, code), then code, then type.

Types are UPS's documented ones: M billing information received, MV voided, P pick-up, I in transit,
O out for delivery, D delivered, X exception, RS returned to shipper, NA not available; freight adds DO, DD, W.
"""

INFO = "carrier_info"
SCAN = "carrier_scan"
OUT = "carrier_out_for_delivery"
FAILED = "carrier_delivery_failed"
PICKUP_POINT = "carrier_pickup_point"
EXCEPTION = "carrier_exception"
RETURNING = "carrier_returning"
DELIVERED = "carrier_delivered"

BY_TYPE_AND_CODE: dict[tuple[str, str], str] = {
    ("X", "SR"): SCAN,  # "released by the customs agency": reported as an exception, but good news
    ("X", "DJ"): EXCEPTION,
    ("D", "2Q"): PICKUP_POINT,  # UPS calls it delivered; the consignee has yet to fetch it
    ("D", "ZP"): PICKUP_POINT,
}

BY_CODE: dict[str, str] = {
    "MP": INFO,  # shipper created a label, UPS has not received the package yet
    "MV": INFO,
    "VP": INFO,  # voided
    "PU": SCAN,  # pick-up scan
    "XD": SCAN,  # drop-off
    "OR": SCAN,  # origin scan
    "OC": SCAN,  # we have your package
    "OG": SCAN,
    "DP": SCAN,  # departed from facility
    "AR": SCAN,  # arrived at facility
    "AF": SCAN,
    "YP": SCAN,  # processing at UPS facility
    "DS": SCAN,  # destination scan
    "IT": SCAN,
    "IP": SCAN,  # import scan
    "EP": SCAN,  # export scan
    "OF": OUT,  # loaded on delivery vehicle
    "OT": OUT,  # out for delivery today
    "OD": OUT,
    "2Q": PICKUP_POINT,
    "ZP": PICKUP_POINT,  # at a UPS Access Point
    "RP": PICKUP_POINT,
    "OQ": EXCEPTION,  # held until duties and taxes are paid
    "DY": EXCEPTION,  # delay
    "RF": FAILED,  # the receiver refused it
    "RS": RETURNING,
    "RT": RETURNING,
    "RH": RETURNING,
    "RU": RETURNING,
}

BY_TYPE: dict[str, str] = {
    "M": INFO,
    "MV": INFO,
    "P": SCAN,
    "I": SCAN,
    "O": OUT,
    "D": DELIVERED,
    "X": EXCEPTION,
    "RS": RETURNING,
    "NA": INFO,
    "DO": SCAN,
    "DD": SCAN,
    "W": SCAN,
    "U": INFO,
}

# UPS has dozens of numeric exception codes for a door that stayed shut; the words are steadier than the codes.
ATTEMPT_WORDS = ("delivery attempt", "attempted delivery", "receiver was not available", "business was closed")


def our_code(type_: str, code: str, text: str) -> str:
    """Our event code for a UPS activity; an unknown one is information and moves nothing."""
    if type_ == "X" and any(words in text.lower() for words in ATTEMPT_WORDS):
        return FAILED
    if type_ == "D":  # whatever its code, a delivery is one, save at an access point
        return BY_TYPE_AND_CODE.get((type_, code), DELIVERED)
    return BY_TYPE_AND_CODE.get((type_, code)) or BY_CODE.get(code) or BY_TYPE.get(type_, INFO)
