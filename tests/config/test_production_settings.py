"""A deployment refuses to start on a bad environment, and says what to set."""

import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import environment

GOOD = {
    "SECRET_KEY": "k" * 48,
    "TIEOUT_ANCHOR_KEY": "a" * 48,
    "ALLOWED_HOSTS": "tieout.example.com, www.example.com",
    "DATABASE_URL": "postgres://tieout:secret@db.example.com:5432/tieout",
    "CELERY_BROKER_URL": "redis://queue.example.com:6379/0",
    "EMAIL_URL": "smtp+tls://post:secret@mail.example.com:587",
    "DEFAULT_FROM_EMAIL": "tieout@example.com",
}


INBOUND = ("INBOUND_ADDRESS", "INBOUND_IMAP_URL", "INBOUND_SECRET")


def load(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> dict[str, Any]:
    """Run the production settings as a fresh process would, on these variables alone."""
    for name in [*GOOD, *INBOUND, "BEHIND_PROXY", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return runpy.run_module("config.settings.production")


def test_a_full_environment_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, GOOD)

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["tieout.example.com", "www.example.com"]
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["EMAIL_HOST"] == "mail.example.com"
    assert settings["EMAIL_USE_TLS"] is True
    assert 0 < settings["EMAIL_TIMEOUT"] < settings["TIEOUT"].outbox_lease_seconds


@pytest.mark.parametrize("name", GOOD)
def test_refuses_a_missing_variable_by_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {key: value for key, value in GOOD.items() if key != name}

    with pytest.raises(ImproperlyConfigured, match=rf"{name} is not set\. \w+"):
        load(monkeypatch, variables)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("SECRET_KEY", "insecure-" + "k" * 48, "not a sample value"),
        ("TIEOUT_ANCHOR_KEY", " ", "TIEOUT_ANCHOR_KEY is not set"),
        ("DATABASE_URL", "mysql://root@localhost/tieout", "does not run on"),
        ("DATABASE_URL", "postgres://localhost", "names no database"),
        ("BEHIND_PROXY", "maybe", "Set it to 1 or 0"),
        ("SECURE_HSTS_SECONDS", "-1", "Set it to 0 to"),
    ],
)
def test_refuses_a_bad_value(
    name: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        load(monkeypatch, {**GOOD, name: value})


def test_sqlite_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = load(monkeypatch, {**GOOD, "DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}"})
    options = settings["DATABASES"]["default"]["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]


def test_flag_reads_the_default_when_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEHIND_PROXY", raising=False)

    assert environment.flag("BEHIND_PROXY", default=True) is True
    monkeypatch.setenv("BEHIND_PROXY", "off")
    assert environment.flag("BEHIND_PROXY", default=True) is False


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"INBOUND_ADDRESS": "reply"}, "must be an address"),
        ({"INBOUND_ADDRESS": "re+ply@tieout.example.com"}, "without a plus"),
        ({"INBOUND_ADDRESS": "reply@tieout.example.com"}, "nothing fetches"),
        ({"INBOUND_IMAP_URL": "imaps://a:b@mail.example.com"}, "must be an address"),
        (
            {"INBOUND_ADDRESS": "reply@tieout.example.com", "INBOUND_IMAP_URL": "mail.example.com"},
            "imaps://USER",
        ),
        (
            {"INBOUND_ADDRESS": "reply@tieout.example.com", "INBOUND_SECRET": "short"},
            "at least 32 characters",
        ),
    ],
)
def test_replies_are_set_up_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], says: str
) -> None:
    for name in INBOUND:
        monkeypatch.setenv(name, given.get(name, ""))

    with pytest.raises(ImproperlyConfigured, match=says):
        environment.replies()


def test_replies_come_by_mailbox_or_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in INBOUND:
        monkeypatch.delenv(name, raising=False)
    assert environment.replies() == ("", "", "")

    monkeypatch.setenv("INBOUND_ADDRESS", "reply@tieout.example.com")
    monkeypatch.setenv("INBOUND_IMAP_URL", "imaps://a:b@mail.example.com/INBOX")
    assert environment.replies()[1] == "imaps://a:b@mail.example.com/INBOX"


def test_sources_of_lists_are_read_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "crm=postgres://reader:hidden-word@db/crm, shop=sqlite:////srv/shop.sqlite3"
    monkeypatch.setenv("BRIDGE_SOURCES", told)

    found = environment.bridge_sources()

    assert list(found) == ["crm", "shop"]
    assert "hidden-word" not in repr(found)


@pytest.mark.parametrize("told", ["crm", "crm=mysql://u:hidden-word@h/d", "=sqlite:////a"])
def test_refuses_sources_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("BRIDGE_SOURCES", told)

    with pytest.raises(ImproperlyConfigured, match="Set BRIDGE_SOURCES to NAME=") as refused:
        environment.bridge_sources()

    assert "hidden-word" not in str(refused.value)
