"""Which services there are."""

from galeon.gateway.api.endpoint import Answer, Call, Reply, endpoint
from galeon.gateway.api.shapes import ServiceOut, ServicesOut
from galeon.intake.quotes import orderable
from galeon.network.reads import ServiceRules


@endpoint("GET", "services", tag="services", summary="Services you can order", replies={200: ServicesOut}, refuses={})
def list_services(call: Call) -> Answer:
    """Those that are open and that your account has prices for, with their limits."""
    return Reply(200, ServicesOut([_service(s, call.language) for s in orderable(call.caller.customer)]))


def _service(s: ServiceRules, language: str) -> ServiceOut:
    return ServiceOut(
        code=s.code, name=s.name(language), mode=s.mode, countries=sorted(s.countries),  # type: ignore[arg-type]
        cargo_classes=list(s.cargo_classes), weight_g_min=s.weight_g_min, weight_g_max=s.weight_g_max,
        length_mm_max=s.length_mm_max, divisor_cm3_per_kg=s.divisor_cm3_per_kg, days_min=s.days_min, days_max=s.days_max,
    )  # fmt: skip
