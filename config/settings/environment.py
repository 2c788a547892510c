"""Reads the environment and says, in one sentence, what to set when it is wrong."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from metrics.bridge.problems import BridgeError
from metrics.bridge.sources import VARIABLE, Source, sources_of

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("TIEOUT_VAR_DIR") or BASE_DIR / "var")

env = environ.Env()

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
}


def required(name: str, *, fix: str) -> str:
    """Return a variable that has no safe default, or refuse to start."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {fix}")
    return value


def secret(name: str, *, fix: str, length: int = 32) -> str:
    """Return a required secret, refusing one short enough to guess."""
    value = required(name, fix=fix)
    if len(value) < length or value.startswith("insecure-"):
        raise ImproperlyConfigured(
            f"{name} must be at least {length} characters and not a sample value. {fix}"
        )
    return value


def required_list(name: str, *, fix: str) -> list[str]:
    """Return a comma-separated variable as its parts."""
    return [part.strip() for part in required(name, fix=fix).split(",") if part.strip()]


def flag(name: str, *, default: bool) -> bool:
    """Read a yes-or-no variable strictly: a typo must not switch something off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 or 0.")


def number(name: str, *, default: int, low: int, high: int) -> int:
    """Read a whole number inside stated bounds."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to {low} to {high}.")
    return int(value)


def replies() -> tuple[str, str, str]:
    """Read where replies to mails come in: address, IMAP mailbox and the secret of a provider."""
    address = os.environ.get("INBOUND_ADDRESS", "").strip()
    mailbox = os.environ.get("INBOUND_IMAP_URL", "").strip()
    given = os.environ.get("INBOUND_SECRET", "").strip()
    if not (address or mailbox or given):
        return "", "", ""
    name, _, domain = address.partition("@")
    if not (name and "." in domain) or "+" in name:
        raise ImproperlyConfigured(
            "INBOUND_ADDRESS must be an address such as reply@tieout.example.com, without a plus: "
            "each mail puts its own token behind one."
        )
    if not (mailbox or given):
        raise ImproperlyConfigured(
            "INBOUND_ADDRESS is set, but nothing fetches what is sent to it. Set INBOUND_IMAP_URL "
            "to imaps://USER:PASSWORD@HOST/INBOX, or INBOUND_SECRET for a provider's webhook."
        )
    parts = urlsplit(mailbox)
    if mailbox and not (parts.scheme in ("imap", "imaps") and parts.hostname and parts.username):
        raise ImproperlyConfigured("INBOUND_IMAP_URL must be imaps://USER:PASSWORD@HOST/INBOX.")
    if given:
        secret("INBOUND_SECRET", fix="The provider sends it as a Bearer token or password.")
    return address, mailbox, given


def bridge_sources() -> dict[str, Source]:
    """Read the databases that people may choose lists from; refuse them all where one is wrong."""
    try:
        return sources_of(os.environ.get(VARIABLE, ""))
    except BridgeError as error:
        raise ImproperlyConfigured(str(error)) from error


def database(*, default: str | None = None) -> dict[str, Any]:
    """Read DATABASE_URL as a Django connection to SQLite or PostgreSQL."""
    fix = (
        "Set it to postgres://USER:PASSWORD@HOST:PORT/NAME, "
        "or to sqlite:////absolute/path/tieout.sqlite3."
    )
    url = os.environ.get("DATABASE_URL", "").strip() or default
    if not url:
        raise ImproperlyConfigured(f"DATABASE_URL is not set. {fix}")
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"DATABASE_URL names a database Tieout does not run on. {fix}")
    config: dict[str, Any] = dict(env.db_url_config(url))
    if not config.get("NAME"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database. {fix}")
    if url.startswith("sqlite:"):
        return config | {"OPTIONS": SQLITE_OPTIONS}
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
