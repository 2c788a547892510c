from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import create_administrator
from accounts.models import LedgerEntry, User

pytestmark = pytest.mark.django_db
SECRET = "a-long-enough-secret"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{SECRET}\n"))


def make(email: str = "first@example.org") -> str:
    said = StringIO()
    call_command("create_administrator", email, stdout=said)
    return said.getvalue()


def test_makes_an_administrator_on_record(typed: None) -> None:
    said = make("First@Example.org")

    made = User.objects.active().get()
    assert (made.email, made.role) == ("first@example.org", User.Role.ADMINISTRATOR)
    assert made.check_password(SECRET)
    assert "first@example.org" in said
    assert LedgerEntry.objects.filter(chain=made.chain, actor__is_system=True).exists()


def test_refuses_an_address_twice(typed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make()
    monkeypatch.setattr("sys.stdin", StringIO(f"{SECRET}\n"))

    with pytest.raises(CommandError, match="has an account"):
        make()

    assert User.objects.active().count() == 1


@pytest.mark.parametrize("password", ["", "short", "password1234"])
def test_refuses_a_password_that_is_easily_guessed(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))

    with pytest.raises(CommandError):
        make()

    assert not User.objects.active().exists()


def test_refuses_what_is_no_address(typed: None) -> None:
    with pytest.raises(CommandError, match="valid email"):
        make("nobody")


def test_asks_twice_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([SECRET, "something else"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(create_administrator, "getpass", lambda _: next(answers))

    with pytest.raises(CommandError, match="differ"):
        create_administrator.read_password()
