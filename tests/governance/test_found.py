"""A company is founded in an empty database, once; nothing else is ever touched."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.actions.deployment import mark_as_sample
from accounts.actions.people import system_actor
from accounts.models import LedgerEntry, User
from tests.factories.governance import Company

SECRET = "a-long-enough-secret"


@pytest.fixture(autouse=True)
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{SECRET}\n"))


def found() -> str:
    said = StringIO()
    call_command("found", "first@example.org", name="First", stdout=said)
    return said.getvalue()


def test_makes_the_first_administrator_and_says_where_to_go(db: None) -> None:
    said = found()

    made = User.objects.active().get()
    assert (made.name, made.role) == ("First", User.Role.ADMINISTRATOR)
    assert made.check_password(SECRET)
    assert said.splitlines()[-1].endswith("/start/")


def test_makes_nobody_with_a_password_that_is_easily_guessed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("password1234\n"))
    with pytest.raises(CommandError, match="common"):
        found()
    assert not User.objects.active().exists()

    monkeypatch.setattr("sys.stdin", StringIO(f"{SECRET}\n"))
    found()  # the tables are there by now, and nobody is


def test_refuses_a_company(company: Company) -> None:
    before = LedgerEntry.objects.count()

    with pytest.raises(CommandError, match="holds a company already"):
        found()

    assert LedgerEntry.objects.count() == before


def test_refuses_the_sample(db: None) -> None:
    now = timezone.now()
    mark_as_sample(told_on=now.date(), actor=system_actor(now), at=now)

    with pytest.raises(CommandError, match="holds the sample company"):
        found()


def test_refuses_tables_of_something_else(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    there = ["django_migrations", "shop_order"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_: there)

    with pytest.raises(CommandError, match="of something else"):
        found()

    assert not User.objects.active().exists()
