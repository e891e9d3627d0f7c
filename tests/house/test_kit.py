"""The tests' own ground: databases of one's own, a server that goes with its process, a shut network."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime

import psutil
import pytest
from pytest_socket import SocketConnectBlockedError

from storage import Storage, Unit
from tests.kit.clock import MONDAY, FrozenClock
from tests.kit.postgres import PostgresServer
from tests.kit.source import ROOT

SERVE = """
import sys
from tests.kit.postgres import PostgresServer
server = PostgresServer().start()
print((server.home / "data" / "postmaster.pid").read_text().splitlines()[0], flush=True)
sys.stdin.read()
"""


def settings_of(unit: Unit) -> dict[str, str]:
    return unit.settings.all()


@pytest.mark.parametrize("turn", [1, 2])
async def test_what_one_test_commits_no_other_sees(storage: Storage, turn: int):
    assert await storage.read("T1", settings_of) == {}
    await storage.work("T1", lambda unit: unit.settings.change({"language": "en"}, by=None, now=MONDAY))
    assert await storage.read("T1", settings_of) == {"language": "en"}


def test_a_server_goes_with_the_process_that_started_it(postgres: PostgresServer):
    starter = subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert starter.stdin is not None
    assert starter.stdout is not None
    server = psutil.Process(int(starter.stdout.readline()))
    starter.send_signal(signal.SIGKILL)
    starter.wait(10)
    starter.stdin.close()
    starter.stdout.close()
    gone, _ = psutil.wait_procs([server], timeout=20)
    assert gone


def test_a_server_comes_back_with_what_it_knew(own_postgres: PostgresServer):
    own_postgres.create("kept")
    own_postgres.execute("CREATE TABLE kudos ()", database="kept")
    own_postgres.execute("CHECKPOINT")
    before = own_postgres.port
    own_postgres.restart()
    own_postgres.execute("SELECT FROM kudos", database="kept")
    assert own_postgres.port == before


def test_the_network_is_shut_but_for_this_machine():
    with socket.socket() as door:
        door.settimeout(1)
        with pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(SocketConnectBlockedError):
            door.connect(("192.0.2.1", 80))  # an address that documentation may use, and nobody has


def test_the_clock_stands_still_until_moved():
    clock = FrozenClock()
    assert clock.now() == clock.now() == MONDAY
    assert clock.move(days=1, hours=2) == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
