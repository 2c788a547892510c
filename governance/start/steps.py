"""The steps of a company's first ninety days: each is read from the records, never ticked off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse

from accounts.models import Function, User
from governance.models import (
    Contradiction,
    DecisionRight,
    OwnershipPoll,
    Review,
    ReviewBody,
    SkippedStep,
)
from governance.rights.matrix import Matrix, Right
from governance.rights.people import UNCHOSEN
from metrics.models import KPI, DataDomain

Key = SkippedStep.Step
Rows = QuerySet[Any]


def without(right: str, matrix: Matrix) -> Rows:
    """Return the domains in which nobody holds a right: the topmost of each such branch."""
    lineages = [list(matrix.lineage(domain)) for domain in matrix.domains.values()]
    answered = {
        place.pk
        for places in lineages
        if any((right, place.chain) in matrix.at_place for place in places)
        for place in places
    }
    silent = {*matrix.domains} - answered
    top = [key for key in silent if matrix.domains[key].parent_id not in silent]
    # No row has the key 0; a list without any key is no SQL.
    return DataDomain.objects.filter(pk__in=top or [0])


def _of(page: str, *parts: str) -> Callable[[Any], str]:
    """Return the page of one row, by what stands in its address."""
    return lambda row: reverse(page, args=[getattr(row, part) for part in parts])


def _grant(right: str) -> Callable[[DataDomain], str]:
    return lambda domain: f"{reverse('right_grant')}?right={right}&over=domain:{domain.slug}"


@dataclass(frozen=True)
class Who:
    """Whose step it is, in words and by role."""

    said: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: done where something is `there` and no row is among its `gaps`.

    It has a page of its own once something is there of the step it comes `after`.
    """

    key: Key
    why: str
    who: Who
    label: str
    page: str
    asks: str = ""
    nothing: str
    after: Key | None = None
    there: Callable[[Matrix], Rows]
    gaps: Callable[[Matrix], Rows] | None = None
    lacks: str = ""
    gap_page: Callable[[Any], str] | None = None

    @property
    def url(self) -> str:
        """Return its page, with what is filled in there already."""
        return reverse(self.page) + (f"?{self.asks}" if self.asks else "")

    def is_for(self, person: User) -> bool:
        """Say whether a person of this role takes it."""
        return person.role in self.who.roles


Role = User.Role
AN_ADMINISTRATOR = Who("An administrator", (Role.ADMINISTRATOR,))
A_STEWARD = Who("A steward", (Role.STEWARD,))
A_KEEPER = Who("A steward or an administrator", (Role.STEWARD, Role.ADMINISTRATOR))
A_LOGGER = Who("A steward or a contributor", (Role.STEWARD, Role.CONTRIBUTOR))
A_HOST = Who("Its chair, its scribe or a steward", (Role.STEWARD,))
Status = Contradiction.Status
HELD = Q(status=Review.Status.CLOSED, body__is_confidential=False)
ANSWERED = OwnershipPoll.objects.filter(status=OwnershipPoll.Status.CLOSED)
CALLED = (Review.Status.OPEN, Review.Status.IN_PROGRESS, Review.Status.CLOSED)

