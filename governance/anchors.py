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
from governance.verification import Finding


class BadAnchor(ValueError):
    """The file is no anchor of this deployment."""


def anchor(at: datetime, chain: str | None = None) -> dict[str, Any]:
    """Return the signed anchor of one chain, or of all."""
    entries = LedgerEntry.objects.filter(chain=chain) if chain else LedgerEntry.objects.all()
    lengths = dict(entries.order_by().values_list("chain").annotate(Max("seq")))
    heads = {
        one: [seq, hashed]
        for one, seq, hashed in entries.values_list("chain", "seq", "hash")
        if lengths[one] == seq
    }
    said = {"made_at": at.astimezone(UTC).isoformat(timespec="seconds"), "chains": heads}
    return {**said, "signature": _sign(said)}


def write_anchor(at: datetime) -> str:
    """Keep today's anchor as a file under the media root, outside the database; return its path."""
    name = f"anchors/{at:%Y-%m-%d}.json"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(anchor(at), sort_keys=True), "utf8")
    return str(path)


def read_anchor(path: Path) -> dict[str, Any]:
    """Read an anchor and check its signature; raises BadAnchor saying what is wrong."""
    try:
        kept: dict[str, Any] = json.loads(path.read_text("utf8"))
        said = {"made_at": kept["made_at"], "chains": kept["chains"]}
        signature = str(kept["signature"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadAnchor(f"{path} is not an anchor: {error}") from error
    if not hmac.compare_digest(signature, _sign(said)):
        raise BadAnchor(f"{path} was not signed with this deployment's TIEOUT_ANCHOR_KEY")
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
