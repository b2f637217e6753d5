"""`docs/api.md` can be pasted: its calls in turn, against a company opened from `docs/company.toml`."""

import re
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from galeon.exchange.acts import issue_api_key
from galeon.ops.commands import furnish
from galeon.parties.models import Account

DOCS = Path(__file__).parents[4] / "docs"
CALL = re.compile(r"^call (?:-X (?P<verb>POST) )?\$GALEON(?P<path>\S+)(?:[^']*?'Content-Type: (?P<type>[^']+)'.*?-d '(?P<body>[^']+)')?",
                  re.MULTILINE | re.DOTALL)  # fmt: skip


@pytest.mark.django_db
def test_the_six_calls_of_the_page_work_as_they_stand() -> None:
    assert furnish.run(Namespace(file=DOCS / "company.toml")) == 0
    key = issue_api_key(Account.objects.get(code="FIRST").pk, "test", datetime.now(UTC))
    page = (DOCS / "api.md").read_text().replace("GX-EXPRESS", "US-LINE")
    found = []
    for block in page.partition("```sh")[2].partition("```")[0].split("\ncall ")[1:]:
        call = CALL.match("call " + block)
        assert call, block
        verb = "POST" if call["verb"] or call["body"] else "GET"
        reply = Client().generic(
            verb, f"/api/v1{call['path']}", call["body"] or "", call["type"] or "", HTTP_AUTHORIZATION=f"Bearer {key}"
        )
        found.append((verb, call["path"], reply.status_code))
    assert found == [
        ("GET", "/services", 200),
        ("POST", "/quotes", 200),
        ("POST", "/waybills", 201),
        ("GET", "/tracking/SO-1001", 200),
        ("GET", "/waybills/SO-1001/label.pdf", 200),
        ("POST", "/waybills/SO-1001/cancel", 200),
    ]
