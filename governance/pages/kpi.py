"""The page of a KPI: its latest value in a sentence, who answers for it, and what is disputed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from accounts.models import User
from governance.dispute.sentences import Segment, Sentence
from governance.models import Acceptance, Contradiction
from governance.models.decisions import in_place_of
from governance.pages.definitions import meaning_facts
from governance.pages.series import Series
from governance.register.rows import PEOPLE, ItemRow, rows
from governance.rights.approvers import judged_for, may_judge
from governance.rights.matrix import Matrix, Matter, Ruling
from metrics.calendars import fiscal_calendar
from metrics.figures import difference, quantity
from metrics.models import KPI, KPIDefinition, Measurement
from metrics.periods import FiscalCalendar, Period
from metrics.policies import is_keeper
from metrics.targets import Status, status_against

USED_FOR = {
    "used_for_compensation": "pay",
    "used_for_budget": "budgets",
    "used_for_board": "the board pack",
    "used_for_models": "AI models",
}
RELATED = ("function", "function__head", "domain", "system")


@dataclass
class KpiPage:
    """Everything one person sees of one KPI at one moment."""

    kpi: KPI
    person: User
    at: datetime
    segment: str | None = None
    system: str = ""
    whole: bool = False

    @cached_property
    def calendar(self) -> FiscalCalendar:
        """The company's names for periods."""
        return fiscal_calendar()

    @cached_property
    def series(self) -> Series:
        """The readings of the chosen segment and system."""
        return Series.of(self.kpi, self.calendar, self.segment, self.system)

    @cached_property
    def matrix(self) -> Matrix:
        """The rights in force today."""
        return Matrix.on(self.at.date())

    @property
    def owner(self) -> Ruling:
        """Who is accountable."""
        return self.matrix.owner(Matter(kpis=(self.kpi,)))

    @property
    def decider(self) -> Ruling:
        """Who decides."""
        return self.matrix.decider(Matter(kpis=(self.kpi,)))

    @cached_property
    def definitions(self) -> list[KPIDefinition]:
        """Every meaning ever proposed, newest first."""
        related = ("author", "approver", "population", "identity_rule", "implemented_in")
        found = self.kpi.definitions.select_related(*related)
        return list(found.order_by("-number"))

    @cached_property
    def meanings(self) -> list[tuple[KPIDefinition, str]]:
        """Every meaning, each with who judged it and in whose place."""
        lenders = judged_for(self.definitions) if self.definitions else {}
        return [
            (one, in_place_of(one.approver, lenders.get(one.pk)) if one.approver else "")
            for one in self.definitions
        ]

    @property
    def judge(self) -> str:
        """Who approved the meaning that holds, and in whose place."""
        return next((judge for one, judge in self.meanings if one == self.current), "")

    @property
    def current(self) -> KPIDefinition | None:
        """The meaning that holds."""
        key = self.kpi.current_definition_id
        return next((one for one in self.definitions if one.pk == key), None)

    @property
    def proposal(self) -> KPIDefinition | None:
        """The meaning that waits to be judged."""
        return next((one for one in self.definitions if one.status == "proposed"), None)

    @cached_property
    def _disputed(self) -> list[Contradiction]:
        """Open items with a position on this KPI, confidential ones included."""
        standing = {"positions__kpi": self.kpi, "positions__superseded_by__isnull": True}
        found = Contradiction.objects.open().filter(**standing).select_related(*PEOPLE)
        return list(found.distinct().order_by("severity", "number"))

    @cached_property
    def items(self) -> list[ItemRow]:
        """The open items this person may read, as the register shows them."""
        if not self._disputed:
            return []
        keys = [item.pk for item in self._disputed]
        found = Contradiction.objects.visible_to(self.person).filter(pk__in=keys)
        seen = set(found.values_list("pk", flat=True))
        return rows([item for item in self._disputed if item.pk in seen], self.at)

    @property
    def hidden(self) -> int:
        """How many open items there are besides; that they exist is no secret."""
        return len(self._disputed) - len(self.items)

    @cached_property
    def acceptances(self) -> list[Acceptance]:
        """Differences that stand, disclosed here until a date."""
        items = [row.item.pk for row in self.items if row.item.status == "accepted"]
        if not items:
            return []
        found = Acceptance.objects.filter(contradiction__in=items, superseded_by__isnull=True)
        related = found.select_related("contradiction", "by", "on_behalf_of")
        return list(related.order_by("expires_on"))

    @cached_property
    def namesakes(self) -> list[KPI]:
        """Other KPIs of the same name, which may mean something else."""
        found = KPI.objects.filter(name__iexact=self.kpi.name).exclude(pk=self.kpi.pk)
        return list(found.select_related("function"))

    @property
    def status(self) -> Status:
        """Where the latest value stands against the target."""
        latest = self.series.latest
        return judged(self.kpi, latest) if latest else Status.NONE

    def context(self) -> dict[str, Any]:
        """Return what the template prints."""
        return {
            "page": self,
            "kpi": self.kpi,
            "series": self.series,
            "message": message(self.kpi, self.series.latest, self.calendar),
            "period": self._period(),
            "rows": self.series.rows(whole=self.whole),
            "more": 0 if self.whole else self.series.more,
            "used_for": self.used_for,
            "current_facts": [fact for fact in meaning_facts(self.current)[1:] if fact[1]],
            "may_propose": self.person.is_steward,
            "may_record": self.person.may_log,
            "may_keep": is_keeper(self.person),
            "next_move": self._next_move(),
        }

    @property
    def used_for(self) -> list[str]:
        """What depends on it."""
        return [words for name, words in USED_FOR.items() if getattr(self.kpi, name)]

    @property
    def may_judge(self) -> bool:
        """Whether a proposal waits for this very person."""
        waiting = self.proposal
        return waiting is not None and may_judge(waiting, self.person, self.at.date(), self.matrix)

    def _next_move(self) -> dict[str, str] | None:
        """Return the one thing this person can do for the KPI next."""
        slug, waiting = self.kpi.slug, self.proposal
        if waiting and self.may_judge:
            return {
                "title": f"v{waiting.number} waits for you",
                "label": "Read and judge it",
                "url": reverse("definition", args=[slug, waiting.number]),
                "note": f"Proposed by {waiting.author}.",
            }
        if self.person.is_steward and not waiting and not self.current:
            return {
                "title": "Agree what it means",
                "label": "Propose a meaning",
                "url": reverse("definition_propose", args=[slug]),
                "note": "Somebody who answers for the metric approves it.",
            }
        if self.person.may_log:
            return {
                "title": "Keep it measured",
                "label": "Record a reading",
                "url": reverse("reading_record", args=[slug]),
                "note": "A file of readings is imported from the dictionary.",
            }
        return None

    def _period(self) -> str:
        latest = self.series.latest
        if latest is None:
            return ""
        return self.calendar.label_and_range(Period(latest.period_start, latest.period_end))


