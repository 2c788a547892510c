"""Who may do what to an item; rights are derived from records, never from a role alone."""

from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from accounts.models import Function, User
from accounts.recording import WAY, by_mail
from governance.lifecycle import LIFECYCLE
from governance.models import AgreerAnswer, Contradiction, FollowUp, Position
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.lending import acted_for, behind, near, principals
from governance.rights.matrix import Matrix, Matter, Right
from governance.rights.saying import who_may
from metrics.models import KPI

# Who may take the evidence of an item out of the house.
EXPORTERS = ("auditor", "steward", "decider", "owner")
# What somebody is to an item by right, and so may lend; a role or a function is never lent.
LENT = (
    "owner",
    "decider",
    "arbiter",
    "executive",
    "recommender",
    "force_holder",
    "agreer",
    "promiser",
)


def matter_of(
    item: Contradiction, kpis: list[KPI] | None = None, parties: list[Function] | None = None
) -> Matter:
    """Return what an item asks to be decided, from its current positions.

    A customer signal alone names no function's decider, so functional KPIs go before it.
    """
    if kpis is None:
        standing = {"positions__contradiction": item, "positions__superseded_by__isnull": True}
        kpis = list(KPI.objects.filter(**standing).distinct())
    return Matter(
        kpis=tuple(kpi for kpi in kpis if not kpi.is_customer_signal) or tuple(kpis),
        domain=item.domain,
        decision_type=item.decision_type,
        severity=item.severity,
        exposure=item.exposure,
        parties=tuple(_parties(item) if parties is None else parties),
        item=item.pk,
    )


def _parties(item: Contradiction) -> list[Function]:
    """Return the functions in dispute, where it matters that none of them decides."""
    if not is_severe(item):
        return []
    sides = Position.objects.filter(
        contradiction=item.pk, superseded_by__isnull=True, is_customer=False
    )
    return list(Function.objects.filter(pk__in=sides.values("function")))


class Standing:
    """What one person is to one item at one moment."""

    item: Contradiction
    person: User
    at: datetime

    def __init__(self, item: Contradiction, person: User, at: datetime) -> None:
        self.item, self.person, self.at = item, person, at

    @cached_property
    def matrix(self) -> Matrix:
        """The rights in force at that moment."""
        return Matrix.on(self.at.date())

    @cached_property
    def matter(self) -> Matter:
        """What the item asks to be decided."""
        return matter_of(self.item)

    def holds(self, right: str) -> bool:
        """Say whether the person holds a right over any side of the item."""
        return self.person in self.matrix.holders(right, self.matter)

    @cached_property
    def owner(self) -> bool:
        """The one accountable owner."""
        return self.item.owner_id == self.person.pk

    @cached_property
    def raiser(self) -> bool:
        """Whoever logged it."""
        return self.item.raiser_id == self.person.pk

    @cached_property
    def steward(self) -> bool:
        """RevOps."""
        return self.person.is_steward

    @cached_property
    def auditor(self) -> bool:
        """Whoever reads everything and exports history."""
        return self.person.is_auditor

    @cached_property
    def contributor(self) -> bool:
        """Anybody who may log."""
        return self.person.may_log

    @cached_property
    def decider(self) -> bool:
        """The one decider; where nobody holds the right, the executive it falls to."""
        if self.item.decider_id:
            return self.item.decider_id == self.person.pk
        return self.matrix.decider(self.matter).stand_in == self.person

    @cached_property
    def arbiter(self) -> bool:
        """Who settles between sides that lead to different people."""
        return self.holds(Right.ARBITER)

    @cached_property
    def executive(self) -> bool:
        """The last rung of the ladder."""
        return self.holds(Right.EXECUTIVE)

    @cached_property
    def recommender(self) -> bool:
        """Who may put options on the table beside the owner."""
        return self.holds(Right.RECOMMENDS)

    @cached_property
    def force_holder(self) -> bool:
        """Who may force a reconciliation."""
        return self.holds(Right.FORCE)

    @cached_property
    def agreer(self) -> bool:
        """Somebody asked to agree in this cycle."""
        return AgreerAnswer.objects.filter(
            contradiction=self.item, cycle=self.item.cycle, person=self.person
        ).exists()

    @cached_property
    def promiser(self) -> bool:
        """Somebody who promised a follow-up in this cycle, or before it and still owes it."""
        promised = FollowUp.objects.filter(contradiction=self.item, owner=self.person)
        owed = Q(cycle=self.item.cycle) | Q(status=FollowUp.Status.OPEN)
        return promised.filter(owed).exists()

    @cached_property
    def side(self) -> bool:
        """Somebody of a function that has a position in it."""
        return (
            self.person.function_id is not None
            and Position.objects.filter(
                contradiction=self.item, function=self.person.function_id
            ).exists()
        )

    @cached_property
    def not_owner(self) -> bool:
        """Anybody who takes part but did not do the work that is being checked."""
        return not self.did_the_work and (self.person.may_log or self.decider)

    @cached_property
    def did_the_work(self) -> bool:
        """The owner, whoever stands or ever stood in for the owner, and who stands in for those."""
        stands_in = any(one.owner or one.acted_for_owner for one in self.for_others)
        return self.owner or stands_in or self.acted_for_owner

    @cached_property
    def acted_for_owner(self) -> bool:
        """Whoever did something here on the owner's behalf, if only once."""
        owner = self.item.owner_id
        return owner is not None and acted_for(self.item.chain, self.person, owner)

    @cached_property
    def system(self) -> bool:
        """The named system actor."""
        return self.person.is_system

    @cached_property
    def party(self) -> bool:
        """Anybody with a part in it, or who may log."""
        return (
            self.person.may_log
            or self.owner
            or self.decider
            or self.side
            or self.agreer
            or self.recommender
            or self.lent("owner", "decider", "agreer", "recommender") is not None
        )

    @cached_property
    def for_others(self) -> list["Standing"]:
        """What those the person stands in for are to the item."""
        lenders = principals(self.person, self.at.date())
        return [Standing(self.item, lender, self.at) for lender in lenders]

    @property
    def names(self) -> set[int]:
        """The person and everybody they stand in for, by key."""
        return {self.person.pk, *(one.person.pk for one in self.for_others)}

    def any_of(self, who: tuple[str, ...]) -> bool:
        """Say whether the person, or somebody they stand in for, is any of these to the item."""
        return self.own(who) or self.on_behalf_of(who) is not None

    def own(self, who: tuple[str, ...]) -> bool:
        """Say whether the person is any of these without borrowing a right."""
        return any(getattr(self, word) for word in who)

    def on_behalf_of(self, who: tuple[str, ...]) -> User | None:
        """Return whose right the person uses as one of these; nobody's where their own will do."""
        if self.own(who):
            return None
        # Checking what others did is no right, but a decider may check, and may lend that.
        checks = "not_owner" in who and not self.did_the_work
        return self.lent(*who, *(["decider"] if checks else []))

    def hands(self, who: tuple[str, ...]) -> set[int]:
        """Return who would stand behind what the person does as one of these."""
        lender = self.on_behalf_of(who)
        return {self.person.pk, *([lender.pk] if lender else [])}

    def near(self, who: tuple[str, ...]) -> set[int]:
        """Return who would stand behind it, and everybody one of them stands in for."""
        return near(self.hands(who), self.at.date())

    def lent(self, *words: str) -> User | None:
        """Return who lends the person one of these rights; by mail nobody does."""
        if WAY.get():
            return None
        lendable = tuple(word for word in words if word in LENT)
        return next((one.person for one in self.for_others if one.own(lendable)), None)


