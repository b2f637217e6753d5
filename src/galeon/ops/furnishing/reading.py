"""From the file's text to its tables, or every fault with its line. Pure."""

import re
import tomllib
from decimal import Decimal
from typing import TypeVar, get_args, get_type_hints

import msgspec

from galeon.ops.furnishing.terms import Company, Fault

HEADER = re.compile(r"\s*(\[\[?)\s*([\w.]+)\s*\]")
KEY = re.compile(r"\s*(\w+)\s*=")
NUL = b"\\u0000"
AT = re.compile(r" - at `\$\.?(.*)`$")

T = TypeVar("T")


def read(text: str) -> Company | list[Fault]:
    """The company the text describes, or all that keeps it from being one."""
    try:
        found = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return [Fault("", f"This is not TOML: {error}.")]
    kinds = {name: get_args(hint)[0] for name, hint in get_type_hints(Company).items()}
    unknown = (
        (name, f"{name}[0]" if isinstance(rows, list) else name) for name, rows in found.items() if name not in kinds
    )
    faults = [Fault(place, f"There is no table [[{name}]].") for name, place in unknown]
    tables: dict[str, tuple[object, ...]] = {}
    for name, kind in kinds.items():
        rows = found.get(name, [])
        if not isinstance(rows, list):
            faults.append(Fault(name, f"Write [[{name}]], in double brackets: there can be several."))
            continue
        read_rows = [_row(row, kind, f"{name}[{n}]") for n, row in enumerate(rows)]
        faults += [row for row in read_rows if isinstance(row, Fault)]
        tables[name] = tuple(row for row in read_rows if not isinstance(row, Fault))
    return faults or Company(**tables)  # type: ignore[arg-type]


def line_of(text: str, place: str) -> int:
    """The line of the file that a place stands on, from 1; 0 where it stands on none."""
    found, here, seen = 0, "", dict[str, int]()
    for no, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            here = now = _entered(header[2], header[1] == "[[", seen)
        elif key := KEY.match(line):
            now = f"{here}.{key[1]}" if here else key[1]
        else:
            continue
        if place == now or place.startswith((f"{now}.", f"{now}[")):
            found = no
    return found


def _row(row: object, kind: type[T], place: str) -> T | Fault:
    for key, value in row.items() if isinstance(row, dict) else ():
        if NUL in msgspec.json.encode(value):
            return Fault(f"{place}.{key}", "There is a character U+0000 in it.")
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        told = str(error)
        at = AT.search(told)
        inner = at[1] if at else ""
        where = f"{place}{'' if inner.startswith('[') or not inner else '.'}{inner}"
        if missing := re.search(r"(?:missing required|unknown) field `(\w+)`", told):
            where += f".{missing[1]}"
        return Fault(
            where,
            AT.sub("", told).replace("Object missing required field", "The table lacks").replace("Object", "The table")
            + ".",
        )


def _entered(name: str, is_one_of_many: bool, seen: dict[str, int]) -> str:
    """The place a header opens; `seen` counts the tables of each array so far."""
    here = ""
    parts = name.split(".")
    for depth, part in enumerate(parts):
        here = f"{here}.{part}" if here else part
        if is_one_of_many and depth == len(parts) - 1:
            seen[here] = seen.get(here, -1) + 1
        if here in seen:
            here = f"{here}[{seen[here]}]"
    return here
