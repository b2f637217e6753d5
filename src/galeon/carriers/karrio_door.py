"""The only door to karrio. Loaded in the worker only: the web process never imports the SDK.

Importing karrio switches TLS checks off for the whole process, lets Pillow accept truncated images,
and takes over the log; its sender has no timeout, and sends a POST twice when `sentry_sdk` can be
imported. Its ZPL helper posts labels in clear to a stranger. `_sdk` undoes all of it, once.
"""

import base64
import functools
import importlib
import logging
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, NoReturn, Protocol
from urllib.request import Request

import msgspec

from galeon.carriers.terms import CarrierTrouble, Fare, Label, LabelWanted, Login, Sighting
from galeon.carriers.transport import TIMEOUT_S, Exchange, Fate, send_once, watched
from galeon.carriers.verdict import judge
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import minor


class Adapter(Protocol):
    """What a carrier's folder gives: pure translation, no HTTP."""

    title: str
    token_path: str

    def settings(self, login: Login) -> dict[str, Any]: ...
    def fault(self, wanted: LabelWanted) -> Refusal | None: ...
    def shipment(self, wanted: LabelWanted) -> dict[str, Any]: ...
    def rate(self, wanted: LabelWanted) -> dict[str, Any]: ...
    def label(self, document: bytes, format: str, reply: Any) -> Label | None: ...
    def is_sound(self, number: str) -> bool: ...
    def errors(self, reply: Any) -> list[str]: ...
    def sightings(self, number: str, reply: Any) -> list[Sighting]: ...
    def recovery(self, key: str, login: Login, label_format: str) -> tuple[str, Any]: ...
    def recovered(self, reply: Any) -> Label | None: ...
    def nothing_found(self, reply: Any) -> bool: ...


CARRIERS = {"ups": "galeon.carriers.ups.adapter:Ups"}

_lock = threading.Lock()


def sign_in(login: Login, timeout_s: float = TIMEOUT_S) -> Refusal | CarrierTrouble | None:
    """Get a token, or say why not. Done once before many calls, so that they do not all log in at once."""
    call = _Call(login, timeout_s)
    signed_in = call.run(lambda gateway: _Done(gateway.proxy.get_token()))
    return None if signed_in else call.failure()


def buy(login: Login, wanted: LabelWanted, timeout_s: float = TIMEOUT_S) -> Label | Refusal | CarrierTrouble:
    """Buy one label. One POST leaves, never two; none when the carrier could not take it whole."""
    call = _Call(login, timeout_s)
    if (fault := call.adapter.fault(wanted)) is not None:
        return fault
    models = _sdk().models

    def ask(gateway: Any) -> Any:
        return _sdk().api.Shipment.create(models.ShipmentRequest(**call.adapter.shipment(wanted))).from_(gateway)

    details = call.run(ask)
    document = base64.b64decode(details.docs.label) if details is not None and details.docs.label else b""
    label = call.adapter.label(document, wanted.label_format, call.reply()) if document else None
    return label or call.failure()


def void(login: Login, number: str, timeout_s: float = TIMEOUT_S) -> Refusal | CarrierTrouble | None:
    """Give a label back; None when the carrier agreed."""
    call = _Call(login, timeout_s)
    models = _sdk().models

    def ask(gateway: Any) -> Any:
        return _sdk().api.Shipment.cancel(models.ShipmentCancelRequest(shipment_identifier=number)).from_(gateway)

    done = call.run(ask)
    return None if done is not None and done.success else call.failure()


def sightings(login: Login, number: str, timeout_s: float = TIMEOUT_S) -> list[Sighting] | Refusal | CarrierTrouble:
    """What the carrier has seen of the number, in its own order; empty when it has seen nothing yet."""
    call = _Call(login, timeout_s)
    models = _sdk().models

    def ask(gateway: Any) -> Any:
        return _sdk().api.Tracking.fetch(models.TrackingRequest(tracking_numbers=[number])).from_(gateway)

    call.run(ask)
    # Read from the reply itself: karrio keeps neither the offset nor the UTC time of an event.
    if call.answered_well() and not call.adapter.errors(call.reply()):
        return call.adapter.sightings(number, call.reply())
    return call.failure()


def fares(login: Login, wanted: LabelWanted, timeout_s: float = TIMEOUT_S) -> list[Fare] | Refusal | CarrierTrouble:
    """What each service of the carrier would cost."""
    call = _Call(login, timeout_s)
    models = _sdk().models

    def ask(gateway: Any) -> Any:
        return _sdk().api.Rating.fetch(models.RateRequest(**call.adapter.rate(wanted))).from_(gateway)

    lines = call.run(ask)
    if not lines:
        return call.failure()
    return [
        Fare(
            service=line.service,
            total_minor=minor(Decimal(str(line.total_charge)), line.currency),
            currency=line.currency,
            days=line.transit_days,
        )
        for line in lines
    ]


def recover(
    login: Login, key: str, label_format: str = "PDF", timeout_s: float = TIMEOUT_S
) -> Label | Refusal | CarrierTrouble | None:
    """The label the carrier made under our key; None when it is certain that it made none.

    karrio has no such call, so the request goes out by our own sender with karrio's token.
    """
    call = _Call(login, timeout_s)
    path, question = call.adapter.recovery(key, login, label_format)

    def ask(gateway: Any) -> Any:
        request = Request(  # noqa: S310  send_once takes https only, and http on this machine
            f"{gateway.settings.server_url}{path}",
            data=msgspec.json.encode(question),
            headers={"authorization": f"Bearer {gateway.proxy.get_token()}", "content-Type": "application/json"},
            method="POST",
        )
        send_once(request)
        return _Done()

    call.run(ask)
    if call.answered() and call.adapter.nothing_found(call.reply()):
        return None
    found = call.adapter.recovered(call.reply()) if call.answered_well() else None
    if found is not None:
        return found
    failure = call.failure()
    # Asking buys nothing, whatever became of the question.
    return msgspec.structs.replace(failure, nothing_done=True) if isinstance(failure, CarrierTrouble) else failure


