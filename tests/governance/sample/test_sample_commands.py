"""The sample lives in a database of its own; every other is left as it is."""

import sqlite3
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils import timezone

from accounts.actions.deployment import mark_as_sample
from accounts.actions.people import system_actor
from accounts.models import Deployment, LedgerEntry
from governance.history.anchors import anchored_on, write_anchor
from governance.history.verification import findings
from governance.management.commands import reset_demo, seed_demo
from governance.models import Contradiction
from governance.sample.seeding import seed
from tests.factories.governance import Company


@pytest.fixture(autouse=True)
def _on_this_machine(settings: Any) -> None:
    settings.TIEOUT_BASE_URL = "http://127.0.0.1:8000"


def test_seeding_refuses_a_site_that_others_reach(db: None, settings: Any) -> None:
    settings.TIEOUT_BASE_URL = "https://tieout.example.org"

    with pytest.raises(CommandError, match="known to everybody"):
        call_command("seed_demo")


def test_seeding_refuses_a_company(company: Company) -> None:
    before = LedgerEntry.objects.count()

    with pytest.raises(CommandError, match="left as it is"):
        call_command("seed_demo")

    assert LedgerEntry.objects.count() == before
    assert not Deployment.objects.exists()


def test_seeding_refuses_a_first_administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("a-long-enough-secret\n"))
    call_command("create_administrator", "somebody@example.org", stdout=StringIO())

    with pytest.raises(CommandError, match="left as it is"):
        call_command("seed_demo")


def test_seeding_takes_a_database_in_which_only_a_job_ran(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded: list[Any] = []
    monkeypatch.setattr(seed_demo, "seed", seeded.append)
    system_actor(timezone.now())

    call_command("seed_demo", stdout=StringIO())

    assert len(seeded) == 1


def test_a_mark_is_refused_where_anything_was_recorded(company: Company) -> None:
    from django.core.exceptions import ValidationError

    now = timezone.now()
    with pytest.raises(ValidationError, match="needs its own"):
        mark_as_sample(told_on=now.date(), actor=system_actor(now), at=now)


@pytest.fixture
def dropped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what a reset would do instead of doing it."""
    done: list[str] = []
    monkeypatch.setattr(reset_demo, "drop", lambda _: done.append("drop"))
    monkeypatch.setattr(reset_demo, "call_command", lambda name, **_: done.append(name))
    return done


def test_reset_refuses_a_company(company: Company, dropped: list[str]) -> None:
    with pytest.raises(CommandError, match="not marked as a sample"):
        call_command("reset_demo")

    assert dropped == []


def test_reset_refuses_an_empty_database(db: None, dropped: list[str]) -> None:
    with pytest.raises(CommandError, match="not marked as a sample"):
        call_command("reset_demo")

    assert dropped == []


def test_reset_starts_a_sample_over(db: None, dropped: list[str]) -> None:
    now = timezone.now()
    mark_as_sample(told_on=now.date(), actor=system_actor(now), at=now)

    call_command("reset_demo", stdout=StringIO())

    assert dropped == ["drop", "migrate", "seed_demo"]


def test_reset_forgets_what_was_kept_of_the_company_before(
    db: None, dropped: list[str], tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    now = timezone.now()
    mark_as_sample(told_on=now.date(), actor=system_actor(now), at=now)
    write_anchor(now)
    for folder in ("bridges", "imports"):
        (tmp_path / folder).mkdir()

    call_command("reset_demo", stdout=StringIO())

    assert anchored_on() == ""
    assert list(tmp_path.iterdir()) == []


def test_dropping_removes_a_file_with_its_companions(tmp_path: Path) -> None:
    home = tmp_path / "sample.sqlite3"
    settings = connection.settings_dict | {"ENGINE": "django.db.backends.sqlite3", "NAME": home}
    database = DatabaseWrapper(settings | {"OPTIONS": {}}, "sample")
    with sqlite3.connect(home) as made:
        made.execute("CREATE TABLE governed (id)")
    made.close()
    for ending in ("-wal", "-shm"):
        home.with_name(f"{home.name}{ending}").write_bytes(b"")
    other = tmp_path / "sample.sqlite3.copy"
    other.write_bytes(b"kept")

    reset_demo.drop(database)

    assert list(tmp_path.iterdir()) == [other]


@pytest.mark.deep
@pytest.mark.parametrize("day", ["2027-01-02", "2027-02-08", "2027-03-29", "2027-08-15"])
def test_the_sample_can_be_made_on_any_day(day: str, db: None) -> None:
    seed(datetime.fromisoformat(f"{day}T10:00+02:00"))

    states = Contradiction.objects.values_list("status", flat=True)
    assert set(states) == set(Contradiction.Status.values)
    assert list(findings()) == []
