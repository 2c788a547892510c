"""The evidence bundle of an item: one file that can be read and checked without Tieout."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils.html import format_html

from accounts.models import LedgerEntry, User
from governance.dossier import Dossier
from governance.history.anchors import anchor
from governance.history.timeline import Event
from governance.history.verification import findings
from governance.models import Contradiction, Evidence, Position
from governance.pages.dossier import dossier_page
from governance.pages.ledger import HEADER, csv_rows
from governance.policies import sees_restricted
from metrics.csv_writing import Cell, csv_lines

FOLDER = "governance/bundle"
CHUNK = 1 << 16
SUMS = "SHA256SUMS"
POSITIONS = (
    *("Order", "Side", "Customer", "Value", "Unit", "Counted", "Currency", "Target", "Status"),
    *("KPI", "Definition", "System", "Population", "Segment", "Period from", "Period to"),
    *("As of", "Grade", "Sample size", "Claim", "Stated by", "Stated at (UTC)", "Stands"),
)
EVIDENCE = (
    *("Number", "Kind", "What it shows", "Link", "Text", "File", "SHA-256", "In this bundle"),
    *("As of", "Grade", "Restricted", "Added by", "Added at (UTC)"),
)
TIMELINE = ("Moment (UTC)", "Person", "Verb", "What happened", "In their words")


class Bundle:
    """An archive being written, with the hash of every file in it."""

    def __init__(self, archive: zipfile.ZipFile, folder: str, at: datetime) -> None:
        self.archive, self.folder, self.at = archive, folder, at
        self.sums: list[tuple[str, str]] = []

    def put(self, name: str, chunks: Iterable[bytes]) -> str:
        """Write a file piece by piece; return its SHA-256."""
        about = zipfile.ZipInfo(f"{self.folder}/{name}", self.at.timetuple()[:6])
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self.archive.open(about, "w") as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self.sums.append((digest.hexdigest(), name))
        return digest.hexdigest()

    def put_text(self, name: str, lines: Iterable[str]) -> None:
        """Write a text file."""
        self.put(name, (line.encode() for line in lines))


def file_name(item: Contradiction, at: datetime) -> str:
    """Return the name a bundle is saved under."""
    return f"{item.code}-{at:%Y-%m-%d}.zip"


def write_bundle(item: Contradiction, reader: User, at: datetime, target: IO[bytes]) -> None:
    """Write all that a reader may know of an item: page, tables, files, hashes and anchor."""
    with zipfile.ZipFile(target, "w") as archive, _one_moment():
        bundle = Bundle(archive, item.code, at)
        sees = sees_restricted(item, reader)
        dossier = Dossier(item)
        # Without a person: a page that travels must offer nothing to click that only works here.
        page = dossier_page(dossier, None, at, whole_history=True, reads_restricted=sees)
        files = [_file(bundle, row, sees=sees) for row in dossier.evidence]
        bundle.put_text("positions.csv", csv_lines(POSITIONS, _positions(dossier)))
        bundle.put_text("evidence.csv", csv_lines(EVIDENCE, _evidence(files)))
        bundle.put_text("timeline.csv", csv_lines(TIMELINE, _timeline(page["events"])))
        entries = LedgerEntry.objects.filter(chain=item.chain)
        entries = entries.select_related("actor", "on_behalf_of")
        bundle.put_text("ledger.csv", csv_lines(HEADER, csv_rows(entries.order_by("seq"))))
        signed = anchor(at, item.chain)
        bundle.put_text("anchor.json", [json.dumps(signed, sort_keys=True, indent=2), "\n"])
        bundle.put_text("index.html", [_index(item, reader, at, page, files, signed)])
        bundle.put_text(SUMS, [f"{digest}  {name}\n" for digest, name in bundle.sums])


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let everything be read as of one moment, whatever is recorded meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _file(bundle: Bundle, row: Evidence, *, sees: bool) -> dict[str, Any]:
    """Add the file of a piece of evidence; return the piece and what became of its file."""
    if row.is_restricted and not sees:
        return {"row": row, "is_hidden": True, "became": "restricted, left out"}
    told: dict[str, Any] = {"row": row, "is_hidden": False, "became": "", "name": ""}
    if row.kind != Evidence.Kind.FILE:
        return told
    if not row.has_file:
        return told | {"became": "taken out of the record"}
    name = f"evidence/{row.code}-{_plain(row.file_name)}"
    try:
        file = row.file.open("rb")
    except FileNotFoundError:
        return told | {"became": "missing from the store"}
    with file:
        digest = bundle.put(name, iter(lambda: file.read(CHUNK), b""))
    became = "included" if digest == row.sha256 else "included, but not the file that was added"
    return told | {"name": name, "became": became}


def _plain(name: str) -> str:
    """Return a file name that means the same on every system."""
    kept = "".join(letter if letter.isalnum() or letter in "-._ " else "_" for letter in name)
    return PurePath(kept).name.strip(". ") or "file"


def _positions(dossier: Dossier) -> Iterator[Sequence[Cell]]:
    standing = {row.pk for row in dossier.positions}
    for row in dossier.all_positions:
        yield _position(row, stands=row.pk in standing)


def _position(row: Position, *, stands: bool) -> Sequence[Cell]:
    definition = f"v{row.definition.number}" if row.definition else None
    return (
        *(row.order, row.label, row.is_customer, row.value, row.unit, row.unit_label),
        *(row.currency, row.target, row.get_target_status_display(), str(row.kpi or "")),
        *(definition, str(row.system or ""), row.population, row.segment, row.period_start),
        *(row.period_end, row.as_of, row.grade, row.sample_size, row.claim, row.by.name),
        *(_utc(row.at), stands),
    )


def _evidence(files: Iterable[dict[str, Any]]) -> Iterator[Sequence[Cell]]:
    for told in files:
        row: Evidence = told["row"]
        if told["is_hidden"]:
            yield (row.code, *[None] * 6, told["became"], *[None] * 2, True, *[None] * 2)
            continue
        yield (
            *(row.code, row.get_kind_display(), row.title, row.url, row.text, row.file_name),
            *(row.sha256, told["became"], row.as_of, row.grade, row.is_restricted),
            *(row.by.name, _utc(row.at)),
        )


def _timeline(events: Iterable[Event]) -> Iterator[Sequence[Cell]]:
    for event in events:
        words = event.verb.replace("_", " ")
        yield (_utc(event.at), event.who, words, event.sentence, event.note)


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _index(
    item: Contradiction,
    reader: User,
    at: datetime,
    page: dict[str, Any],
    files: list[dict[str, Any]],
    signed: dict[str, Any],
) -> str:
    """Return the page that opens the bundle, with its style inside it."""
    length, head = signed["chains"][item.chain]
    context = {
        **page,
        "files": files,
        "style": format_html("<style>{}</style>", render_to_string(f"{FOLDER}/style.css")),
        "made_at": at,
        "reader": reader,
        "length": length,
        "head": head,
        "signature": signed["signature"],
        "findings": list(findings(item.chain)),
    }
    return render_to_string(f"{FOLDER}/index.html", context)
