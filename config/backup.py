"""Saves everything Tieout keeps into one file, and loads it into an empty place.

    python -m config.backup save FILE
    python -m config.backup load FILE

The file holds a dump of the database and the evidence files. Evidence is never rewritten, so
files copied after the dump can only be newer than it, never missing from it.
"""

import argparse
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Database = Mapping[str, Any]

FORMAT = 1


class CannotRestore(Exception):
    """The place to load into is not empty, or the file was saved by something else."""


def vendor_of(database: Database) -> str:
    """Return `sqlite3` or `postgresql`."""
    return str(database["ENGINE"]).rsplit(".", 1)[-1]


def save(*, database: Database, media: Path, target: Path) -> None:
    """Write the database and the evidence files into a new archive."""
    about = {"format": FORMAT, "vendor": vendor_of(database), "saved_at": f"{datetime.now(UTC)}"}
    with tempfile.TemporaryDirectory() as folder, tarfile.open(target, "x:gz") as archive:
        dump = Path(folder) / "database"
        _dump(database, dump)
        content = json.dumps(about).encode()
        header = tarfile.TarInfo("about.json")
        header.size = len(content)
        archive.addfile(header, io.BytesIO(content))
        archive.add(dump, "database")
        if media.is_dir():
            archive.add(media, "media")


def load(*, database: Database, media: Path, source: Path) -> None:
    """Read an archive into a database without tables and a folder without files."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        about = json.loads((Path(folder) / "about.json").read_text(encoding="utf-8"))
        if (about["format"], about["vendor"]) != (FORMAT, vendor_of(database)):
            raise CannotRestore(f"{source} holds a {about['vendor']} database, not this kind.")
        if media.is_dir() and any(media.iterdir()):
            raise CannotRestore(f"{media} holds files; load into an empty folder.")
        _restore(database, Path(folder) / "database")
        if (Path(folder) / "media").is_dir():
            media.parent.mkdir(parents=True, exist_ok=True)
            if media.is_dir():
                media.rmdir()
            # The temporary folder often lies on another file system, where nothing can be renamed.
            shutil.move(Path(folder) / "media", media)


def _dump(database: Database, target: Path) -> None:
    """Copy the database as it stands at one moment, while it is in use."""
    if vendor_of(database) == "postgresql":
        _postgres(database, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    with (
        closing(sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)


def _restore(database: Database, dump: Path) -> None:
    """Fill an empty database from a dump, wholly or not at all."""
    if vendor_of(database) == "postgresql":
        if _postgres(
            database, "psql", "-qAtc", "SELECT 1 FROM pg_tables WHERE schemaname='public'"
        ):
            raise CannotRestore(f"Database {database['NAME']} has tables; load into an empty one.")
        _postgres(
            database,
            *("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction"),
            *(f"--dbname={database['NAME']}", str(dump)),
        )
        return
    if Path(database["NAME"]).exists():
        raise CannotRestore(f"{database['NAME']} exists; move it away first.")
    with closing(sqlite3.connect(dump)) as copy, closing(sqlite3.connect(database["NAME"])) as new:
        copy.backup(new)


def _postgres(database: Database, *command: str) -> str:
    """Run one of PostgreSQL's own tools against a database, with the password off its command."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    access = {names[key]: str(database[key]) for key in names if database.get(key)}
    variables = {**os.environ, **access, "PGDATABASE": str(database["NAME"])}
    done = subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def main() -> None:
    """Save or load the database that the settings name."""
    import django
    from django.conf import settings

    parser = argparse.ArgumentParser(prog="python -m config.backup")
    parser.add_argument("way", choices=["save", "load"])
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    django.setup()
    database, media = settings.DATABASES["default"], Path(settings.MEDIA_ROOT)
    try:
        if chosen.way == "save":
            save(database=database, media=media, target=chosen.file)
        else:
            load(database=database, media=media, source=chosen.file)
    except (CannotRestore, FileExistsError, FileNotFoundError) as problem:
        sys.exit(str(problem))
    except subprocess.CalledProcessError as problem:
        sys.exit(f"{problem.cmd[0]} failed with code {problem.returncode}.")


if __name__ == "__main__":
    main()
