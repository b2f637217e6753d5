"""`galeon up`: database, pages, API and worker in one foreground process tree."""

from collections.abc import Sequence

from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Run everything until Ctrl-C."""
    made = command_line.parser(
        "up", "Start everything: database, pages, API and worker. The first run fills in a sample company."
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    made.add_argument("--port", type=int, default=8000, help="port to listen on; 0 takes a free one (default: 8000)")
    made.add_argument("--no-sample", action="store_true", help="start empty, without the sample company")
    made.add_argument("--workers", type=int, default=2, help="web processes (default: %(default)s)")
    made.add_argument("--threads", type=int, default=4, help="threads a web process (default: %(default)s)")
    options = command_line.parse(made, words)

    from galeon.ops.up import Plan, up

    return up(Plan(options.host, options.port, not options.no_sample, options.workers, options.threads))
