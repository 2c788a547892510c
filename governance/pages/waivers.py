"""The rules waived now, before and to come, as one reader may know them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from governance.models import Contradiction, DecisionRight, RuleWaiver
from governance.models.decisions import in_place_of
from governance.models.waivers import RuleWaiverQuerySet
from governance.pages.addresses import item_url
from governance.rights.lending import principals


@dataclass(frozen=True)
class Waived:
    """One waiver as a list shows it."""

    waiver: RuleWaiver
    by: str
    url: str
    state: str
    is_over: bool


def waivers_seen_by(person: User) -> RuleWaiverQuerySet:
    """Return waivers for domains, and for items a person may read."""
    seen = Contradiction.objects.visible_to(person).values("pk")
    found = RuleWaiver.objects.filter(Q(domain__isnull=False) | Q(contradiction__in=seen))
    return found.select_related("contradiction", "domain", "by", "on_behalf_of")


def waived(rows: QuerySet[RuleWaiver], today: date) -> list[Waived]:
    """Word each waiver for a list."""
    return [_waived(row, today) for row in rows]


def _waived(row: RuleWaiver, today: date) -> Waived:
    url = (
        item_url(row.contradiction)
        if row.contradiction
        else reverse("domain_rights", args=[row.domain.slug])
        if row.domain
        else ""
    )
    is_over = row.is_withdrawn or row.until_on < today
    coming = "coming" if row.from_on > today else "in force"
    state = "taken back" if row.is_withdrawn else "over" if is_over else coming
    return Waived(row, in_place_of(row.by, row.on_behalf_of), url, state, is_over)


def may_waive(person: User, today: date) -> bool:
    """Say whether a person holds “executive” anywhere, or stands in for somebody who does."""
    people = [person, *principals(person, today)]
    return executives(today).filter(pk__in=[one.pk for one in people]).exists()


def executives(today: date) -> QuerySet[User]:
    """Return who holds “executive” over anything today."""
    held = DecisionRight.objects.on(today).filter(right=DecisionRight.Right.EXECUTIVE)
    return User.objects.filter(pk__in=held.values("person")).order_by("name", "pk")
