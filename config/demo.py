"""Runs the sample company: migrate, seed, then web and worker side by side until Ctrl-C."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 20.0


class Interrupted(Exception):
    """A signal asked the demo to stop."""


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception that unwinds to the one place that stops processes."""
    raise Interrupted


def web_command(port: int) -> list[str]:
    """Return the web server: one process, so that a phone-sized machine will do."""
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--threads", "8"),
        *("--log-level", "warning", "--graceful-timeout", "10", "--no-control-socket"),
    ]


def worker_command() -> list[str]:
    """Return one worker with the clock inside it; threads, because the queue is made of files."""
    return [
        *(sys.executable, "-m", "celery", "-A", "config", "--quiet", "worker", "-B"),
        *("-P", "threads", "-c", "2", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def refuse_a_taken_port(port: int) -> None:
    """Stop before any work when something else already answers at the address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            sys.exit(f"Port {port} is taken. Choose another: make demo PORT={port + 1}")


def manage(*arguments: str) -> None:
    """Run one management command, and stop with its exit code when it fails."""
    done = subprocess.run([sys.executable, "manage.py", *arguments], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def answers(port: int) -> bool:
    """Ask the health page once, past any proxy the environment may name."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_it_answers(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    """Return once the health page answers; leave when a process ends first or time is up."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(port):
        stop_if_one_ended(processes)
        if time.monotonic() > deadline:
            sys.exit(f"Port {port} did not answer within {START_SECONDS:.0f} seconds.")
        time.sleep(0.2)


def stop_if_one_ended(processes: list[subprocess.Popen[bytes]]) -> None:
    """Leave when the web server or the worker is gone: one without the other misleads."""
    for process in processes:
        if process.poll() is not None:
            sys.exit(f"A process ended with code {process.returncode}; stopping the other.")


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process to finish what it holds, and end those that do not."""
    # A second Ctrl-C must not leave a process behind.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(port: int) -> None:
    """Run web and worker until a signal arrives or one of them ends."""
    # Sessions of their own: Ctrl-C reaches this process, which stops them in order.
    processes = [
        subprocess.Popen(command, start_new_session=True)
        for command in (web_command(port), worker_command())
    ]
    try:
        wait_until_it_answers(port, processes)
        print(
            f"\nTieout is at http://{HOST}:{port} (Ctrl-C stops it and keeps its data)", flush=True
        )
        while True:
            stop_if_one_ended(processes)
            time.sleep(0.5)
    except Interrupted:
        print("\nStopping.", flush=True)
    finally:
        stop(processes)


def main() -> None:
    """Prepare the sample database and serve it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    port = int(os.environ.get("PORT") or 8000)
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        refuse_a_taken_port(port)
        manage("migrate", "--verbosity", "0")
        manage("seed_demo")
        serve(port)
    except Interrupted:
        sys.exit(130)


if __name__ == "__main__":
    main()
