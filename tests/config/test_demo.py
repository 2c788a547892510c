import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import demo

WILLING = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WILLING}"
SERVE = """
import signal, sys
from config import demo
signal.signal(signal.SIGINT, demo._interrupt)
demo.serve(int(sys.argv[1]))
"""


@pytest.fixture
def port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Put the signal handlers back, which stopping replaces."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def start(code: str) -> subprocess.Popen[bytes]:
    """Start a process and wait until its code runs."""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline() == b"up\n"
    return process


def test_refuses_a_taken_port_and_names_another(port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        with pytest.raises(SystemExit, match=f"Port {port} is taken.*PORT={port + 1}"):
            demo.refuse_a_taken_port(port)


def test_takes_a_free_port(port: int) -> None:
    demo.refuse_a_taken_port(port)

    assert not demo.answers(port)


def test_stop_ends_the_willing_and_the_stubborn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "STOP_SECONDS", 1.0)
    processes = [start(WILLING), start(STUBBORN)]

    demo.stop(processes)

    assert [process.returncode for process in processes] == [-signal.SIGTERM, -signal.SIGKILL]


def test_leaves_when_one_process_ends() -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    process.wait()

    with pytest.raises(SystemExit, match="code 3"):
        demo.stop_if_one_ended([process])


def test_gives_up_on_a_web_server_that_never_answers(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "START_SECONDS", 0.3)

    with pytest.raises(SystemExit, match="did not answer"):
        demo.wait_until_it_answers(port, [])


@pytest.mark.processes
def test_serves_until_it_is_asked_to_stop(port: int, tmp_path: Path) -> None:
    """Start the real web server and worker on a new database, and interrupt them."""
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}",
        "TIEOUT_VAR_DIR": str(tmp_path),
        "CELERY_BROKER_URL": "filesystem://",
        "DEBUG": "0",
    }
    runner = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port)],
        env=variables,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert runner.stdout is not None
    with runner.stdout as output:
        assert output.readline() == "\n"
        assert output.readline().startswith(f"Tieout is at http://127.0.0.1:{port} ")
        assert demo.answers(port)
        runner.send_signal(signal.SIGINT)
        assert "Stopping." in output.read()

    assert runner.wait(timeout=30) == 0
    _wait_until_closed(port)


def _wait_until_closed(port: int) -> None:
    """Fail unless the port is free again within a few seconds."""
    deadline = time.monotonic() + 5
    while demo.answers(port):
        assert time.monotonic() < deadline, "the web server outlived its runner"
        time.sleep(0.1)