def judged(kpi: KPI, reading: Measurement) -> Status:
    """Hold a reading against the KPI's target."""
    return status_against(reading.value, kpi.target, direction=kpi.direction, at_risk=kpi.at_risk)


def message(kpi: KPI, latest: Measurement | None, calendar: FiscalCalendar) -> Sentence:
    """Say the latest value in a sentence that could be proved wrong."""
    if latest is None:
        return [Segment(f"Nobody has recorded a reading of {kpi.name} yet.")]
    period = calendar.label(Period(latest.period_start, latest.period_end))
    if latest.value is None:
        why = f"{kpi.name} was not measurable in {period}: the whole it is a part of is 0."
        return [Segment(why)]
    said = Segment(quantity(latest.value, kpi.unit, kpi.currency), is_figure=True)
    label = f" {kpi.unit_label}" if kpi.unit_label else ""
    opening = Segment(f"{_speaker(kpi)} {_verb(kpi)} ")
    return [opening, said, Segment(f"{label} in {period}"), *_against(kpi, latest.value)]


def _speaker(kpi: KPI) -> str:
    if kpi.is_customer_signal:
        return "Customers"
    return str(kpi.function) if kpi.function else kpi.name


def _verb(kpi: KPI) -> str:
    if kpi.verb == "counts" and (kpi.unit != KPI.Unit.COUNT or kpi.function is None):
        return "report" if kpi.is_customer_signal else "reports" if kpi.function else "stood at"
    return kpi.verb


def _against(kpi: KPI, value: Decimal) -> Sentence:
    if kpi.target is None:
        return [Segment(".")]
    target = Segment(quantity(kpi.target, kpi.unit, kpi.currency), is_figure=True)
    apart = value - kpi.target
    if apart == 0:
        return [Segment(", exactly the target of "), target, Segment(".")]
    amount = difference(abs(apart), kpi.unit, kpi.currency).lstrip("+")
    side = "above" if apart > 0 else "below"
    return [
        Segment(", "),
        Segment(amount, is_figure=True),
        Segment(f" {side} the target of "),
        target,
        Segment("."),
    ]
