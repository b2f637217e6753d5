"""The document is true: schemathesis calls every operation by it, with a real key, and nothing breaks."""

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from galeon.billing.credit.tests.money import closed_november
from galeon.billing.tests.books import booked
from galeon.exchange.acts import issue_accounting_key, issue_api_key
from galeon.gateway.api.urls import TABLE
from galeon.ops.tests.company import NOW, Company

# One round of examples, coverage, fuzzing and sequences is the same on every machine; more are made until this long is over.
SECONDS = os.environ.get("GALEON_FUZZ_SECONDS")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,missing_required_header,unsupported_method,allow_header_conformance,ignored_auth,"
    "use_after_free,negative_data_rejection"
)
# A list of orders whose members are all wrong is answered member by member.
UNGUESSED = {"POST /statements/{id}/disputes"}  # its body names lines of a closed statement
CONFIG = (
    "[checks.negative_data_rejection]\nexpected-statuses = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 207]\n"
)


@pytest.fixture
def address(fresh_db: str, fresh_url: str, company: Company) -> Iterator[str]:
    """A server as it is served in production, on a database of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "galeon", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, env={**os.environ, "GALEON_APP_URL": fresh_url})
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, "the server did not start"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/api/v1"
    finally:
        server.terminate()
        server.wait(30)


def test_every_operation_keeps_what_the_document_promises(address: str, company: Company, tmp_path: Path) -> None:
    closed = closed_november(
        company.merchant
    )  # a statement to be read and answered, an invoice, an order to be cancelled
    booked(company.merchant, "SO-9001")
    key = issue_api_key(company.merchant.account_id, "fuzz", NOW, rate_per_s=1_000_000)
    books = f"Bearer {issue_accounting_key('fuzz', NOW, rate_per_s=1_000_000)}"
    accounting = f'\n[[operations]]\ninclude-tag = "accounting"\nheaders = {{ Authorization = "{books}" }}\n'
    # guessing an id takes luck, and luck takes time: this one is told
    paper = (
        f'\n[[operations]]\ninclude-path = "/statements/{{id}}/statement.pdf"\nparameters = {{ id = "{closed.id}" }}\n'
    )
    (tmp_path / "schemathesis.toml").write_text(CONFIG + accounting + paper)
    report, events = tmp_path / "report.json", tmp_path / "events.ndjson"
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "run", f"{address}/openapi.json", "-H", f"Authorization: Bearer {key}",
        "--phases", "examples,coverage,fuzzing,stateful", "--checks", CHECKS, *(["--max-time", SECONDS] if SECONDS else []), "-n", "8",
        "--seed", "1", "--continue-on-failure", "--suppress-health-check", "all", "--report", "json,ndjson",
        "--report-json-path", str(report), "--report-ndjson-path", str(events),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600)
    told = json.loads(report.read_text())
    statuses = counted(events)
    reached = sum(n for status, n in statuses.items() if 200 <= status < 300)
    print(f"schemathesis: {sum(statuses.values())} calls, {reached} reached 2xx: {dict(sorted(statuses.items()))}")  # noqa: T201
    assert done.returncode == 0, done.stdout[-6_000:]
    assert told["operations"]["tested"] == sum(len(methods) for methods in TABLE.values())
    assert [status for status in statuses if status >= 500] == []
    assert {
        name for name, phases in told["valid_rates"].items() if not any(p["accepted"] for p in phases.values())
    } <= UNGUESSED
    assert reached > 300


def counted(events: Path) -> Counter[int]:
    """How often each status came."""
    found: Counter[int] = Counter()
    for line in events.read_text().splitlines():
        scenario = json.loads(line).get("ScenarioFinished")
        for call in (scenario or {}).get("recorder", {}).get("interactions", {}).values():
            found[(call.get("response") or {}).get("status_code", 0)] += 1
    return found


@pytest.fixture
def document(company: Company) -> Any:
    return Client().get("/api/v1/openapi.json").json()


def test_the_document_is_openapi_3_1_and_needs_no_key(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert {f"/{path}" for path in TABLE} == set(document["paths"])
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_operation_tells_what_it_may_refuse_with(document: Any) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            told = set(operation["responses"])
            assert {"400", "401", "403", "422", "429", "503"} <= told, (path, method)
            if "requestBody" in operation:
                assert {"413", "415"} <= told, (path, method)
            if "{" in path:
                assert "404" in told, (path, method)
            assert operation["summary"]
            assert operation["description"]
    assert {"402", "409"} <= set(document["paths"]["/waybills"]["post"]["responses"])


def test_its_examples_can_be_tried_as_they_stand(company: Company, document: Any) -> None:
    shop = Client(headers={"Authorization": f"Bearer {issue_api_key(company.merchant.account_id, '', NOW)}"})
    for path, status in (("waybills", 201), ("quotes", 200)):
        content = document["paths"][f"/{path}"]["post"]["requestBody"]["content"]["application/json"]
        for name, example in content["examples"].items():
            answer = shop.post(f"/api/v1/{path}", example["value"], content_type="application/json")
            assert answer.status_code == status, (path, name, answer.content)


def test_the_limits_it_shows_are_those_the_orders_are_judged_by(document: Any) -> None:
    from galeon.intake import check

    schemas = document["components"]["schemas"]
    assert schemas["AddressBody"]["properties"]["name"]["maxLength"] == check.NAME_MAX
    assert schemas["ParcelBody"]["properties"]["weight_g"]["maximum"] == check.WEIGHT_G_LIMIT
    assert schemas["OrderBody"]["additionalProperties"] is False
    assert schemas["OrderBody"]["properties"]["service"]["examples"] == ["USLINE"]
