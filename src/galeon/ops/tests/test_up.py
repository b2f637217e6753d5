"""`galeon up`: one foreground tree that stops whole, stands up again after kill -9, and explains what is in its way."""

import os
import re
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from galeon.ops import ports, processes
from galeon.ops.tests.commands import Up, galeon, tree

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
Start = Callable[..., Up]


@pytest.fixture
def up() -> Iterator[Start]:
    running: list[Up] = []

    def start(data: Path, *words: str, **more: str) -> Up:
        running.append(Up(data, *words, **more))
        return running[-1]

    yield start
    for one in reversed(running):  # of two on the same data the living one first
        one.close()


def answers(url: str) -> bool:
    try:
        with DIRECT.open(url, timeout=5) as reply:
            return bool(reply.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def pid_of(data: Path, word: str) -> int:
    """The process of the tree whose command line holds a word; of several the main one, that none of them started.

    Not the lowest number: the system begins again at the bottom when it has used up its numbers.
    """
    found = [pid for pid, command in tree(data).items() if word in command]
    (main,) = [pid for pid in found if parent_of(pid) not in found]
    return main


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@linux
def test_ctrl_c_stops_the_whole_tree_in_order_and_nothing_is_left(tmp_path: Path, up: Start) -> None:
    data = tmp_path / "data"
    one = up(data)
    url = one.ready()
    assert answers(url)
    commands = " | ".join(tree(data).values())
    assert "galeon serve" in commands
    assert "galeon work" in commands
    assert "postgres" in commands
    assert "ups-stub" not in commands  # only a sample company ships by it
    one.process.send_signal(signal.SIGINT)
    assert one.ended() == 0
    assert one.said.endswith("Stopping ...\nStopped.\n")
    assert tree(data) == {}
    assert "database system is shut down" in (data / "log" / "database.log").read_text()


@linux
def test_whatever_part_is_killed_is_started_again_and_said_so(data: Path, up: Start) -> None:
    one = up(data)
    url = one.ready()
    os.kill(pid_of(data, "galeon serve"), signal.SIGKILL)
    one.heard(r"The web was killed by SIGKILL; starting it again")
    assert processes.wait_until(lambda: answers(url), 60)
    os.kill(pid_of(data, "galeon work"), signal.SIGKILL)
    one.heard(r"The worker was killed by SIGKILL; starting it again")
    os.kill(int((data / "database" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    one.heard(r"The database was killed by SIGKILL; starting it again")
    assert processes.wait_until(lambda: answers(url), 60)
    one.process.send_signal(signal.SIGTERM)
    assert one.ended() == 0
    assert tree(data) == {}


@linux
def test_kill_9_of_the_whole_leaves_nothing_behind_and_the_next_up_stands(data: Path, up: Start) -> None:
    one = up(data)
    one.ready()
    one.process.kill()
    assert processes.wait_until(lambda: "galeon work" not in " ".join(tree(data).values()), 15), "it waits for nobody"
    assert processes.wait_until(lambda: tree(data) == {}, 40), tree(data)
    two = up(data)
    assert answers(two.ready())


def test_a_second_up_on_the_same_data_is_told_where_the_first_one_is(data: Path, up: Start) -> None:
    one = up(data)
    url = one.ready().rstrip("/")
    told = galeon("up", "--port", "0", "--data", data)
    assert told.returncode == 1
    assert told.stderr == f"galeon: Galeón already runs on {data} (process {one.process.pid}, {url}).\n"
    assert answers(url)


def one_sentence(told: object, *parts: str) -> None:
    """On stderr one line, no traceback, every part in it; the exit code says that it failed."""
    assert getattr(told, "returncode", 0) == 1, told
    error = str(getattr(told, "stderr", ""))
    assert error.count("\n") == 1, error
    assert error.startswith("galeon: ")
    assert error.endswith(".\n")
    for part in parts:
        assert part in error


@linux
def test_colleagues_reach_what_listens_on_all_addresses_by_the_address_it_tells(data: Path, up: Start) -> None:
    assert ports.reached_at("127.0.0.2") == ["127.0.0.2"]
    assert ports.reached_at("fd00::1") == ["[fd00::1]"]
    everywhere = ports.EVERYWHERE[0]
    one = up(data, "--host", everywhere)
    port = int(one.ready().rstrip("/").rpartition(":")[2])
    own = ports.reached_at(everywhere)
    assert everywhere not in own
    one.heard(f"Also at http://{re.escape(own[0])}:{port}/" if own else "Also at no other address;")

    def asked_as(host: str) -> int:
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/accounts/login/", headers={"Host": f"{host}:{port}"})
        try:
            with DIRECT.open(asked, timeout=10) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            return error.code

    assert {asked_as(host) for host in ["127.0.0.1", *own]} == {200}
    assert asked_as("rebound.example") == 400


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        for command in ("up", "serve"):
            told = galeon(command, "--port", str(port), "--data", tmp_path / "data")
            one_sentence(told, f"Port {port} is taken by another program")
    assert not (tmp_path / "data" / "database").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence() -> None:
    one_sentence(
        galeon("up", "--port", "0", "--data", "/proc/galeon"), "The data folder /proc/galeon cannot be written"
    )


def test_a_wrong_database_url_is_one_sentence_without_the_password(tmp_path: Path) -> None:
    for url, part in {
        "postgresql://galeon:s3cret@127.0.0.1:1/galeon": "127.0.0.1:1/galeon cannot be used: Connection refused",
        "mysql://galeon:s3cret@localhost/galeon": "is not a PostgreSQL address",
        "postgresql://galeon:s3cret@no-such-host.invalid/galeon": "no-such-host.invalid:5432/galeon cannot be used",
    }.items():
        for command in ("up", "migrate"):
            told = galeon(command, "--data", tmp_path / "data", *(["--port", "0"] if command == "up" else []), DATABASE_URL=url)  # fmt: skip
            one_sentence(told, part)
            assert "s3cret" not in told.stderr


def test_a_server_that_is_too_old_is_one_sentence(tmp_path: Path) -> None:
    with FakeServer("13.4") as port:
        told = galeon("migrate", "--data", tmp_path / "data", DATABASE_URL=f"postgresql://g:g@127.0.0.1:{port}/g")
    one_sentence(told, "is PostgreSQL 13; Galeón needs 15 or newer")


class FakeServer:
    """Says it is a PostgreSQL of some version, to everybody and at once."""

    def __init__(self, version: str) -> None:
        self.version, self._socket = version, socket.socket()

    def __enter__(self) -> int:
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()
        return int(self._socket.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client:
                while (request := client.recv(4096)) and request[4:8] in (b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"):
                    client.sendall(b"N")  # no TLS, no GSS
                status = b"server_version\0" + self.version.encode() + b"\0client_encoding\0"
                told = self._message(b"R", b"\0\0\0\0") + self._message(b"S", status.replace(b"client_encoding\0", b""))
                client.sendall(told + self._message(b"K", b"\0\0\0\1\0\0\0\1") + self._message(b"Z", b"I"))
                client.recv(4096)

    @staticmethod
    def _message(kind: bytes, body: bytes) -> bytes:
        return kind + (len(body) + 4).to_bytes(4) + body


def test_pages_that_never_start_end_it_with_their_reason(data: Path, tmp_path: Path) -> None:
    (tmp_path / "broken_settings.py").write_text(
        "import sys\nfrom galeon.config.settings import *\n"
        "if 'serve' in sys.argv:\n    raise LookupError('no such port of call')\n"
    )
    told = galeon(
        "up", "--port", "0", "--no-sample", "--data", data,
        DJANGO_SETTINGS_MODULE="broken_settings", PYTHONPATH=str(tmp_path),
    )  # fmt: skip
    assert told.returncode == 1
    assert "galeon: The pages do not start: LookupError: no such port of call (see " in told.stderr
    assert "Traceback" not in told.stderr
    assert tree(data) == {}
