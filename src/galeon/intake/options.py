"""What may be asked for beside the carriage, what it is called, and which price lists know it."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime

from galeon.kernel.refusal import Refusal
from galeon.kernel.tongue import speaking
from galeon.kernel.wording import language_code
from galeon.network.reads import ServiceRules
from galeon.parties.reads import Customer
from galeon.tariffs import reads
from galeon.tariffs.price import PriceRequest
from galeon.tariffs.words.fee_names import OPTION_NAMES, named
from galeon.waybills.orders import COD, DDP, INSURANCE

_FACTS = {"residential", DDP}  # how a shipment is, asked for or not; nobody is promised a service by them
_STOCK = {"first_leg", "storage"}  # what a list is asked by the planner; no shipment asks for them
_HAPPENS = {"address_correction", "inspection", "prohibited"}  # what befalls a shipment; nobody wishes for it
_FIELDS = {INSURANCE: "insured_minor", COD: "cod_minor"}


def name(code: str, language: str = "") -> str:
    """An option's name in `language`, "" = the active one; one of the company's own as its price list has it."""
    with speaking(language_code(language)) if language else nullcontext():
        return named(OPTION_NAMES, code)


def known(customer: Customer, services: Sequence[ServiceRules], at: datetime) -> frozenset[str]:
    """What this customer may wish for: the options that some list in force for them, by any of these services, knows."""
    requests = [
        PriceRequest(s.id, customer.account_id, customer.level, customer.currency, "", "", (), "", at) for s in services
    ]
    ids = {version_id for found in reads.candidates(requests) for version_id in found}
    return frozenset().union(*reads.options_of(ids).values()) - _STOCK - _HAPPENS


def unknown(options: frozenset[str], version_id: int, service: ServiceRules) -> tuple[Refusal, ...]:
    """Why a price by this version is none for what was asked: an option it does not know would be promised by nobody."""
    if not options or not (wished := options - _FACTS):
        return ()
    return tuple(
        Refusal(
            code="option_not_offered",
            field=_FIELDS.get(option, "options"),
            message="Service {service} does not offer this: {option}.",
            params={"service": service.code, "option": option},
        )
        for option in sorted(wished - reads.options_of([version_id])[version_id])
    )
