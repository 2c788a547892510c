"""What is given for a side of a bridge: a file, or the chosen columns of a table of a database.

Either is written where lists are kept, without what is to stay out, before anybody sees a row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File as Upload

from accounts.models import User
from governance.actions.bridges import AUTHORS, WHILE
from governance.actions.moving import Motion, add
from governance.models import BridgeJob, Contradiction
from governance.models.bridge_jobs import FOLDER
from metrics.bridge import BridgeError, File, Running
from metrics.bridge.keeping import Kept, keep_list
from metrics.bridge.sources import Bounds, Source, SourceDown, columns_of, read_table, tables_of

log = structlog.get_logger(__name__)
LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class GivenList:
    """A file behind a figure, and the columns of it that are never to be kept.

    Encoding and delimiter are detected where they are not said.
    """

    file: Upload[bytes]
    leave_out: Sequence[str] = ()
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, kw_only=True)
class GivenTable:
    """A table behind a figure, and the columns of it that are read; the others never are."""

    source: str
    table: str
    columns: Sequence[str]


Given = GivenList | GivenTable


def source_names() -> list[str]:
    """Name the databases that the environment offers."""
    return list(settings.TIEOUT_BRIDGE_SOURCES)


def source_tables(*, item: Contradiction, source: str, actor: User, at: datetime) -> list[str]:
    """Name the tables of a database, for whoever may draw up a bridge of the item."""
    with drawing(verb="look_at_source", item=item, actor=actor, at=at):
        found = _source(source, "source")
    with said_of("source"):
        return [str(one) for one in tables_of(found, _bounds())]


def table_columns(
    *, item: Contradiction, source: str, table: str, actor: User, at: datetime
) -> list[str]:
    """Name the columns of a table, for whoever may draw up a bridge of the item."""
    with drawing(verb="look_at_source", item=item, actor=actor, at=at):
        found = _source(source, "source")
    with said_of("table"):
        return columns_of(found, table, _bounds())


def keep_given(job: BridgeJob, side: str, given: Given, at: datetime) -> dict[str, Any]:
    """Write what was given for a side where it is kept, and return what is known of it."""
    if isinstance(given, GivenTable):
        return _keep_table(job, side, given, at)
    file, most = given.file, settings.TIEOUT.bridge_list_max_bytes
    if (file.size or 0) > most:
        raise ValidationError({side: f"The file is larger than {most // 2**20} MB."})
    leave_out = list(dict.fromkeys(one.strip() for one in given.leave_out if one.strip()))
    target = _place(job, side, file.name)
    with _working() as folder, said_of(side):
        given_as = folder / target.name
        with given_as.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        read_as = File(
            path=given_as, encoding=given.encoding or None, delimiter=given.delimiter or None
        )
        work = folder / "work"
        work.mkdir()
        kept = keep_list(read_as, target, leave_out=leave_out, running=_quick(), work=work)
    return _known(kept, target)


def _keep_table(job: BridgeJob, side: str, given: GivenTable, at: datetime) -> dict[str, Any]:
    """Read the chosen columns into a list; its hash is that of the rows in their own order."""
    source, field = _source(given.source, f"{side}_source"), f"{side}_columns"
    columns = list(dict.fromkeys(given.columns))
    if not columns:
        raise ValidationError({field: "Choose at least one column: the one that names a row."})
    target = _place(job, side, f"{given.source}.{given.table}.csv")
    log.info("bridge_table_read", person=job.person_id, source=source.name, table=given.table)
    with _working() as folder, said_of(field):
        rows, work = folder / target.name, folder / "work"
        work.mkdir()
        read = read_table(source, given.table, columns, rows, running=_quick(), bounds=_bounds())
        given_as = File(path=rows, kind="csv")
        kept = keep_list(given_as, target, leave_out=(), running=_quick(), work=work)
    told = {"source": source.name, "table": read.table, "read_at": at.isoformat()}
    return {**_known(kept, target), **told}


def _known(kept: Kept, target: Path) -> dict[str, Any]:
    names = {"columns": list(kept.columns), "left_out": list(kept.left_out)}
    return {**asdict(kept), **names, "name": target.name}


def _place(job: BridgeJob, side: str, name: str | None) -> Path:
    target = job.folder / side / _plain_name(name)
    target.parent.mkdir(parents=True)
    return target


def _plain_name(name: str | None) -> str:
    """Return the name of a file as a name on every disk."""
    plain = PurePath((name or "list.csv").replace("\\", "/")).name
    kept = "".join(one if one.isprintable() and one not in '<>:"|?*' else "_" for one in plain)
    stem, dot, ending = kept.strip(". ").rpartition(".")
    return f"{(stem or 'list')[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else kept[:LONGEST_NAME]


def _source(name: str, field: str) -> Source:
    known: dict[str, Source] = settings.TIEOUT_BRIDGE_SOURCES
    if name not in known:
        there = f"Choose one of {', '.join(known)}." if known else "Upload a file."
        raise ValidationError({field: f"There is no source {name} here. {there}"})
    return known[name]


def _bounds() -> Bounds:
    policy = settings.TIEOUT
    return Bounds(
        rows=policy.bridge_table_max_rows,
        seconds=policy.bridge_table_seconds,
        bytes=policy.bridge_list_max_bytes,
    )


def _quick() -> Running:
    return Running(memory_mb=settings.TIEOUT.bridge_memory_mb)


@contextmanager
def drawing(*, verb: str, item: Contradiction, actor: User, at: datetime) -> Iterator[Motion]:
    """Let in whoever may draw up a bridge of the item, while one may be drawn up."""
    what = {"who": AUTHORS, "what": "draw up a bridge of", "states": WHILE}
    with add(verb, item, actor=actor, at=at, **what) as motion:  # type: ignore[arg-type]
        yield motion


@contextmanager
def said_of(field: str) -> Iterator[None]:
    """Say beside a field what keeps a list from being read."""
    try:
        yield
    except BridgeError as error:
        if isinstance(error, SourceDown):
            log.warning("bridge_source_down", said=str(error), cause=str(error.__cause__))
        raise ValidationError({field: str(error)}) from error


@contextmanager
def _working() -> Iterator[Path]:
    with TemporaryDirectory(dir=work_folder(), prefix="upload-") as folder:
        yield Path(folder)


def work_folder() -> Path:
    """Return the folder for what is only there while somebody works, outside the web root."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
