"""A pre-read as a PDF: set by typst from what was frozen, tagged, the same bytes each time."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from governance.actions.pre_reads import keep_printed
from governance.models import Outbox, PreRead, Printed

TEMPLATE = Path(__file__).with_name("pack.typ")
PAPERS = {Printed.Paper.A4: "a4", Printed.Paper.LETTER: "us-letter"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}">{}</svg>'
STROKE = 'fill="none" stroke="currentColor"'
ICONS = {
    "ok": f'<circle cx="8" cy="8" r="7" {STROKE} stroke-width="1.5"/>'
    f'<path d="M4.6 8.2 7 10.6l4.4-5" {STROKE} stroke-width="1.8"/>',
    "risk": '<path d="M8 1.6 15.2 14.4H.8Z" fill="currentColor"/>'
    '<path d="M8 6v4M8 11.6v1.4" fill="none" stroke="#fff" stroke-width="1.6"/>',
    "off": '<rect x=".5" y=".5" width="15" height="15" rx="1" fill="currentColor"/>'
    '<path d="m4.4 4.4 7.2 7.2m0-7.2-7.2 7.2" fill="none" stroke="#fff" stroke-width="2"/>',
    "none": f'<circle cx="8" cy="8" r="7" {STROKE} stroke-width="1.3" stroke-dasharray="2.6 2"/>'
    f'<path d="M5 8h6" {STROKE} stroke-width="1.5"/>',
    "tick": f'<path d="M2.5 8.6 6.4 12.5 13.6 3.8" {STROKE} stroke-width="2.2"/>',
    "x": f'<path d="m3 3 10 10M13 3 3 13" {STROKE} stroke-width="2.4"/>',
    "tri": '<path d="M8 2 15 14.5H1Z" fill="currentColor"/>',
    "dn": '<path d="M8 14 15 1.5H1Z" fill="currentColor"/>',
    "eq": f'<path d="M2 8h12" {STROKE} stroke-width="2.4"/>',
}


def print_pre_read(row: Outbox, at: datetime) -> Callable[[], None]:
    """Set a pre-read on one paper while nothing is locked, and return what keeps it."""
    kept = PreRead.objects.get(pk=row.payload["pre_read"])
    paper = row.payload["paper"]
    content = pdf_of(kept.content, kept.sha256, paper)
    return partial(keep_printed, pre_read=kept, paper=paper, content=content, at=at)


def pdf_of(content: dict[str, Any], sha256: str, paper: str) -> bytes:
    """Return a PDF of frozen content; its date is the moment of the content, not of the print."""
    as_of = datetime.fromisoformat(content["as_of"]).astimezone(UTC)
    told = {
        "content": {**content, "items": [_drawn(item) for item in content["items"]]},
        "sha256": sha256,
        "version": f"{sha256[:4]}·{sha256[4:8]}",
        "paper": PAPERS[Printed.Paper(paper)],
        "day": {"year": as_of.year, "month": as_of.month, "day": as_of.day},
        "clock": [as_of.hour, as_of.minute],
        "icons": {name: SVG.format(16, 16, drawn) for name, drawn in ICONS.items()},
    }
    made: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"pack": json.dumps(told)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(as_of.timestamp()),
    )
    return made


@cache
def _fonts() -> str:
    """Return the folder of the font that comes with the application."""
    return str(files("font_source_sans_pro") / "files")


def _drawn(item: dict[str, Any]) -> dict[str, Any]:
    sides = [{**side, "line": _line(side["line"])} for side in item["sides"]]
    return {**item, "sides": sides}


def _line(line: dict[str, Any] | None) -> dict[str, Any] | None:
    """Draw the small line of a side, for white ground and for the customer's black one."""
    if line is None:
        return None
    light = _svg(line, ink="#16191D", band="#E4E4DE")
    return {**line, "svg": light, "svg_dark": _svg(line, ink="#FFFFFF", band="#33383E")}


def _svg(line: dict[str, Any], *, ink: str, band: str) -> str:
    width, parts = line["width"], []
    if line["band_height"] is not None:
        size = f'y="{line["band_y"]}" width="{width}" height="{line["band_height"]}"'
        parts.append(f'<rect x="0" {size} fill="{band}"/>')
    if line["target_y"] is not None:
        at = f'y1="{line["target_y"]}" y2="{line["target_y"]}"'
        dashed = f'stroke="{ink}" stroke-width="0.8" stroke-dasharray="2.5 2"'
        parts.append(f'<line x1="0" x2="{width}" {at} {dashed}/>')
    drawn = f'fill="none" stroke="{ink}" stroke-width="1.4"'
    parts.append(f'<polyline points="{line["points"]}" {drawn}/>')
    if line["is_exceptional"]:
        place = f'x="{line["square_x"]}" y="{line["square_y"]}"'
        parts.append(f'<rect {place} width="6" height="6" fill="{ink}"/>')
    else:
        parts.append(f'<circle cx="{line["last_x"]}" cy="{line["last_y"]}" r="2.8" fill="{ink}"/>')
    return SVG.format(width, line["height"], "".join(parts))
