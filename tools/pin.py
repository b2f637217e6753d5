"""Write every version that resolves today into `[tool.uv]` of pyproject.toml: what is installed, what builds it.

A lock file would do the same but names the hosts of the registry it was made with. Run by `just pin`.
"""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
BUILD = "hatchling"
BLOCK = re.compile(r"^(build-)?constraint-dependencies = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)


def main(uv: str) -> None:
    """Resolve without the old pins, then write the new ones."""
    text = BLOCK.sub("", PROJECT.read_text())
    PROJECT.write_text(text)
    subprocess.run([uv, "lock", "--upgrade", "--quiet"], cwd=PROJECT.parent, check=True)
    bare = ["--no-annotate", "--no-header", "--quiet"]
    installed = _pins([uv, "export", "--frozen", "--all-groups", "--no-hashes", "--no-emit-project", *bare])
    building = _pins([uv, "pip", "compile", "--universal", "-", *bare], BUILD)
    head, found, tail = text.partition("[tool.uv]\n")
    if not found:
        raise SystemExit("pyproject.toml has no [tool.uv] table.")
    blocks = _block("constraint-dependencies", installed) + _block("build-constraint-dependencies", building)
    PROJECT.write_text(head + found + blocks + tail)
    sys.stdout.write(f"{len(installed)} versions pinned, {len(building)} for building.\n")


def _pins(command: list[str], asked: str = "") -> list[str]:
    told = subprocess.run(command, cwd=PROJECT.parent, input=asked, capture_output=True, text=True, check=True)
    return sorted(line.strip().replace('"', "'") for line in told.stdout.splitlines() if "==" in line)


def _block(name: str, pins: list[str]) -> str:
    return f"{name} = [\n" + "".join(f'    "{pin}",\n' for pin in pins) + "]\n"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "uv")
