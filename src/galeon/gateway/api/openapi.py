"""The OpenAPI 3.1 document, written from the same table that serves the calls."""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from django.http import HttpRequest, HttpResponse

from galeon.gateway.api import examples, limits
from galeon.gateway.api.endpoint import TABLE, Endpoint
from galeon.gateway.api.problems import MEDIA_TYPE, TITLES, Problem
from galeon.kernel.environment import installed_version
from galeon.network.reads import network

REF = "#/components/schemas/{name}"
Json = dict[str, Any]
ABOUT = """\
Orders, labels, tracking, prices and statements of one account.

Weights are grams, lengths millimetres, money minor units of its currency (1050 is 10.50 USD), times UTC (RFC 3339).
Errors are RFC 9457 problems; `errors` names each field, in the language of Accept-Language (en, es, zh).
"""
ALWAYS = {400: "The request cannot be read", 401: "The key is missing or wrong",
          403: "The key is of another kind", 422: "A parameter or a field is wrong",
          429: "Too many calls a second", 503: "The database does not answer"}  # fmt: skip
WITH_BODY = {413: "The body is too large", 415: "The body is not application/json"}


def serve(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/openapi.json; needs no key."""
    text = msgspec.json.encode(document())
    return HttpResponse(text, content_type="application/json")


def document() -> Json:
    """The whole document. Its examples name services that are really open, so that they can be tried as they stand."""
    types = list(_types())
    _, schemas = msgspec.json.schema_components(types, ref_template=REF)
    limits.apply(schemas, [s.code for s in network().services.values() if s.is_open])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Galeón", "version": installed_version(), "description": ABOUT,
                 "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "tags": [{"name": name} for name in dict.fromkeys(e.tag for e in _endpoints())],
        "paths": {f"/{path}": _path(path, methods) for path, methods in TABLE.items()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An API key: gk_live_..."}},
            "responses": {_problem_name(status): _problem(status) for status in sorted(TITLES) if status != 405},
        },
    }  # fmt: skip


def _endpoints() -> Iterable[Endpoint]:
    for methods in TABLE.values():
        yield from methods.values()


def _types() -> Iterable[Any]:
    yield Problem
    for e in _endpoints():
        if e.reads is not None:
            yield e.reads
        if e.query is not None:
            yield e.query
        for reply in e.replies.values():
            yield from (() if isinstance(reply, str) else _parts(reply))


def _parts(reply: Any) -> tuple[Any, ...]:
    return get_args(reply) if isinstance(reply, UnionType) or get_origin(reply) is Union else (reply,)


def _path(path: str, methods: Mapping[str, Endpoint]) -> Json:
    found: Json = {}
    if "{number}" in path:
        schema = {"type": "string", "minLength": 1, "maxLength": 64}
        text = "Any number of the waybill: ours, your reference, or a carrier's."
        found["parameters"] = [
            {"name": "number", "in": "path", "required": True, "description": text, "schema": schema}
        ]
    if "{id}" in path:
        schema = {"type": "string", "pattern": "^[0-9]{1,19}$"}
        found["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": schema}]
    return {**found, **{method.lower(): _operation(e) for method, e in methods.items()}}


def _operation(e: Endpoint) -> Json:
    refuses = {**ALWAYS, **(WITH_BODY if e.decode else {}), **e.refuses}
    found: Json = {
        "operationId": e.function.__name__, "tags": [e.tag], "summary": e.summary, "description": e.description,
        "parameters": [*_parameters(e), *_headers(e)],
        "responses": {
            **{str(status): _reply(status, reply) for status, reply in sorted(e.replies.items())},
            **{str(status): {"$ref": f"#/components/responses/{_problem_name(status)}"} for status in sorted(refuses)},
        },
    }  # fmt: skip
    if e.reads is not None:
        content = {"schema": _schema(e.reads), "examples": examples.of(e.function.__name__)}
        found["requestBody"] = {"required": True, "content": {"application/json": content}}
    return found


def _parameters(e: Endpoint) -> list[Json]:
    if e.query is None:
        return []
    _, schemas = msgspec.json.schema_components([e.query], ref_template=REF)
    told = schemas[e.query.__name__]
    required = told.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _query_schema(schema)}
        for name, schema in told["properties"].items()
    ]


def _query_schema(schema: Json) -> Json:
    """What a parameter looks like when it is there."""
    return {k: v for k, v in schema.items() if k != "default"}


def _headers(e: Endpoint) -> list[Json]:
    shape = {"type": "string", "maxLength": 200}
    language = {"name": "Accept-Language", "in": "header", "schema": {"type": "string", "examples": ["es"]},
                "description": "en, es or zh: the language of messages and names."}  # fmt: skip
    return [language, *({"name": n, "in": "header", "description": d, "schema": shape} for n, d in e.headers.items())]


def _reply(status: int, reply: Any) -> Json:
    if isinstance(reply, str):
        return {"description": "The file", "content": {reply: {"schema": {"type": "string", "format": "binary"}}}}
    parts = [_schema(part) for part in _parts(reply)]
    words = {200: "As asked", 201: "All booked", 207: "Each order has its own answer"}
    return {"description": words.get(status, "Done"),
            "content": {"application/json": {"schema": parts[0] if len(parts) == 1 else {"anyOf": parts}}}}  # fmt: skip


def _schema(kind: Any) -> Json:
    (found,), _ = msgspec.json.schema_components([kind], ref_template=REF)
    return dict(found)


def _problem_name(status: int) -> str:
    return f"Problem{status}"


def _problem(status: int) -> Json:
    found: Json = {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(name="Problem")}}},
    }
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait"}}
    if status == 401:
        found["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
    return found
