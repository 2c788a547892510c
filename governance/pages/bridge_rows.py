"""The rows behind a computed step, and what they have in common."""

from decimal import Decimal
from typing import Any

from governance.actions.bridge_runs import rows_path
from governance.dispute.wording import run_on
from governance.models import BridgeLine
from governance.pages.addresses import item_url, page_url
from metrics.bridge import BridgeError
from metrics.bridge.result import Cause
from metrics.bridge.stored import Stored
from metrics.figures import difference, number, percent

MOST = 1_000


def rows_page(line: BridgeLine, by: str) -> dict[str, Any]:
    """Return the first rows of a step, or its parts by the values of one column."""
    stored = Stored(rows_path(line))
    bridge, item = line.bridge, line.bridge.contradiction
    shown = stored.first(MOST)
    parts, trouble = _parts(stored, by, line.rows or 0)
    start = bridge.start
    side = start if line.step.startswith("left") else bridge.end
    url = page_url("bridge_rows", item.code, bridge.pk, line.pk)
    kept = line.run.kept if line.run else None
    return {
        "item": item,
        "item_url": item_url(item),
        "bridge_url": f"{page_url('bridge', item.code)}?bridge={bridge.pk}",
        "url": url,
        "line": line,
        "label": line.label,
        "amount": difference(line.amount, start.unit, start.currency),
        "unit": start.unit_label,
        "question": Cause(line.step.partition("-")[2]).question,
        "shown": shown,
        "rows": number(line.rows or 0),
        "count": line.rows or 0,
        "shown_rows": number(len(shown.rows)),
        "is_cut": (line.rows or 0) > len(shown.rows),
        "cells": [[_cell(cell) for cell in row] for row in shown.rows],
        "by": by if parts else "",
        "parts": parts,
        "trouble": trouble,
        "columns": [one for one in shown.columns if one not in ("row", "counted_by_row")],
        "source": side.label,
        "file": _file_of(line),
        "kept_until": kept.kept_until if kept else None,
        "about": run_on(line.label),
        "download_url": page_url("bridge_rows_download", item.code, bridge.pk, line.pk),
    }


def _file_of(line: BridgeLine) -> str:
    assert line.run is not None
    return line.run.left_name if line.step.startswith("left") else line.run.right_name


def _parts(stored: Stored, by: str, rows: int) -> tuple[list[dict[str, str]], str]:
    if not by:
        return [], ""
    try:
        found = stored.parts(by)
    except BridgeError as error:
        return [], str(error)
    return [
        {
            "value": part.value or "empty",
            "rows": number(part.rows),
            "share": percent(Decimal(part.rows) / rows) if rows else "",
        }
        for part in found
    ], ""


def _cell(cell: Any) -> str:
    return "" if cell is None else str(cell)
