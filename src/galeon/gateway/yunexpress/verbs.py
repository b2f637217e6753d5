"""The verbs of the dialect by their addresses, in lower case: the real server does not care about case either."""

from collections.abc import Mapping

from galeon.gateway.calling import Call
from galeon.gateway.yunexpress import catalogue, codes, placing, reading
from galeon.gateway.yunexpress.call import Verb
from galeon.gateway.yunexpress.replies import Said


def not_offered(call: Call) -> Said:
    """What this company does otherwise, and says so."""
    return Said(codes.FAILED, message=codes.not_offered(call.language))


VERBS: Mapping[str, tuple[str, Verb]] = {
    "common/getcountry": ("GET", catalogue.get_country),
    "common/getshippingmethods": ("GET", catalogue.get_shipping_methods),
    "common/getgoodstype": ("GET", catalogue.get_goods_type),
    "common/register": ("POST", not_offered),
    "common/selfpickuppoint": ("POST", not_offered),
    "freight/getpricetrial": ("GET", catalogue.get_price_trial),
    "freight/getshippingfeedetail": ("GET", reading.get_shipping_fee_detail),
    "waybill/createorder": ("POST", placing.create_order),
    "waybill/getorder": ("GET", reading.get_order),
    "waybill/gettrackingnumber": ("GET", reading.get_tracking_number),
    "waybill/getsender": ("GET", reading.get_sender),
    "waybill/getcarrier": ("POST", reading.get_carrier),
    "waybill/updateweight": ("POST", placing.update_weight),
    "waybill/delete": ("POST", placing.delete_order),
    "waybill/intercept": ("POST", placing.intercept),
    "waybill/registerioss": ("POST", placing.register_ioss),
    "waybill/disableioss": ("POST", not_offered),
    "label/print": ("POST", reading.label_print),
    "tracking/gettrackinfo": ("GET", reading.get_track_info),
    "tracking/gettrackallinfo": ("GET", reading.get_track_info),
    **{
        f"tracking/{verb}{what}subscribe": ("POST", not_offered)
        for verb in ("created", "cancel", "get")
        for what in ("order", "product")
    },
    **{f"tracking/{verb}": ("POST", not_offered) for verb in ("subscribe", "unsubscribe")},
}
