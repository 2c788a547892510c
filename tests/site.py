"""A whole site in processes of its own, for what a test transaction cannot show.

It has a database of its own (a file on SQLite, a fresh database on PostgreSQL), real web and
worker processes, and a folder for mail and files. Nothing of it outlives the test.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from config import demo

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0

# What the suite does for its own database: tables made from the models, which is quicker.
TABLES = """
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)
settings.MIGRATION_MODULES = {}
call_command("migrate", fake=True, verbosity=0)
"""


class Site:
    """Processes and a database; `url` answers once the web is started."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mail = folder / "mail"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": database_url,
            "TIEOUT_VAR_DIR": str(folder),
            "PORT": str(self.port),
            "EMAIL_URL": f"filemail:///{self.mail}",
            "DEBUG": "0",
        }
        self.environment.pop("CELERY_BROKER_URL", None)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *arguments: str) -> str:
        """Run a command of manage.py, or `-c CODE` with Django set up; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        if arguments[0] == "-c":
            command = [sys.executable, "-c", f"import django; django.setup()\n{arguments[1]}"]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, name: str) -> None:
        """Start `web` or `worker`, and wait until the web answers."""
        command = demo.web_command(self.port) if name == "web" else demo.worker_command()
        self.processes[name] = subprocess.Popen(
            command,
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while name == "web" and not self.answers():
            assert time.monotonic() < deadline, "the web did not answer"
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        """End a process and its children at once, as a power cut does."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def answers(self) -> bool:
        """Say whether the health page answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def site(folder: Path, *, prepare: str, migrated: bool = False) -> Iterator[Site]:
    """Make a site; `prepare` is code that fills it, run with Django set up.

    Its tables come from the models or, `migrated`, from the migrations as an installation's do.
    """
    with _database(folder) as url:
        made = Site(folder, url)
        if migrated:
            made.run("migrate", "--verbosity", "0")
        made.run("-c", prepare if migrated else TABLES + prepare)
        try:
            yield made
        finally:
            for name in list(made.processes):
                made.kill(name)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """Name a database nobody else uses, of the kind DATABASE_URL asks for."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    name = f"tieout_site_{os.getpid()}_{free_port()}"
    parts = urlsplit(given)
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """Return a port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
