"""What a KPI is proposed to mean, for those who may approve it, as Home lists it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from governance.rights.approvers import approvers_of
from governance.rights.lending import near
from governance.rights.matrix import Matrix
from metrics.models import KPI, KPIDefinition

MOST = 5


@dataclass(frozen=True)
class Meaning:
    """A meaning that waits for somebody's judgement."""

    title: str
    text: str
    by: str
    from_on: date
    url: str


def all_kpis() -> list[KPI]:
    """Return every KPI with the meaning that is proposed for it, read in one query."""
    proposed = KPIDefinition.objects.filter(kpi=OuterRef("pk"), status="proposed")
    waiting = Subquery(proposed.order_by("-number").values("pk")[:1])
    found = KPI.objects.select_related("domain", "function__head")
    return list(found.annotate(proposal=waiting))


def meanings_to_judge(
    person: User, matrix: Matrix, day: date, kpis: Sequence[KPI]
) -> list[Meaning]:
    """Return what a person may approve: of KPIs they answer for, and by somebody else."""
    waiting = [(kpi, key) for kpi in kpis if (key := getattr(kpi, "proposal", None))]
    keys: list[int] = [key for kpi, key in waiting if person in approvers_of(kpi, day, matrix)]
    if not keys:
        return []
    hands = near([person.pk], day)
    rows = KPIDefinition.objects.filter(pk__in=keys).exclude(author__in=hands)
    found = rows.select_related("author", "kpi").order_by("effective_from", "pk")
    return [_meaning(row) for row in found[:MOST]]


def _meaning(row: KPIDefinition) -> Meaning:
    return Meaning(
        title=f"{row}: approve, or reject with a reason",
        text=row.meaning,
        by=str(row.author),
        from_on=row.effective_from,
        url=reverse("definition", args=[row.kpi.slug, row.number]),
    )
