"""What the form of every verb shares: its item, who fills it in, and the version it was read at."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import QueryDict

from accounts.forms.plain import say_what_is_missing
from accounts.http import whole
from accounts.models import User
from governance.models import Contradiction

Group = tuple[str, list[forms.BoundField]]


class PersonField(forms.ModelChoiceField[User]):
    """One active person, chosen by typing or from the list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", "Choose a person")
        super().__init__(queryset=User.objects.active(), **options)
        self.widget.attrs["data-combobox"] = ""


class DateField(forms.DateField):
    """A day, with the browser's own calendar where it has one."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def words(label: str, *, rows: int = 3, required: bool = True, **options: Any) -> forms.CharField:
    """Return a field for a few sentences."""
    options.setdefault("max_length", 2000)
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def choices(enum: Any, blank: str = "") -> list[tuple[Any, str]]:
    """Return the choices of a model's enum, with a first line that chooses nothing."""
    return [*([("", blank)] if blank else []), *enum.choices]


class VerbForm(forms.Form):
    """The facts one verb needs; a form without fields asks for a confirmation alone."""

    # Fields that stand side by side, and the class that sets them so.
    rows: ClassVar[dict[str, tuple[str, ...]]] = {}
    narrow: ClassVar[frozenset[str]] = frozenset()
    hides_optional: ClassVar[bool] = False

    @property
    def noon(self) -> datetime:
        """A moment of the day it is filled in, to look rights up at."""
        return datetime.combine(self.today, time(12), UTC)

    def __init__(
        self,
        *args: Any,
        item: Contradiction,
        person: User,
        today: date,
        row: models.Model | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.item, self.person, self.today, self.row = item, person, today, row
        self.opened_at = self._sent_version()
        self.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.initial.setdefault("version", item.version)
        self.prepare()
        say_what_is_missing(self)

    def prepare(self) -> None:
        """Set choices and first values that depend on the item."""

    def facts(self) -> dict[str, Any]:
        """Return what the action is told, by the names of its arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused beside its field, or above the form."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error}
        for name, found in by_field.items():
            self.add_error(name if name in self.fields else None, found)

    def _sent_version(self) -> int | None:
        return whole(str(self.data.get("version", ""))) if self.is_bound else None

    @property
    def version(self) -> int | None:
        """The version that was read before the form was filled in."""
        return self.opened_at

    @property
    def is_stale(self) -> bool:
        """Whether the item has moved on since the form was opened."""
        return self.opened_at is not None and self.opened_at != self.item.version

    def again(self, item: Contradiction) -> "VerbForm":
        """Return the same form with the same input, to be sent against the item as it is now."""
        sent = self.data
        assert isinstance(sent, QueryDict)
        data = sent.copy()
        data["version"] = str(item.version)
        form = type(self)(
            data, self.files, item=item, person=self.person, today=self.today, row=self.row
        )
        form.opened_at = self.opened_at
        return form

    def groups(self) -> Iterator[Group]:
        """Yield the visible fields in order, those that share a line together."""
        beside = {name: css for css, names in self._lines() for name in names}
        done: set[str] = set()
        for field in self.visible_fields():
            if field.name in done:
                continue
            line = next((names for _, names in self._lines() if field.name in names), None)
            if line is None:
                yield "short" if field.name in self.narrow else "", [field]
                continue
            done.update(line)
            yield beside[field.name], [self[name] for name in line if name in self.fields]

    def _lines(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(f"row{len(names)}", names) for names in self.rows.values()]

    def kept(self) -> list[tuple[str, str]]:
        """Return what was entered, for a page that cannot show the form again."""
        return [
            (str(field.label), str(field.value()))
            for field in self.visible_fields()
            if self.is_bound and field.value() not in (None, "", [])
        ]


class Confirm(VerbForm):
    """Nothing to fill in."""


class Reason(VerbForm):
    """A reason, in the person's own words."""

    reason = words("Reason")
