"""Catalogues of the languages: compiled from the .po files in pure Python, so that no gettext binary is needed.

The .po files are kept in git, the .mo files are not: settings call `compile_catalogs` before Django looks for them.
"""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = {"es": "es", "zh_Hans": "zh_Hans"}  # folder -> Babel's locale


def compile_catalogs(data_folder: Path | None = None) -> Path:
    """Write what is missing or older than its .po; answer the folder for LOCALE_PATHS.

    Where the package is installed read-only the catalogues go to `data_folder`/locale. Each file is put in
    place by a rename: two processes that start together both leave a whole one. Raises OSError when neither
    folder can be written.
    """
    target_folder = LOCALE_FOLDER
    if data_folder is not None and not os.access(LOCALE_FOLDER, os.W_OK):
        target_folder = data_folder / "locale"
    for folder, locale in LANGUAGES.items():
        source = LOCALE_FOLDER / folder / "LC_MESSAGES" / "django.po"
        target = target_folder / folder / "LC_MESSAGES" / "django.mo"
        if source.exists() and _is_stale(source, target):
            _compile(source, target, locale)
    return target_folder


def _is_stale(source: Path, target: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path, target: Path, locale: str) -> None:
    with source.open("rb") as file:
        catalog = read_po(file, locale=locale)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        write_mo(file, catalog)
    made = Path(name)
    made.chmod(0o644)
    made.replace(target)
