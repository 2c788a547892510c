"""What the page of a file at work says: a sentence, counts, and what can be asked for next."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from governance.actions.import_jobs import ALL, CHECK, GOOD
from metrics.figures import number, tally
from metrics.imports.saying import UNREADABLE, findings
from metrics.models import PendingImport
from metrics.models.uploads import Step

LABELS = {
    "added": "New readings",
    "corrected": "Corrections among them",
    "new": "New",
    "changed": "Changed",
    "same": "Unchanged",
    "rejected": "Refused",
    "refused": "Refused",
}
START = {"import": "import_start", "list": "register_import"}


@dataclass(frozen=True)
class JobPage:
    """A file with how far a worker is."""

    pending: PendingImport
    pages: str

    @property
    def message(self) -> str:
        """Say how far it is, in one sentence."""
        rows, step = tally(self.pending.rows, "row"), self.pending.step
        if step == Step.QUEUED:
            return f"A worker reads {rows}."
        if step == Step.WRITING:
            return f"A worker has read {rows}; what they say is being written."
        if step == Step.STOPPED:
            return "The worker stopped, and nothing was imported."
        if step == Step.CHECKED:
            return self._found
        return f"{rows}: a worker reads them, so that nobody has to wait."

    @property
    def _found(self) -> str:
        if self.pending.trouble:
            return UNREADABLE
        counts, rows = self.pending.counts, self.pending.rows
        same, refused = int(counts.get("same", 0)), self._refused
        said = findings(rows, adds=self._adds, same=same, refused=refused)
        return f"{said.removesuffix('.')}; nothing was yet." if self._adds else said

    @property
    def _refused(self) -> int:
        counts = self.pending.counts
        return int(counts.get("rejected", 0) + counts.get("refused", 0))

    @property
    def _adds(self) -> int:
        counts = self.pending.counts
        return int(counts.get("added", 0) + counts.get("new", 0) + counts.get("changed", 0))

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """The counts found so far, with their names."""
        counts = self.pending.counts
        return [(LABELS[name], number(counts[name])) for name in LABELS if name in counts]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The stations of a file, with where it is."""
        place = {Step.QUEUED: 1, Step.WRITING: 2}.get(Step(self.pending.step), 0)
        return [
            {
                "name": name,
                "number": index + 1,
                "is_current": index == place,
                "is_done": index < place,
                "url": "",
            }
            for index, name in enumerate(("File", "Read", "Import", "Result"))
        ]

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What can be asked of a worker now, what is likely last."""
        if self.pending.is_at_work:
            return []
        read, clean = self.pending.step == Step.CHECKED, not self._refused
        every = {"value": ALL, "label": "Import, if every row can be taken"}
        good = {"value": GOOD, "label": "Import the rows that can be taken"}
        check = {"value": CHECK, "label": "Only check"}
        if not read:
            return [check, good, every]
        if self.pending.trouble or not self._adds:
            return []
        return [every] if clean else [good]

    @property
    def result_url(self) -> str:
        """Where what became of each row can be downloaded, once there is something."""
        if not self.pending.result:
            return ""
        return reverse(f"{self.pages}_result_csv", args=[self.pending.key])

    @property
    def start_url(self) -> str:
        """Where another file is sent."""
        return reverse(START[self.pages])
