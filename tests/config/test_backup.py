"""A rehearsal: what is saved comes back, triggers and files too, and nothing is overwritten."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from config import backup
from governance.history import triggers

COUNT = "SELECT count(*) FROM django_migrations"
POSTGRES = "postgresql"


def database_like_ours(name: str) -> dict[str, Any]:
    """Return the connection of the suite, to another database."""
    return {**connection.settings_dict, "NAME": name}


def postgres(name: str) -> psycopg.Connection[Any]:
    """Connect beside Django to a PostgreSQL database."""
    settings = connection.settings_dict
    return psycopg.connect(
        dbname=name,
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"],
        autocommit=True,
    )


@pytest.fixture
def saved(db: None, tmp_path: Path) -> dict[str, Any]:
    """Return a migrated database that another process can open."""
    if connection.vendor == POSTGRES:
        return database_like_ours(connection.settings_dict["NAME"])
    connection.ensure_connection()
    # The suite's database lives in memory and has a transaction open, which blocks a backup of it.
    (tmp_path / "live.sqlite3").write_bytes(connection.connection.serialize())
    return database_like_ours(str(tmp_path / "live.sqlite3"))


@pytest.fixture
def empty(saved: dict[str, Any], tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Return a place to load into."""
    if connection.vendor != POSTGRES:
        yield database_like_ours(str(tmp_path / "loaded.sqlite3"))
        return
    name = f"{saved['NAME']}_loaded"
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with closing(postgres("postgres")) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield database_like_ours(name)
        server.execute(drop)


def ask(database: dict[str, Any], query: str) -> list[Any]:
    """Return the first column of a query's rows."""
    opened = (
        postgres(database["NAME"])
        if connection.vendor == POSTGRES
        else sqlite3.connect(database["NAME"])
    )
    with closing(opened) as opened:
        return [row[0] for row in opened.execute(query).fetchall()]


def trigger_names(database: dict[str, Any]) -> set[str]:
    """Return the triggers that a database holds."""
    if connection.vendor == POSTGRES:
        return set(ask(database, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return set(ask(database, "SELECT name FROM sqlite_master WHERE type = 'trigger'"))


def test_what_is_saved_comes_back(
    saved: dict[str, Any], empty: dict[str, Any], tmp_path: Path
) -> None:
    media, back = tmp_path / "media", tmp_path / "back" / "media"
    (media / "evidence").mkdir(parents=True)
    (media / "evidence" / "proof.csv").write_text("a,b\n", encoding="utf-8")

    backup.save(database=saved, media=media, target=tmp_path / "saved.tar.gz")
    backup.load(database=empty, media=back, source=tmp_path / "saved.tar.gz")

    assert ask(empty, COUNT) == ask(saved, COUNT) != [0]
    assert {trigger.name for trigger in triggers.declared(connection.vendor)} <= trigger_names(
        empty
    )
    assert (back / "evidence" / "proof.csv").read_text(encoding="utf-8") == "a,b\n"


def test_evidence_comes_back_onto_another_file_system(
    saved: dict[str, Any],
    empty: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def apart(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    media, back = tmp_path / "media", tmp_path / "back" / "media"
    media.mkdir()
    (media / "proof.csv").write_text("a,b\n", encoding="utf-8")
    backup.save(database=saved, media=media, target=tmp_path / "saved.tar.gz")
    monkeypatch.setattr("os.rename", apart)

    backup.load(database=empty, media=back, source=tmp_path / "saved.tar.gz")

    assert (back / "proof.csv").read_text(encoding="utf-8") == "a,b\n"


def test_refuses_a_database_in_use(saved: dict[str, Any], tmp_path: Path) -> None:
    backup.save(database=saved, media=tmp_path / "none", target=tmp_path / "saved.tar.gz")

    with pytest.raises(backup.CannotRestore, match=r"has tables|exists"):
        backup.load(database=saved, media=tmp_path / "none", source=tmp_path / "saved.tar.gz")


def test_refuses_a_folder_with_files(
    saved: dict[str, Any], empty: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "kept.txt").touch()
    backup.save(database=saved, media=tmp_path / "none", target=tmp_path / "saved.tar.gz")

    with pytest.raises(backup.CannotRestore, match="holds files"):
        backup.load(database=empty, media=tmp_path / "media", source=tmp_path / "saved.tar.gz")


def test_never_overwrites_an_earlier_backup(saved: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "saved.tar.gz"
    target.write_bytes(b"earlier")

    with pytest.raises(FileExistsError):
        backup.save(database=saved, media=tmp_path / "none", target=target)
    assert target.read_bytes() == b"earlier"
