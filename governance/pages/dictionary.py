"""The dictionary: every metric with its meaning, who owns it and the system that wins."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from governance.models import Contradiction
from governance.rights.matrix import Matrix, Matter, Ruling
from metrics.figures import number
from metrics.models import KPI

PER_PAGE = 50
LACKING = {"owner": "Without an owner", "meaning": "Without an agreed meaning"}


@dataclass(frozen=True)
class Entry:
    """One metric as the dictionary lists it."""

    kpi: KPI
    owner: Ruling
    open_items: int
    has_namesake: bool


@dataclass
class Dictionary:
    """What one person asks of the dictionary."""

    person: User
    day: date
    words: str = ""
    lacking: str = ""

    def __post_init__(self) -> None:
        self.words = self.words.strip()[:100]
        self.lacking = self.lacking if self.lacking in LACKING else ""
        self.matrix = Matrix.on(self.day)
        related = ("function", "domain", "system", "current_definition")
        self.kpis = list(KPI.objects.select_related(*related))
        self.owners = {k.pk: self.matrix.owner(Matter(kpis=(k,))) for k in self.kpis}
        self.names = Counter(kpi.name.casefold() for kpi in self.kpis)

    @property
    def unowned(self) -> list[KPI]:
        """Metrics for which nobody is accountable."""
        return [kpi for kpi in self.kpis if self.owners[kpi.pk].person is None]

    @property
    def undefined(self) -> list[KPI]:
        """Metrics without an agreed meaning."""
        return [kpi for kpi in self.kpis if kpi.current_definition is None]

    @property
    def found(self) -> list[KPI]:
        """The metrics asked for, by name."""
        chosen = {"owner": self.unowned, "meaning": self.undefined}.get(self.lacking, self.kpis)
        wanted = [kpi for kpi in chosen if self._speaks_of(kpi)]
        return sorted(wanted, key=lambda kpi: (kpi.name.casefold(), str(kpi.function or "")))

    def _speaks_of(self, kpi: KPI) -> bool:
        meaning = kpi.current_definition.meaning if kpi.current_definition else ""
        told = f"{kpi.name} {kpi.slug} {kpi.unit_label} {kpi.function or ''} {kpi.domain} {meaning}"
        return all(word in told.casefold() for word in self.words.casefold().split())

    def page(self, asked: str | None) -> "Page[KPI]":
        """Return the page asked for."""
        return Paginator(self.found, PER_PAGE).get_page(asked)

    def entries(self, kpis: Sequence[KPI]) -> list[Entry]:
        """Return the lines of a page, with open items this person may read counted."""
        counts = dict(self._counted([kpi.pk for kpi in kpis]))
        return [
            Entry(
                kpi=kpi,
                owner=self.owners[kpi.pk],
                open_items=counts.get(kpi.pk, 0),
                has_namesake=self.names[kpi.name.casefold()] > 1,
            )
            for kpi in kpis
        ]

    def _counted(self, kpis: list[int]) -> "QuerySet[Any, tuple[int, int]]":
        seen = Contradiction.objects.open().visible_to(self.person).values("pk")
        standing = Q(positions__superseded_by__isnull=True, positions__contradiction__in=seen)
        count = Count("positions__contradiction", filter=standing, distinct=True)
        return KPI.objects.filter(pk__in=kpis).order_by().values_list("pk").annotate(found=count)

    def message(self) -> str:
        """Say how much of the dictionary is settled."""
        total = len(self.kpis)
        if not total:
            return "No metric has been added yet."
        unowned, undefined = len(self.unowned), len(self.undefined)
        if unowned:
            verb = "lacks" if unowned == 1 else "lack"
            return f"{number(unowned)} of {number(total)} metrics {verb} an owner."
        if undefined:
            verb = "has" if undefined == 1 else "have"
            return f"Every metric has an owner; {number(undefined)} {verb} no agreed meaning."
        return f"All {number(total)} metrics have an owner and an agreed meaning."
