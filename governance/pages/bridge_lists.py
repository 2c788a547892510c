"""The pages of a bridge out of two lists: which files, which rules, how far a worker is."""

from dataclasses import dataclass
from typing import Any

from governance.bridging.lists import name_of
from governance.bridging.rules import SIDES
from governance.forms.bridge_lists import RulesForm
from governance.models import BridgeJob, Position
from governance.pages.addresses import item_url, page_url
from metrics.figures import number, tally

Step = BridgeJob.Step
SECONDS = 3


@dataclass(frozen=True)
class JobPage:
    """Two lists with the rules chosen for them, for whoever draws up the bridge."""

    job: BridgeJob

    @property
    def message(self) -> str:
        """Say what is to do, or what is being done, in one sentence."""
        start, end, step = self.job.start.label, self.job.end.label, self.job.step
        if step == Step.QUEUED:
            return f"A worker walks from {start} to {end}, row by row."
        if step == Step.STOPPING:
            return "A worker is being stopped; nothing of the item was changed."
        if self.job.trouble:
            return "The worker stopped, and nothing of the item was changed."
        return f"Say what a row is in both lists, and {self._rows} are walked one by one."

    @property
    def _rows(self) -> str:
        rows = [int(self.job.lists[side]["rows"]) for side in SIDES]
        return f"{number(rows[0])} and {number(rows[1])} rows"

    def context(self) -> dict[str, Any]:
        """Return what every page of the two lists prints."""
        item = self.job.contradiction
        share = self.job.share
        return {
            "item": item,
            "item_url": item_url(item),
            "bridge_url": page_url("bridge", item.code),
            "url": page_url("bridge_job", item.code, self.job.key),
            "job": self.job,
            "page": self,
            "percent": round(100 * share) if share is not None else None,
            "lists": [self._list(side) for side in SIDES],
        }

    def _list(self, side: str) -> dict[str, Any]:
        kept, position = self.job.lists[side], self._position(side)
        return {
            "side": side,
            "label": position.label,
            "figure": position.figure,
            "name": name_of(kept),
            "rows": tally(int(kept["rows"]), "row"),
            "sha256": kept["sha256"][:12],
            "left_out": ", ".join(kept["left_out"]),
            "reading": " · ".join(one for one in (kept["kind"], kept["encoding"]) if one),
        }

    def _position(self, side: str) -> Position:
        return self.job.start if side == "left" else self.job.end

    def sides(self, form: RulesForm) -> list[dict[str, Any]]:
        """Return each list with the fields of its rules, and the values its columns hold."""
        return [
            {
                **self._list(side),
                "fields": form.side(side),
                "values": [
                    (one["name"], ", ".join(one["values"]))
                    for one in self.job.guesses[side]
                    if len(one["values"]) > 1
                ][:8],
            }
            for side in SIDES
        ]
