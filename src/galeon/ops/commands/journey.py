"""`galeon journey`: the docs page of the journey, drawn from the code."""

import sys
from collections.abc import Sequence

from galeon.ops import command_line
from galeon.waybills.journey import BY_CODE, EXEMPT, FINAL, MOVES, RAISES, State, diagram

PAGE = """# The journey of a waybill

Drawn from `src/galeon/waybills/journey.py` by `galeon journey`; a test keeps this page equal to the code.

Two regimes: **our own acts are checked** (a step from a state not listed here is refused; a stopped waybill is touched
by nothing but {exempt}); **what carriers report is observed**: the state
follows the newest event by (occurred at, rank), the earliest final event ends the journey, and a final state is left
only by a correction.

```mermaid
{diagram}```

| move | by | from | to | rank | charged |
|---|---|---|---|---|---|
{rows}

Final states: {final}.

At weigh-in the freight and every fee of the price list that names no event are charged; a weigh-in taken back is credited.
Moves marked with an event cost what rows of the list ask for that event, and nothing where it has none: a return once,
whoever speaks of it how often, a change of address each time. Customs entries and duty are charged from the declaration
itself. What else is reported posts nothing.
"""


def page() -> str:
    """The whole page as Markdown."""
    rows = "\n".join(
        f"| `{m.code}` | {'us' if m.ours else 'carrier'} | {_from(m.from_state)} | {m.target or 'stays'} | {m.rank} "
        f"| {'yes' if m.bills else f'`{RAISES[m.code]}`' if m.code in RAISES else ''} |"
        for m in MOVES
    )
    final = ", ".join(state for state in State if state in FINAL)
    exempt = ", ".join(f"`{code}`" for code in BY_CODE if code in EXEMPT)
    return PAGE.format(diagram=diagram(), rows=rows, final=final, exempt=exempt)


def _from(state: str) -> str:
    return {"": "an order", "*": "any that is not final", "!": "any final one"}.get(state, state)


def main(words: Sequence[str]) -> int:
    """Print the page."""
    command_line.parse(command_line.parser("journey", "The docs page of the journey, drawn from the code."), words)
    sys.stdout.write(page())
    return 0
