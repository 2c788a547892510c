"""How lists of items are narrowed, the same on the register page and in the API."""

from datetime import date
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Function, User
from governance.models import Contradiction, Position
from governance.models.contradictions import ContradictionQuerySet
from governance.register.search import found
from metrics.models import DataDomain

Items = ContradictionQuerySet
OVERDUE = (("", "Either way"), ("true", "Overdue"), ("false", "Not overdue"))


class NamedChoiceField(django_filters.fields.ModelChoiceField):
    """A record by its slug; one that no database could hold is simply not found."""

    def to_python(self, value: Any) -> Any:
        """Look the slug up."""
        return super().to_python(value.replace("\x00", "?") if isinstance(value, str) else value)


class NamedChoiceFilter(django_filters.ModelChoiceFilter):
    """Narrow by a record that is named by its slug."""

    field_class = NamedChoiceField


class ItemFilters(django_filters.FilterSet):
    """Narrow items by what people ask for; several values of one filter mean any of them."""

    q = django_filters.CharFilter(method="by_words", label="Words")
    severity = django_filters.TypedMultipleChoiceFilter(
        choices=Contradiction.Severity.choices,
        coerce=int,
        label="Severity",
        widget=forms.CheckboxSelectMultiple,
    )
    status = django_filters.MultipleChoiceFilter(
        choices=Contradiction.Status.choices, label="State", widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=Contradiction.Kind.choices, label="Kind", widget=forms.CheckboxSelectMultiple
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=lambda _: User.objects.active(), label="Owner", empty_label="Anybody"
    )
    decider = django_filters.ModelChoiceFilter(
        queryset=lambda _: User.objects.active(), label="Decider", empty_label="Anybody"
    )
    domain = NamedChoiceFilter(
        queryset=lambda _: DataDomain.objects.all(),
        to_field_name="slug",
        method="by_domain",
        label="Domain",
        empty_label="Any",
    )
    function = NamedChoiceFilter(
        queryset=lambda _: Function.objects.all(),
        to_field_name="slug",
        method="by_function",
        label="Function",
        empty_label="Any",
    )
    period_after = django_filters.DateFilter(
        method="by_period",
        label="Period ends after",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    exposure_min = django_filters.NumberFilter(
        field_name="exposure", lookup_expr="gte", label="Exposure from"
    )
    overdue = django_filters.BooleanFilter(
        method="by_overdue", label="Overdue", widget=forms.Select(choices=OVERDUE)
    )

    class Meta:
        model = Contradiction
        fields: list[str] = []

    def by_words(self, items: Items, _name: str, words: str) -> Any:
        """Search the text of items."""
        return found(items, words)

    def by_domain(self, items: Items, _name: str, domain: DataDomain) -> Items:
        """Take a domain with everything below it."""
        return items.filter(domain__in=with_children(domain))

    def by_function(self, items: Items, _name: str, function: Function) -> Items:
        """Take items in which a function has a position."""
        return items.filter(_has_position(function=function))

    def by_period(self, items: Items, _name: str, on: date) -> Items:
        """Take items with a figure for a period that ends after a date."""
        return items.filter(_has_position(period_end__gt=on))

    def by_overdue(self, items: Items, _name: str, wanted: bool) -> Items:  # noqa: FBT001 - called by the library
        """Take what is overdue now, or what is not."""
        late = items.overdue(timezone.now())
        return late if wanted else items.exclude(pk__in=late.values("pk"))


def _has_position(**where: object) -> Exists:
    standing = Position.objects.filter(
        contradiction=OuterRef("pk"), superseded_by__isnull=True, **where
    )
    return Exists(standing)


def with_children(domain: DataDomain) -> list[int]:
    """Return the keys of a domain and of every domain below it, read in one query."""
    below: dict[int | None, list[int]] = {}
    for key, parent in DataDomain.objects.values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(key)
    keys, reached = [], [domain.pk]
    while reached:
        key = reached.pop()
        keys.append(key)
        reached += below.get(key, [])
    return keys


def chosen(form: Any) -> list[tuple[str, str, str]]:
    """Return the filters in force as (parameter, label, words), in the order of the form."""
    found_words = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", []):
            continue
        found_words.append((name, field.label, _words(field, value)))
    return found_words


def _words(field: Any, value: Any) -> str:
    match value:
        case list():
            labels = {str(key): str(label) for key, label in field.choices}
            return ", ".join(labels.get(str(one), str(one)) for one in value)
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:,f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)
