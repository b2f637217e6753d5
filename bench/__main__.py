"""`python -m bench NAME [--json] [--small]`: prints one JSON object with `product`, `floor`, `ratio`."""

import argparse
import json
import sys

from bench import server

BENCHES = {
    "intake": "bench.intake",
    "quotes": "bench.quotes",
    "rating": "bench.rating",
    "scan": "bench.scan",
    "settle": "bench.settle",
}


def main() -> int:
    """Run one benchmark on a server of its own."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("name", choices=sorted(BENCHES))
    parser.add_argument("--json", action="store_true", help="only the JSON object, in one line")
    parser.add_argument("--small", action="store_true", help="fewer and shorter rounds: ends within 40 s")
    parser.add_argument("--rounds", type=int, default=0, help="rounds (default 5, with --small 3)")
    asked = parser.parse_args()
    rounds = asked.rounds or (3 if asked.small else 5)
    with server.running() as place:
        from importlib import import_module

        found = import_module(BENCHES[asked.name]).run(place, rounds, asked.small)
    sys.stdout.write(json.dumps(found, indent=None if asked.json else 2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
