"""People as a list shows them: who can sign in, who has yet to, who left, what each holds."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Function, User
from governance.lifecycle import OPEN
from governance.models import Contradiction, DecisionRight

UNCHOSEN = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


@dataclass(frozen=True)
class Sort:
    """One tab of the list."""

    slug: str
    label: str
    which: Q


SORTS = (
    Sort("", "Can sign in", Q(is_active=True) & ~UNCHOSEN),
    Sort("invited", "Invited", Q(is_active=True) & UNCHOSEN),
    Sort("closed", "Closed", Q(is_active=False)),
)


def sort_of(slug: str) -> Sort:
    """Return the tab an address names; the first where it names none."""
    return next((sort for sort in SORTS if sort.slug == slug), SORTS[0])


def counts() -> dict[str, int]:
    """Count people by tab, in one query."""
    told = {f"tab{place}": Count("pk", filter=one.which) for place, one in enumerate(SORTS)}
    counted = User.objects.filter(is_system=False).order_by().aggregate(**told)
    return {one.label: counted[f"tab{place}"] for place, one in enumerate(SORTS)}


def listed(sort: Sort, text: str = "") -> QuerySet[User]:
    """Return people with how many open items and rights each holds, in one query."""
    people = User.objects.filter(sort.which, is_system=False)
    if text:
        people = people.filter(Q(name__icontains=text) | Q(email__icontains=text))
    items = Contradiction.objects.filter(owner=OuterRef("pk"), status__in=OPEN)
    rights = DecisionRight.objects.filter(person=OuterRef("pk"), until__isnull=True)
    return people.annotate(
        open_items=_count(items, "owner"), held_rights=_count(rights, "person")
    ).order_by("name")


def functions() -> QuerySet[Function]:
    """Return functions with their heads and how many people belong to each."""
    active = Count("people", filter=Q(people__is_active=True))
    return Function.objects.select_related("head").annotate(size=active)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
