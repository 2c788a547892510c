"""Anchors: how long each chain is and where it ends, signed with a key the database never sees.

An anchor is a JSON file. Kept elsewhere, it shows that a chain was cut short or computed anew.
"""

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Max

from accounts.models import LedgerEntry
from governance.history.verification import Finding

FOLDER = "anchors"


class BadAnchor(ValueError):
    """The file is no anchor of this deployment."""


def anchor(at: datetime, chain: str | None = None) -> dict[str, Any]:
    """Return the signed anchor of one chain, or of all."""
    entries = LedgerEntry.objects.filter(chain=chain) if chain else LedgerEntry.objects.all()
    lengths = dict(entries.order_by().values_list("chain").annotate(Max("seq")))
    heads = {
        one: [seq, hashed]
        for one, seq, hashed in entries.values_list("chain", "seq", "hash").iterator()
        if lengths[one] == seq
    }
    said = {"made_at": at.astimezone(UTC).isoformat(timespec="seconds"), "chains": heads}
    return {**said, "signature": _sign(said)}


def write_anchor(at: datetime) -> str:
    """Keep today's anchor as a file under the media root, outside the database; return its path."""
    name = f"{FOLDER}/{at:%Y-%m-%d}.json"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(anchor(at), sort_keys=True), "utf8")
    part.replace(path)
    return str(path)


def anchored_on() -> str:
    """Return the day of the latest anchor kept here, empty when there is none."""
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return ""
    return max((name.removesuffix(".json") for name in names if name.endswith(".json")), default="")


def latest_anchor() -> dict[str, Any] | None:
    """Return the latest anchor kept here; raises BadAnchor where it was tampered with."""
    day = anchored_on()
    if not day:
        return None
    with default_storage.open(f"{FOLDER}/{day}.json") as file:
        return _checked(file.read().decode(), f"the anchor of {day}")


def read_anchor(path: Path) -> dict[str, Any]:
    """Read an anchor and check its signature; raises BadAnchor saying what is wrong."""
    try:
        text = path.read_text("utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadAnchor(f"{path} is not an anchor: {error}") from error
    return _checked(text, str(path))


def _checked(text: str, name: str) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(text)
        said = {"made_at": kept["made_at"], "chains": kept["chains"]}
        signature = str(kept["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadAnchor(f"{name} is not an anchor: {error}") from error
    if not hmac.compare_digest(signature, _sign(said)):
        raise BadAnchor(f"{name} was not signed with this deployment's TIEOUT_ANCHOR_KEY")
    return kept


def compare(kept: dict[str, Any]) -> Iterator[Finding]:
    """Yield every chain that no longer runs through what the anchor saw of it."""
    for chain, (seq, hashed) in sorted(kept["chains"].items()):
        now = LedgerEntry.objects.filter(chain=chain, seq=seq).values_list("hash", flat=True)
        if not now:
            yield Finding(f"{chain} entry {seq}", "was cut off since the anchor was made")
        elif now[0] != hashed:
            yield Finding(f"{chain} entry {seq}", "was computed anew since the anchor was made")


def _sign(said: dict[str, Any]) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.TIEOUT_ANCHOR_KEY.encode(), text.encode(), sha256).hexdigest()
