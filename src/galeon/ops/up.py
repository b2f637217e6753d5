"""Everything in one foreground process tree: the database, then migrations, then web and worker; stopped in reverse."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import msgspec

from galeon.kernel import environment
from galeon.kernel.environment import CannotRun, Environment
from galeon.ops import cluster_files, connecting, database, going_back, locks, ports, processes
from galeon.ops.commands.prepare import NEEDS_COPY, Prepared
from galeon.ops.tree import Child, Stopped, Tree

READY_SECONDS_MAX = 120.0
FALLS_MAX = 3  # before the first answer: then it is not an accident
WEB_STOP = ((signal.SIGTERM, 20.0),)
WORKER_STOP = ((signal.SIGTERM, 25.0),)
STUB_STOP = ((signal.SIGTERM, 5.0),)


class Plan(msgspec.Struct, frozen=True):
    """What the operator asked for."""

    host: str
    port: int
    sample: bool
    workers: int
    threads: int


def up(plan: Plan) -> int:
    """Run until SIGINT, SIGTERM or SIGHUP; CannotRun, one sentence, when something stands in the way."""
    began = time.monotonic()
    env = environment.load()
    environment.secrets(env.data)
    port = plan.port or database.free_port()
    ports.ensure_free(plan.host, port)
    elsewhere = _serve_where_we_listen(env, plan.host, port)
    with Tree() as tree:
        lock = _lock_or_start(env, tree)
        lock.tell(f"process {os.getpid()}, http://{plan.host}:{port}")
        env = environment.load()
        connecting.connect(env.owner_url or env.app_url).close()
        stub_port = database.free_port()
        prepared = _prepare(env, plan, tree, f"http://127.0.0.1:{stub_port}")
        if prepared.stub:
            stub = _galeon("ups-stub", "--port", str(stub_port))
            tree.start(Child("UPS stub", stub, env.data / "log" / "ups-stub.log", STUB_STOP))
        web = ["serve", "--host", plan.host, "--port", str(port)]
        web += ["--workers", str(plan.workers), "--threads", str(plan.threads)]
        tree.start(_worker(env))
        tree.start(Child("web", _galeon(*web), env.data / "log" / "web.log", WEB_STOP))
        _wait_until_ready(tree, f"http://{_shown(plan.host)}:{port}/health")
        _announce(f"http://{_shown(plan.host)}:{port}/", elsewhere, env, prepared, time.monotonic() - began)
        tree.watch()
    sys.stdout.write("Stopped.\n")
    return 0


def _worker(env: Environment) -> Child:
    """The worker. A database of ours dies with us: one that waited to take its leave there would wait half a minute."""
    death = signal.SIGKILL if env.embedded else signal.SIGTERM
    return Child("worker", _galeon("work"), env.data / "log" / "worker.log", WORKER_STOP, on_our_death=death)


def _lock_or_start(env: Environment, tree: Tree) -> locks.Lock:
    """The folder's lock; with it, unless the database is an external one, the running server."""
    if not env.embedded:
        lock = locks.Lock(env.data)
        cluster_files.make_log_folder(env.data)
        tree.at_the_end(lock.release)
        return lock
    cluster = database.start(env.data)
    tree.own(cluster)
    return cluster.lock


def _prepare(env: Environment, plan: Plan, tree: Tree, stub: str) -> Prepared:
    """Migrate and seed in a process of its own; over a copy of the database's files where that is needed."""
    command = ["prepare", "--stub", stub, *(["--sample"] if plan.sample else [])]
    code, told = _run(command)
    if code == NEEDS_COPY and tree.cluster:
        with going_back.over_a_copy(tree.cluster):
            code, told = _run([*command, "--stepwise"])
            if code != 0:
                raise CannotRun("The upgrade failed.")
    if code == NEEDS_COPY:
        raise CannotRun("The upgrade holds steps that cannot be undone: run `galeon migrate` first.")
    if code != 0:
        raise Stopped(1)  # it has already said why, in a sentence
    return msgspec.json.decode(told, type=Prepared)


def _run(words: list[str]) -> tuple[int, bytes]:
    with processes.bound(_galeon(*words), subprocess.PIPE) as child:
        told, _ = child.communicate()
        return child.returncode, told


def _galeon(*words: str) -> list[str]:
    return [sys.executable, "-m", "galeon", *words]


def _wait_until_ready(tree: Tree, url: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy does not know our loopback

    def answers() -> bool:
        tree.look()
        if tree.child("web").falls >= FALLS_MAX:
            raise CannotRun(f"The pages do not start: {cluster_files.last_error(tree.child('web').log)}")
        try:
            with direct.open(url, timeout=5) as reply:
                return bool(reply.status == 200)
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    if not processes.wait_until(answers, READY_SECONDS_MAX, every=0.1):
        raise CannotRun(f"The pages did not answer within {READY_SECONDS_MAX:.0f} s; see {tree.child('web').log}.")


def _announce(url: str, elsewhere: str, env: Environment, prepared: Prepared, seconds: float) -> None:
    sys.stdout.write(f"Galeón {env.version} is ready in {seconds:.1f} s: {url}\n{elsewhere}")
    sys.stdout.write(f"Data in {env.data}. Stop with Ctrl-C.\n")
    if prepared.sample:
        sys.stdout.write(prepared.sample.rstrip("\n") + "\n")
    sys.stdout.flush()


def _serve_where_we_listen(env: Environment, host: str, port: int) -> str:
    """Let the pages answer by the address they listen on; for all addresses: a line that tells by which others.

    An operator who named the hosts has decided by which ones all addresses are reached.
    """
    everywhere = host in ports.EVERYWHERE
    if everywhere and (env.url or os.environ.get("GALEON_HOSTS")):
        return ""
    reached = ports.reached_at(host)
    os.environ["GALEON_HOSTS"] = ",".join(dict.fromkeys([*env.hosts, *reached]))
    if not everywhere:
        return ""
    also = ", ".join(f"http://{name}:{port}/" for name in reached) or "no other address"
    return f"Also at {also}; by other names once GALEON_HOSTS lists them.\n"


def _shown(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