class _Done:
    """What karrio's fluent calls return, for a call of our own."""

    def __init__(self, result: object = None) -> None:
        self.result = result

    def parse(self) -> tuple[object, list[Any]]:
        return self.result, []


class _Call:
    """One conversation: the gateway, what was exchanged, what the carrier said."""

    def __init__(self, login: Login, timeout_s: float) -> None:
        self.login = login
        self.adapter = adapter_of(login.carrier)
        self.timeout_s = timeout_s
        self.exchanges: list[Exchange] = []
        self.said: list[str] = []

    def run(self, ask: Callable[[Any], Any]) -> Any:
        """The parsed result or None. karrio raises from anywhere on an odd answer: that is no bug of ours."""
        with watched(self.timeout_s) as self.exchanges:
            try:
                gateway = _gateway(self.login)
                details, messages = ask(gateway).parse()
            except Exception as error:  # noqa: BLE001  the exchange itself is judged, not the exception
                details, messages = None, getattr(error, "messages", None) or []
                if not self._answered():
                    self.said.append(str(error))  # what the network said; of an answer, the carrier's words count
        if not self._answered():
            self.said += [str(m.message) for m in messages or [] if m.level != "warning"]
        if self.exchanges and self.exchanges[-1].status == 401:
            _forget_tokens(self.login.base_url)
        return details

    def answered(self) -> bool:
        """An answer to the request proper arrived."""
        return self._answered() and not self._is_login()

    def answered_well(self) -> bool:
        return self.answered() and self.exchanges[-1].status < 300 and self.reply() is not None

    def reply(self) -> Any:
        """The last answer's JSON, None when it is none."""
        try:
            return msgspec.json.decode(self.exchanges[-1].body)
        except (IndexError, msgspec.DecodeError):
            return None

    def failure(self) -> Refusal | CarrierTrouble:
        said = self.adapter.errors(self.reply()) or self.said
        return judge(self.adapter.title, self.exchanges, said, is_login=self._is_login())

    def _answered(self) -> bool:
        return bool(self.exchanges) and self.exchanges[-1].fate is Fate.ANSWERED

    def _is_login(self) -> bool:
        return bool(self.exchanges) and self.exchanges[-1].path == self.adapter.token_path


@functools.cache
def adapter_of(carrier: str) -> Adapter:
    """The carrier's translation. Raises KeyError for a carrier we have no folder for."""
    module, name = CARRIERS[carrier].split(":")
    adapter: Adapter = getattr(importlib.import_module(module), name)()
    return adapter


class _Sdk(msgspec.Struct):
    api: Any
    models: Any
    new_cache: Callable[[], Any]
    tokens: dict[str, Any] = {}  # by address: karrio's own key would hand a test token to the live carrier

    def cache(self, base_url: str) -> Any:
        return self.tokens.setdefault(base_url, self.new_cache())


def _sdk() -> _Sdk:
    with _lock:  # two threads that import at once could each save the other's spoilt TLS default
        return _load()


@functools.cache
def _load() -> _Sdk:
    image_file: Any = importlib.import_module("PIL.ImageFile")
    truncated = image_file.LOAD_TRUNCATED_IMAGES
    importlib.import_module("loguru").logger.disable("karrio")
    logging.getLogger("jstruct").setLevel(logging.ERROR)  # it names every field karrio does not know
    try:
        api: Any = importlib.import_module("karrio.sdk")
        helpers: Any = importlib.import_module("karrio.core.utils.helpers")
    finally:
        ssl._create_default_https_context = ssl.create_default_context
        image_file.LOAD_TRUNCATED_IMAGES = truncated
    utils: Any = importlib.import_module("karrio.core.utils")
    helpers._urlopen_with_span = send_once
    helpers.zpl_to_pdf = utils.zpl_to_pdf = _never_to_a_stranger
    helpers.exec_parrallel = utils.exec_parrallel = _in_turn
    models = importlib.import_module("karrio.core.models")
    return _Sdk(api=api, models=models, new_cache=utils.Cache)


def _never_to_a_stranger(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("labels are asked for in the wanted format; they are never sent out to be converted")


def _in_turn(function: Callable[[Any], Any], sequence: Sequence[Any], max_workers: int | None = None) -> list[Any]:
    """karrio would use threads of its own, in which our watch over the exchange does not hold."""
    return [function(item) for item in sequence]


def _forget_tokens(base_url: str) -> None:
    _sdk().tokens.pop(base_url, None)


_pointed: dict[type, type] = {}


def _gateway(login: Login) -> Any:
    """A gateway with our shared token cache. karrio has no setting for the address, so a class is swapped
    in: a subclass made before creation loses its fields (they are read from the class's own annotations)."""
    sdk = _sdk()
    settings = adapter_of(login.carrier).settings(login)
    gateway = sdk.api.gateway[login.carrier].create(settings, cache=sdk.cache(login.base_url))
    if login.base_url:
        plain = type(gateway.settings)
        if plain not in _pointed:
            _pointed[plain] = type(plain.__name__, (plain,), {"server_url": property(lambda s: s._base_url)})
        gateway.settings.__class__ = _pointed[plain]
        object.__setattr__(gateway.settings, "_base_url", login.base_url.rstrip("/"))
    return gateway


def loaded(modules: Iterable[str]) -> bool:
    """True when karrio is among the loaded modules (for the tests that keep it out of the web process)."""
    return any(name == "karrio" or name.startswith("karrio.") for name in modules)
