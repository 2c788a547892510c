"""Choosing a file of readings, and what its columns hold."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from metrics.imports.columns import FIELDS, FORMAT_NAMES, NAMES, mapping_problems
from metrics.reading import DELIMITERS, DateFormat, Table
from metrics.reading.numbers import STYLES

SHOWN_CELLS = 3
BETWEEN = "and"  # no mark of a number, so that a style is one word of a form


class UploadForm(forms.Form):
    """One CSV file."""

    file = forms.FileField(
        label="CSV file",
        help_text="One row a reading. The columns are matched in the next step.",
        error_messages={
            "required": "Choose a CSV file.",
            "empty": "The file is empty. Choose one with column names and rows.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ColumnsForm(forms.Form):
    """What each column holds, and how dates and numbers are written."""

    date_format = forms.ChoiceField(
        label="Dates are written",
        choices=[(one.value, f"{one.value}, such as {one.example}") for one in DateFormat],
    )
    style = forms.ChoiceField(
        label="Numbers are written",
        choices=[
            (f"{one.decimal_mark}{BETWEEN}{one.thousands_mark}", f"like {one.example}")
            for one in STYLES
        ],
    )
    as_of = forms.DateField(
        label="Read on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The as-of day, used only where no column says it.",
    )
    delimiter = forms.ChoiceField(label="Columns are divided by")

    def __init__(self, *args: Any, table: Table, delimiters: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        choices = [("", "Not used"), *((one.name, one.label) for one in FIELDS)]
        for place, column in enumerate(table.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column, choices=choices, required=False
            )
        self.fields["delimiter"].choices = [  # type: ignore[attr-defined]
            (mark, name) for mark, name in DELIMITERS.items() if mark in delimiters
        ]

    @classmethod
    def first_values(
        cls, table: Table, mapping: dict[str, str], formats: dict[str, str | None], today: date
    ) -> dict[str, Any]:
        """Return what the form shows before anybody has chosen."""
        fields = {column: field for field, column in mapping.items()}
        columns = {f"column_{i}": fields.get(name, "") for i, name in enumerate(table.header)}
        style = f"{formats['decimal_mark']}{BETWEEN}{formats['thousands_mark'] or ''}"
        return {
            **columns,
            "style": style,
            "date_format": formats["date_format"],
            "as_of": formats["as_of"] or today,
            "delimiter": table.delimiter,
        }

    @property
    def mapping(self) -> dict[str, str]:
        """Return the chosen column of each field."""
        chosen = self.cleaned_data
        return {
            chosen[f"column_{place}"]: column
            for place, column in enumerate(self.table.header)
            if chosen.get(f"column_{place}")
        }

    @property
    def formats(self) -> dict[str, str | None]:
        """Return the chosen formats as an import keeps them."""
        chosen = self.cleaned_data
        decimal_mark, _, thousands_mark = chosen["style"].partition(BETWEEN)
        kept = dict.fromkeys(FORMAT_NAMES) | {
            "date_format": chosen["date_format"],
            "decimal_mark": decimal_mark,
            "thousands_mark": thousands_mark,
            "delimiter": chosen["delimiter"],
            "encoding": self.table.encoding,
        }
        if chosen["as_of"]:
            kept["as_of"] = chosen["as_of"].isoformat()
        return kept

    @property
    def divides_otherwise(self) -> bool:
        """Whether another delimiter was chosen, so that the columns are not these."""
        return self.cleaned_data.get("delimiter") != self.table.delimiter

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one field, and fields without a column that are needed."""
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or self.divides_otherwise:
            return chosen
        given = [chosen[name] for name in self._columns() if chosen.get(name)]
        for name in self._columns():
            if chosen.get(name) and given.count(chosen[name]) > 1:
                label = NAMES[chosen[name]].label
                self.add_error(name, f"Two columns are chosen for {label}. Keep one.")
        for problem in [] if self.errors else mapping_problems(self.mapping, self.table.header):
            self.add_error(None, f"{problem.wrong}. {problem.fix}.")
        if "as_of" not in self.mapping and not chosen.get("as_of"):
            self.add_error("as_of", "Enter the day on which the figures were read.")
        return chosen

    def _columns(self) -> Sequence[str]:
        return [f"column_{place}" for place in range(len(self.table.header))]

    def columns(self) -> Iterable[dict[str, Any]]:
        """Yield each column with its select and the first cells that say something."""
        for name in self._columns():
            field = self[name]
            cells = (cell.strip() for cell in self.table.column(str(field.label)))
            shown = [cell for cell, _ in zip(filter(None, cells), range(SHOWN_CELLS), strict=False)]
            yield {"field": field, "name": field.label, "cells": shown}
