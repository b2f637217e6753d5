"""`galeon journey`: the docs page of the journey, drawn from the code."""

import sys
from collections.abc import Sequence

from galeon.ops import command_line
from galeon.waybills.journey import FINAL, MOVES, State, diagram

PAGE = """# The journey of a waybill

Drawn from `src/galeon/waybills/journey.py` by `galeon journey`; a test keeps this page equal to the code.

Two regimes: **our own acts are checked** (a step from a state not listed here is refused, a stopped waybill is not
touched, but what is measured is always recorded); **what carriers report is observed**: the state follows the newest
event by (occurred at, rank), the earliest final event ends the journey, and a final state is left only by a correction.

```mermaid
{diagram}```

| move | by | from | to | rank | raises |
|---|---|---|---|---|---|
{rows}

Final states: {final}.
"""


def page() -> str:
    """The whole page as Markdown."""
    rows = "\n".join(
        f"| `{m.code}` | {'us' if m.ours else 'carrier'} | {_from(m.from_state)} | {m.target or 'stays'} | {m.rank} "
        f"| {m.bills or ''} |"
        for m in MOVES
    )
    final = ", ".join(state for state in State if state in FINAL)
    return PAGE.format(diagram=diagram(), rows=rows, final=final)


def _from(state: str) -> str:
    return {"": "an order", "*": "any that is not final", "!": "any final one"}.get(state, state)


def main(words: Sequence[str]) -> int:
    """Print the page."""
    command_line.parse(command_line.parser("journey", "The docs page of the journey, drawn from the code."), words)
    sys.stdout.write(page())
    return 0
