"""What the operator's environment says: folders, addresses, secrets. No Django here.

Variables read (all optional):

| variable | meaning |
|---|---|
| GALEON_DATA | the one folder that holds everything this installation keeps |
| DATABASE_URL | an external PostgreSQL >= 15; its login owns the schema and migrates |
| GALEON_APP_URL, GALEON_OWNER_URL | explicit addresses for the two logins |
| GALEON_SECRET_KEY | the signing key, when several machines must share one |
| GALEON_SEAL_KEYS | keys that secrets in the database are sealed with, comma separated, the newest first; else the signing key |
| GALEON_URL | where browsers and programs reach this installation, such as https://parcels.example.com |
| GALEON_PROXIES | how many proxies of yours stand in front; 0 when none does |
| GALEON_HOSTS | further host names served, comma separated |
| GALEON_SMTP_URL | the mail server, such as smtps://login:password@mail.example.com?from=parcels@example.com |
| GALEON_DEBUG | 1 turns debugging pages on |
"""

import hashlib
import os
import secrets as tokens
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

import msgspec

OWNER, APP, CUSTOMER, ADMIN = "galeon_owner", "galeon_app", "galeon_customer", "galeon_admin"
DATABASE = "galeon"
SOCKET_PATH_MAX = 107  # sockaddr_un.sun_path holds 108 bytes and ends with a NUL (104 on macOS)
SOCKET_PORT = 5432  # on a socket the port is only a part of the file's name
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class CannotRun(Exception):
    """One clear sentence for the operator; the command prints it and ends with a code that is not 0."""


class Secrets(msgspec.Struct, frozen=True):
    """Made once for an installation and kept in `<data>/secrets.json`, readable by its owner only."""

    secret_key: str
    admin_password: str
    owner_password: str
    app_password: str


class Mail(msgspec.Struct, frozen=True):
    """The server mail goes through. is_tls: encrypted from the first byte (smtps); otherwise by STARTTLS."""

    host: str
    port: int
    login: str
    password: str
    is_tls: bool
    sender: str


class Environment(msgspec.Struct, frozen=True):
    """Everything the settings need to know; `owner_url` is None where only the application's login is known.

    url: this installation's own address without a slash at its end, or empty. mail: None where none is sent.
    """

    data: Path
    app_url: str
    owner_url: str | None
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    version: str
    embedded: bool
    url: str = ""
    proxies: int = 0
    mail: Mail | None = None
    seal_keys: tuple[str, ...] = ()


def load(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read the environment. Writes nothing: without secrets yet, a key for this process alone is made up."""
    data = data_folder(environ)
    kept = read_secrets(data) or _new_secrets()
    external = environ.get("DATABASE_URL") or None
    app_url, owner_url = environ.get("GALEON_APP_URL") or None, environ.get("GALEON_OWNER_URL") or None
    embedded = external is None and app_url is None
    if owner_url is None and (external is not None or embedded):
        owner_url = _normal_url(external) if external else embedded_url(data, OWNER, kept.owner_password)
    if app_url is None:
        app_url = (
            login_url(external, APP, kept.app_password) if external else embedded_url(data, APP, kept.app_password)
        )
    url = own_url(environ.get("GALEON_URL", ""))
    secret_key = environ.get("GALEON_SECRET_KEY") or kept.secret_key
    sealing = tuple(key.strip() for key in environ.get("GALEON_SEAL_KEYS", "").split(",") if key.strip())
    return Environment(
        data=data,
        app_url=app_url,
        owner_url=owner_url,
        secret_key=secret_key,
        debug=environ.get("GALEON_DEBUG", "") in {"1", "true", "yes"},
        hosts=_hosts(environ.get("GALEON_HOSTS", ""), url),
        version=installed_version(),
        embedded=embedded,
        url=url,
        proxies=_proxies(environ.get("GALEON_PROXIES", "")),
        mail=mail_server(environ.get("GALEON_SMTP_URL", "")),
        seal_keys=(*sealing, secret_key),
    )


def own_url(text: str) -> str:
    """GALEON_URL without the slash at its end; CannotRun for anything but http(s)://host[:port]."""
    parts = _split(text.strip().rstrip("/"))
    if not text.strip():
        return ""
    if parts is None or parts.scheme not in {"http", "https"} or parts.path or parts.query or parts.username:
        raise CannotRun("GALEON_URL is not an address such as https://parcels.example.com.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def mail_server(text: str) -> Mail | None:
    """The mail server of GALEON_SMTP_URL, None without one; CannotRun where it makes no sense, without repeating it."""
    if not text.strip():
        return None
    parts = _split(text.strip())
    if parts is None or parts.scheme not in {"smtp", "smtps"}:
        raise CannotRun("GALEON_SMTP_URL is not an address such as smtps://login:password@mail.example.com.")
    is_tls, login = parts.scheme == "smtps", unquote(parts.username or "")
    sender = parse_qs(parts.query).get("from", [login if "@" in login else f"galeon@{parts.hostname}"])[0]
    return Mail(
        host=parts.hostname or "",
        port=parts.port or (465 if is_tls else 587),
        login=login,
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        sender=sender,
    )


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        named = parts.hostname, parts.port  # a port that is no number says so only now
    except ValueError:
        return None
    return parts if named[0] else None


def _hosts(text: str, url: str) -> tuple[str, ...]:
    named = tuple(host.strip() for host in text.split(",") if host.strip())
    host = urlsplit(url).hostname or ""
    own = (f"[{host}]" if ":" in host else host,) if host else ()
    return (*own, *(named or LOOPBACK_HOSTS))  # loopback too, as `galeon check` and a proxy's own probes ask there


def _proxies(text: str) -> int:
    if text.strip() in {"", *"0123456789"}:
        return int(text.strip() or 0)
    raise CannotRun("GALEON_PROXIES is how many proxies of yours stand in front: a number from 0 to 9.")


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """GALEON_DATA, or the user's own data folder; root's is /var/lib/galeon, as its home is closed to the server."""
    if chosen := environ.get("GALEON_DATA"):
        return Path(chosen).expanduser().resolve()
    if shared := environ.get("XDG_DATA_HOME"):
        return (Path(shared) / "galeon").resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/galeon")
    return (Path.home() / ".local" / "share" / "galeon").resolve()


def read_secrets(data: Path) -> Secrets | None:
    """The installation's secrets, or None where none were made yet."""
    file = data / "secrets.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=Secrets)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotRun(f"{file} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise CannotRun(f"{file} is damaged ({error}); put back the copy that lies in a backup.") from error


def secrets(data: Path) -> Secrets:
    """The installation's secrets, made on the first call; CannotRun where the folder cannot be written."""
    if kept := read_secrets(data):
        return kept
    made, file = _new_secrets(), data / "secrets.json"
    draft = data / f".secrets-{os.getpid()}-{tokens.token_hex(4)}"
    try:
        data.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(made), indent=2))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)  # link, not rename: of two processes that start at once the first one's stand
        finally:
            draft.unlink()
    except FileExistsError:
        pass
    except OSError as error:
        raise CannotRun(f"The data folder {data} cannot be written: {error.strerror}.") from error
    return read_secrets(data) or made


