"""`python -m galeon.web.messages`: gather every sentence marked for translation into the .po files."""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from galeon.web.i18n import LANGUAGES, LOCALE_FOLDER

SOURCE = LOCALE_FOLDER.parent
METHODS = [
    ("**/tests/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "galeon.web.messages:from_template"),
]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "npgettext": (2, 3),
}  # fmt: skip
CONTEXTS = {"pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}
REFUSING = frozenset(
    {"_no", "_refusal", "fault"}
)  # short forms that take a code, a field, and the sentence in some order
Found = tuple[int, str, str | tuple[str, ...], list[str], str | None]


def from_template(file: IO[bytes], keywords: object, comment_tags: object, options: object) -> Iterator[Found]:
    """Babel's extractor for Django's templates: Django turns the tags into calls, Babel reads the calls."""
    source = templatize(file.read().decode(), origin=getattr(file, "name", ""))
    code = BytesIO(b"(" + source.encode() + b"\n)")  # in brackets, so that indentation means nothing
    yield from extract_python(code, {**KEYWORDS, **CONTEXTS}, [], {"encoding": "utf-8"})  # type: ignore[misc]


def gathered() -> Catalog:
    """Every message of the package, each with the files it stands in."""
    template = Catalog(project="Galeón", charset="utf-8")
    found = extract_from_dir(SOURCE, METHODS, keywords={**KEYWORDS, **CONTEXTS})
    for name, _line, message, _comments, context in found:
        if message and message != ("",):
            template.add(message, locations=[(f"src/galeon/{name}", None)], context=context)  # type: ignore[list-item]
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" not in path.parts:
            for sentence in refusals(path.read_text(encoding="utf-8")):
                template.add(sentence, locations=[(str(path.relative_to(SOURCE.parent.parent)), None)])  # type: ignore[list-item]
    return template


def refusals(source: str) -> Iterator[str]:
    """The sentences of a module's refusals: `message=`, `message = `, arguments of `_no` and `_refusal`, REASONS."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "message":
            yield from _texts(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSING:
            yield from (text for argument in node.args for text in _texts(argument) if " " in text)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            if names & {"message", "REASONS"}:
                yield from (text for text in _texts(node.value) if " " in text)


def _texts(node: ast.AST) -> Iterator[str]:
    keys = {id(part) for sub in ast.walk(node) if isinstance(sub, ast.Subscript) for part in ast.walk(sub.slice)}
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and part.value.strip()
            and id(part) not in keys
        ):
            yield part.value  # what a table is asked for is no sentence


def update(folder: str, template: Catalog) -> tuple[int, int]:
    """Bring one language's file up to date; answer (messages, of which untranslated)."""
    path = LOCALE_FOLDER / folder / "LC_MESSAGES" / "django.po"
    catalog = Catalog(locale=LANGUAGES[folder])
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=LANGUAGES[folder])
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=0, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True
        )
    messages = [m for m in catalog if m.id]
    return len(messages), sum(not all(m.string if isinstance(m.string, tuple | list) else [m.string]) for m in messages)


def main() -> int:
    """Update every language; the exit code is 1 when something is untranslated."""
    template = gathered()
    missing = 0
    for folder in LANGUAGES:
        total, untranslated = update(folder, template)
        missing += untranslated
        sys.stdout.write(f"{folder}: {total} messages, {untranslated} untranslated\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
