"""How lists of governed records are narrowed, beside the register's own filters."""

from typing import Any

import django_filters
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from accounts.models import Function
from governance.lifecycle import OPEN
from governance.models import Contradiction, DecisionRight, FollowUp
from governance.register.filters import ItemFilters, Items

LARGEST_KEY = 2**63 - 1


class KeyFilter(django_filters.NumberFilter):
    """Narrow by a key; a number that no key can be is refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, **options)

    def get_max_validator(self) -> MaxValueValidator:
        """Return the largest key a database holds."""
        return MaxValueValidator(LARGEST_KEY)


class ItemFilterSet(ItemFilters):
    """The register's filters, and a few that only programs ask for."""

    layer = django_filters.ChoiceFilter(choices=Contradiction.Layer.choices)
    root_cause = django_filters.ChoiceFilter(choices=Contradiction.RootCause.choices)
    raiser = KeyFilter(field_name="raiser_id", label="Key of who raised it")
    open = django_filters.BooleanFilter(method="by_open", label="Neither closed nor dismissed")
    owned = django_filters.BooleanFilter(method="by_owned", label="Has an owner")
    logged_after = django_filters.IsoDateTimeFilter(field_name="logged_at", lookup_expr="gt")

    class Meta(ItemFilters.Meta):
        pass

    @extend_schema_field(str)
    def by_function(self, items: Items, _name: str, function: Function) -> Items:
        """Take items in which a function, named by its slug, has a position."""
        return super().by_function(items, _name, function)

    def by_open(self, items: Items, _name: str, wanted: bool) -> Items:  # noqa: FBT001 - called by the library
        """Take items that still need somebody, or those that ended."""
        return items.filter(status__in=OPEN) if wanted else items.exclude(status__in=OPEN)

    def by_owned(self, items: Items, _name: str, wanted: bool) -> Items:  # noqa: FBT001 - called by the library
        """Take items with an owner, or those without."""
        return items.filter(owner__isnull=not wanted)


def number_of(code: str) -> int | None:
    """Return the number in C-014; None where it is none."""
    number = code.upper().removeprefix("C-")
    is_one = number.isascii() and number.isdecimal() and len(number) < 10
    return int(number) if is_one else None


class UnderItemFilters(django_filters.FilterSet):
    """Narrow records to one item, such as C-014."""

    contradiction = django_filters.CharFilter(method="by_item", label="Number of the item")

    def by_item(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Take what hangs under an item."""
        found = number_of(code)
        return rows.none() if found is None else rows.filter(contradiction__number=found)


class FollowUpFilters(UnderItemFilters):
    """Narrow promises to an item, an owner, a state or a date."""

    status = django_filters.ChoiceFilter(choices=FollowUp.Status.choices)
    owner = KeyFilter(field_name="owner_id", label="Key of the owner")
    due_until = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = FollowUp
        fields: list[str] = []


class RightFilters(django_filters.FilterSet):
    """Narrow rights to a person, a sort, a subject or a day."""

    person = KeyFilter(field_name="person_id", label="Key of the person")
    right = django_filters.ChoiceFilter(choices=DecisionRight.Right.choices)
    domain = django_filters.CharFilter(field_name="domain__slug", label="Domain")
    kpi = django_filters.CharFilter(field_name="kpi__slug", label="KPI")
    on = django_filters.DateFilter(method="by_day", label="In force on")

    class Meta:
        model = DecisionRight
        fields: list[str] = []

    def by_day(self, rows: Any, _name: str, day: Any) -> Any:
        """Take rights in force on a day."""
        return rows.on(day)
