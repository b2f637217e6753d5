"""Every sentence of the pages in every language, compiled without gettext's tools."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from galeon.web import i18n
from galeon.web.messages import gathered

PLACES = re.compile(r"\{\w+\}|%\(\w+\)s")


def catalog(folder: str):
    path = i18n.LOCALE_FOLDER / folder / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=folder)


@pytest.mark.parametrize("folder", list(i18n.LANGUAGES))
def test_every_sentence_is_translated(folder: str) -> None:
    found = catalog(folder)
    missing = [m.id for m in gathered() if m.id and not _text(found.get(_key(m.id), m.context))]
    assert missing == []


def _key(message_id: object) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]  # type: ignore[index]


def _text(message: object) -> bool:
    text = getattr(message, "string", "")
    return all(text) if isinstance(text, tuple | list) else bool(text)


@pytest.mark.parametrize("folder", list(i18n.LANGUAGES))
def test_a_translation_fills_the_same_places(folder: str) -> None:
    wrong = [
        m.id for m in catalog(folder)
        if m.id and isinstance(m.id, str) and m.string and set(PLACES.findall(m.id)) != set(PLACES.findall(m.string))
    ]  # fmt: skip
    assert wrong == []


def test_templates_refusals_and_verdicts_are_all_gathered() -> None:
    known = {_key(m.id) for m in gathered() if m.id}
    assert {"Where is my parcel?", "The street is missing.", "WEIGH AGAIN", "Received and weighed"} <= known


def test_catalogues_are_compiled_where_they_may_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n.os, "access", lambda *_args: False)
    folder = i18n.compile_catalogs(tmp_path)
    assert folder == tmp_path / "locale"
    made = folder / "es" / "LC_MESSAGES" / "django.mo"
    first = made.stat().st_mtime_ns
    i18n.compile_catalogs(tmp_path)
    assert made.stat().st_mtime_ns == first, "a fresh catalogue is not written again"
    assert not list(folder.rglob("*.tmp"))


def test_a_page_says_it_in_the_readers_language() -> None:
    for language, word in (("en", "Waybills"), ("es", "Guías"), ("zh-hans", "运单")):
        with translation.override(language):
            assert translation.gettext("Waybills") == word