def permit(verb: str, item: Contradiction, person: User, at: datetime) -> User | None:
    """Refuse a move from the wrong state, or by somebody who may not make it.

    Returns on whose behalf the person makes it, where the right is a lent one.
    """
    move = LIFECYCLE[verb]
    lender = require(item, person, at, move.who, f"{move.words} {item.code}")
    if item.status not in move.sources:
        allowed = ", ".join(Contradiction.Status(state).label.lower() for state in move.sources)
        raise IllegalMove(
            f"{item.code} is {item.get_status_display().lower()}; "
            f"“{move.label}” needs it to be {allowed}."
        )
    return lender


def require(
    item: Contradiction, person: User, at: datetime, who: tuple[str, ...], what: str
) -> User | None:
    """Refuse somebody who is none of these to the item, saying who may.

    Returns on whose behalf they act, where the right is a lent one.
    """
    standing = Standing(item, person, at)
    if not may_see(item, person, at.date()) or not standing.any_of(who):
        raise NotEntitled(f"Only {who_may(who, standing)} may {what}.")
    return standing.on_behalf_of(who)


def may_answer_by_mail(item: Contradiction, person: User, at: datetime) -> bool:
    """Say whether a person may comment on an item without a sign-in: by no lent right."""
    with by_mail():
        return may_see(item, person, at.date()) and Standing(item, person, at).own(("party",))


def speaks_for(position: Position, standing: Standing) -> bool:
    """Say whether a person may speak for a side; one without a function is whoever stated it.

    A steward may write down what was said, but not for an item of their own: an owner who spoke
    for every side could settle it alone.
    """
    side, person = position.function, standing.person
    theirs = person.speaks_for(side) if side else person.pk == position.by_id
    return theirs or (person.is_steward and not standing.did_the_work)


def require_voice(position: Position, item: Contradiction, person: User, at: datetime) -> None:
    """Refuse somebody who speaks for a side that is not theirs, saying who may."""
    if not speaks_for(position, Standing(item, person, at)):
        voice = position.function or position.by
        raise NotEntitled(f"Only {voice}, or a steward who does not own {item.code}, may say this.")


def is_severe(item: Contradiction) -> bool:
    """Say whether it is one of those in which who recommends and who decides are kept apart."""
    return (item.severity or Contradiction.Severity.S4) <= Contradiction.Severity.S2


def recommended_by(item: Contradiction) -> set[int]:
    """Return who put the options forward, and on whose behalf."""
    if item.recommender_id is None:
        return set()
    return {item.recommender_id} | behind(item.chain, "propose")


def may_see(item: Contradiction, person: User, on: date | None = None) -> bool:
    """Say whether a person may read a confidential item; all others are open to everybody."""
    return not item.is_confidential or sees_restricted(item, person, on)


def sees_restricted(item: Contradiction, person: User, on: date | None = None) -> bool:
    """Say whether a person may read the restricted evidence of an item, or it if confidential.

    Its sides, owner, decider and raiser, stewards and auditors; who was asked for something; and
    who stands in for one of them by right on the day, which is today unless another is named.
    """
    if person.is_steward or person.is_auditor or person.is_system:
        return True
    named = (item.owner_id, item.decider_id, item.raiser_id, item.escalated_to_id)
    if person.pk in (*named, item.paused_for_id):
        return True
    return Contradiction.objects.filter(pk=item.pk).concerning(person, on).exists()
