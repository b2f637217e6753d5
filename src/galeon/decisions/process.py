"""Price one share of a scenario: `python -m galeon.decisions.process SCENARIO PART PARTS`.

Tells on its standard output how many waybills are priced after every chunk, a line each, then its tally; ends with
whoever started it, for then nobody reads what it writes.
"""

import os
import sys
from typing import BinaryIO

import msgspec


def main() -> None:
    """The share of the process's arguments."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")
    import django

    django.setup()
    scenario_id, part, parts = map(int, sys.argv[1:4])
    tell(scenario_id, part, parts, sys.stdout.buffer)


def tell(scenario_id: int, part: int, parts: int, out: BinaryIO) -> None:
    """Price the share and tell."""
    from galeon.decisions.ask import Ask
    from galeon.decisions.models import Scenario
    from galeon.decisions.parallel import TALLY
    from galeon.decisions.repricing import Repricing, received
    from galeon.decisions.tally import Tally

    ask = msgspec.convert(Scenario.objects.values_list("ask", flat=True).get(pk=scenario_id), Ask)
    tally, repricing, done = Tally(), Repricing(ask), 0
    with received(ask, part, parts) as chunks:
        for keys in chunks:
            repricing.count(keys, tally)
            done += len(keys)
            out.write(b"%d\n" % done)
            out.flush()
    out.write(TALLY + msgspec.msgpack.encode(tally))
    out.flush()


if __name__ == "__main__":
    main()