def embedded_url(data: Path, login: str, password: str, database: str = DATABASE) -> str:
    """Where the embedded server listens: as it wrote itself while it runs, else where it will."""
    host, port = _postmaster_address(data) or (str(socket_folder(data) or "127.0.0.1"), SOCKET_PORT)
    return address_url(host, port, login, password, database)


def socket_folder(data: Path) -> Path | None:
    """The first folder whose socket path fits the system's limit; None means TCP on loopback."""
    name = "galeon-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    limit = SOCKET_PATH_MAX if sys.platform == "linux" else 103
    for folder in (data / "run", Path(runtime) / name if runtime else None, Path("/tmp") / name):  # noqa: S108
        # the lock beside the socket has five letters more, and PostgreSQL measures the socket's own name
        if folder and len(os.fsencode(folder / ".s.PGSQL.65535")) <= limit and os.name == "posix":
            return folder
    return None


def address_url(host: str, port: int | str, login: str, password: str, database: str) -> str:
    """A `postgresql://` address libpq understands; a host that begins with / is a socket's folder."""
    who = f"{quote(login, safe='')}:{quote(password, safe='')}" if password else quote(login, safe="")
    if host.startswith("/") or "," in host:
        return f"postgresql://{who}@/{quote(database, safe='')}?host={quote(host, safe='')}&port={port}"
    return f"postgresql://{who}@{f'[{host}]' if ':' in host else host}:{port}/{quote(database, safe='')}"


def login_url(url: str, login: str, password: str) -> str:
    """The same server and database under another login; CannotRun where the address makes no sense."""
    return _url_of({**_parts(url), "user": login, "password": password})


def _normal_url(url: str) -> str:
    return _url_of(_parts(url))


def _parts(url: str) -> dict[str, str]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        raise CannotRun(
            "DATABASE_URL is not a PostgreSQL address such as postgresql://login:password@host:5432/galeon."
        ) from error
    return {"host": "127.0.0.1", "port": "5432", "user": OWNER, "dbname": parts.get("user", DATABASE), **parts}


def _url_of(parts: Mapping[str, str]) -> str:
    known = ("host", "port", "user", "password", "dbname")
    base = address_url(parts["host"], parts["port"], parts["user"], parts.get("password", ""), parts["dbname"])
    more = "&".join(f"{name}={quote(value, safe='')}" for name, value in parts.items() if name not in known)
    return base + (("&" if "?" in base else "?") + more if more else "")


def _postmaster_address(data: Path) -> tuple[str, int] | None:
    """PostgreSQL writes pid, folder, start, port, socket folder, listen address into one file, a line each."""
    try:
        lines = (data / "database" / "postmaster.pid").read_text().splitlines()
        port, folder, listen = int(lines[3]), lines[4].strip(), lines[5].strip()
    except (OSError, IndexError, ValueError):
        return None
    return (folder or listen or "127.0.0.1", port)


def _new_secrets() -> Secrets:
    return Secrets(*(tokens.token_urlsafe(size) for size in (48, 24, 24, 24)))


def installed_version() -> str:
    """The version of this Galeón."""
    try:
        return version("galeon")
    except PackageNotFoundError:
        return "0"
