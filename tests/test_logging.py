"""What breaks is written down."""

import subprocess
import sys

BREAKS = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "galeon.config.settings"
import django
django.setup()
from django.test import Client

def broken(request, number=""):
    raise LookupError("no such port of call")

from django.urls import path
from galeon.config import urls
urls.urlpatterns.insert(0, path("broken", broken))
web = Client(raise_request_exception=False, headers={"host": "localhost"})
print(web.get("/broken").status_code, web.get("/no-such-page").status_code)
"""


def test_a_page_that_breaks_leaves_its_traceback_in_the_log_and_a_missing_page_nothing() -> None:
    told = subprocess.run([sys.executable, "-c", BREAKS], capture_output=True, text=True, timeout=60, check=False)
    assert told.stdout.split() == ["500", "404"], told.stderr
    assert "ERROR django.request: Internal Server Error: /broken" in told.stderr
    assert "LookupError: no such port of call" in told.stderr
    assert "no-such-page" not in told.stderr