NAME: tuple[Step, ...] = (
    Step(
        key=Key.STEWARD,
        why="A steward (RevOps) keeps the register: domains, KPIs, polls and triage. "
        "An administrator keeps people and settings, and decides nothing.",
        who=AN_ADMINISTRATOR,
        label="Invite a steward",
        page="person_invite",
        asks="role=steward",
        nothing="No steward has signed in yet.",
        there=lambda _: User.objects.stewards().exclude(UNCHOSEN),
    ),
    Step(
        key=Key.FUNCTIONS,
        why="Each function counts in its own way, and its head speaks for it.",
        who=AN_ADMINISTRATOR,
        label="Add a function",
        page="function_add",
        nothing="No function is named yet.",
        there=lambda _: Function.objects.all(),
        gaps=lambda _: Function.objects.filter(Q(head=None) | Q(head__is_active=False)),
        lacks="{} has no head.",
        gap_page=_of("function", "slug"),
    ),
    Step(
        key=Key.DOMAINS,
        why="A right is held over a domain, such as Leads or Customers; begin with the few "
        "that people argue about.",
        who=A_KEEPER,
        label="Add a domain",
        page="domain_add",
        nothing="No domain is named yet.",
        there=lambda _: DataDomain.objects.all(),
    ),
    Step(
        key=Key.POLL,
        after=Key.FUNCTIONS,
        why="Ask each leader alone. Where two names come back, nobody owns it; that takes "
        "ten minutes to find out.",
        who=A_STEWARD,
        label="Open the polls",
        page="polls",
        nothing="No leader has been asked yet.",
        there=lambda _: ANSWERED,
        gaps=lambda _: OwnershipPoll.objects.open().exclude(Exists(ANSWERED)),
        lacks="“{}” is not closed.",
        gap_page=_of("poll", "pk"),
    ),
    Step(
        key=Key.OWNERS,
        after=Key.DOMAINS,
        why="One person answers for a domain. A right on a domain holds for all below it.",
        who=A_KEEPER,
        label="Name who is accountable",
        page="right_grant",
        asks="right=accountable",
        nothing="No domain is named yet.",
        there=lambda _: DataDomain.objects.all(),
        gaps=lambda matrix: without(Right.ACCOUNTABLE, matrix),
        lacks="{} has no owner.",
        gap_page=_grant(Right.ACCOUNTABLE),
    ),
    Step(
        key=Key.DECIDERS,
        after=Key.DOMAINS,
        why="One person decides where numbers disagree. Votes and meetings do not.",
        who=A_KEEPER,
        label="Name who decides",
        page="right_grant",
        asks="right=decides",
        nothing="No domain is named yet.",
        there=lambda _: DataDomain.objects.all(),
        gaps=lambda matrix: without(Right.DECIDES, matrix),
        lacks="Nobody decides on {}.",
        gap_page=_grant(Right.DECIDES),
    ),
    Step(
        key=Key.FORCE,
        after=Key.DOMAINS,
        why="Somebody has to be able to say: what we believe about our customers is wrong.",
        who=A_KEEPER,
        label="Name who may force it",
        page="right_grant",
        asks="right=force",
        nothing="Nobody may force a reconciliation.",
        there=lambda matrix: DecisionRight.objects.on(matrix.day).filter(right=Right.FORCE),
    ),
)
AGREE: tuple[Step, ...] = (
    Step(
        key=Key.DEFINITIONS,
        after=Key.DOMAINS,
        why="A steward proposes what a KPI means; whoever is accountable for it, not its "
        "author, approves.",
        who=A_STEWARD,
        label="Add a KPI",
        page="kpi_add",
        nothing="No KPI is in the dictionary yet.",
        there=lambda _: KPI.objects.all(),
        gaps=lambda _: KPI.objects.filter(current_definition=None),
        lacks="{} has no agreed meaning.",
        gap_page=_of("kpi", "slug"),
    ),
    Step(
        key=Key.AUTHORITIES,
        after=Key.DEFINITIONS,
        why="Of several systems one wins. The agreed meaning says in which system and field "
        "it is carried out; a spreadsheet is none.",
        who=A_STEWARD,
        label="Open the dictionary",
        page="dictionary",
        nothing="No meaning is agreed yet.",
        there=lambda _: KPI.objects.exclude(current_definition=None),
        gaps=lambda _: KPI.objects.exclude(current_definition=None).filter(
            Q(current_definition__implemented_in=None) | Q(system__is_shadow=True)
        ),
        lacks="{}: no system of record carries its agreed meaning.",
        gap_page=_of("kpi", "slug"),
    ),
    Step(
        key=Key.CONTRADICTIONS,
        why="Write down what does not add up, with both figures, and name one owner each.",
        who=A_LOGGER,
        label="Log a contradiction",
        page="log",
        nothing="No contradiction is logged yet.",
        there=lambda _: Contradiction.objects.exclude(status=Status.DISMISSED),
        gaps=lambda _: Contradiction.objects.filter(status=Status.LOGGED),
        lacks="{0.code} has no owner.",
        gap_page=_of("triage_item", "code"),
    ),
)
HOLD: tuple[Step, ...] = (
    Step(
        key=Key.REVIEW,
        why="Contradictions end where the people who decide meet. Its date and its agenda "
        "propose themselves.",
        who=A_STEWARD,
        label="Name who reviews",
        page="review_body_add",
        nothing="Nobody reviews yet.",
        there=lambda _: ReviewBody.objects.filter(is_confidential=False),
        gaps=lambda _: ReviewBody.objects.filter(is_confidential=False).exclude(
            pk__in=Review.objects.filter(status__in=CALLED).values("body")
        ),
        lacks="{} has no review on the calendar.",
        gap_page=_of("review_body", "slug"),
    ),
    Step(
        key=Key.HELD,
        after=Key.REVIEW,
        why="Fifteen minutes when things are well. Closing it writes the minutes.",
        who=A_HOST,
        label="Open the reviews",
        page="reviews",
        nothing="No review has been held yet.",
        there=lambda _: Review.objects.filter(HELD),
    ),
)


@dataclass(frozen=True)
class Phase:
    """A third of the ninety days; day 1 is the day of the first record."""

    title: str
    first: int
    last: int
    steps: tuple[Step, ...]


PHASES = (
    Phase("Name who answers", 1, 30, NAME),
    Phase("Agree what counts", 31, 60, AGREE),
    Phase("Hold the first review", 61, 90, HOLD),
)
STEPS = tuple(step for phase in PHASES for step in phase.steps)
DAYS = PHASES[-1].last
