"""The forms of a bridge out of two lists: the files, and the rules to set them side by side by."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from governance.actions.bridge_given import Given, GivenList, GivenTable
from governance.bridging.rules import SIDES
from governance.forms.verb import DateField, VerbForm
from governance.models import BridgeJob, Position
from metrics.bridge import DateFormat, Normaliser
from metrics.reading.tables import DELIMITERS

ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
NORMALISERS = [
    (Normaliser.EXACT, "exactly as written"),
    (Normaliser.FOLDED, "without case and blanks"),
    (Normaliser.EMAIL, "as e-mail, without +tag"),
    (Normaliser.DOMAIN, "by e-mail domain"),
    (Normaliser.DIGITS, "by digits alone"),
    (Normaliser.COMPANY, "as company, without legal form"),
]
MARKS = [("", "As detected"), (".", "Decimal point"), (",", "Decimal comma")]
ENCODED = [("", "As detected"), *((one, name) for one, name in ENCODINGS.items())]
DIVIDED = [("", "As detected"), *((one, name.capitalize()) for one, name in DELIMITERS.items())]
ACCEPTED = ".csv,.tsv,.txt,.parquet,.jsonl,.ndjson,.json,text/csv"
OF_FILE = ("", "_leave_out", "_encoding", "_delimiter")
ROWS, KEY = "rows", "key"
NONE = ("", "None")
Pairs = list[tuple[str, str]]
Fields = dict[str, forms.Field]


def named(text: str) -> list[str]:
    """Read names or values divided by commas; quotes keep a comma inside one."""
    lines = [line for line in text.splitlines() if line.strip()]
    cells = [cell.strip() for row in csv.reader(lines, skipinitialspace=True) for cell in row]
    return [cell for cell in cells if cell]


@dataclass(frozen=True, kw_only=True)
class ChosenTable:
    """A table of a database, the columns that may be read, and those to begin with."""

    source: str
    table: str
    offered: Sequence[str]
    ticked: Sequence[str] = ()


class ListsForm(VerbForm):
    """Two files, the columns of each that nobody may keep, and how they are written.

    Where a side has a table, its columns to read stand in the place of the file.
    """

    left = forms.FileField(widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-columns": ""}))
    left_leave_out = forms.CharField(required=False, max_length=2000)
    left_encoding = forms.ChoiceField(choices=ENCODED, required=False)
    left_delimiter = forms.ChoiceField(choices=DIVIDED, required=False)
    right = forms.FileField(widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-columns": ""}))
    right_leave_out = forms.CharField(required=False, max_length=2000)
    right_encoding = forms.ChoiceField(choices=ENCODED, required=False)
    right_delimiter = forms.ChoiceField(choices=DIVIDED, required=False)

    def __init__(
        self,
        *args: Any,
        ends: Mapping[str, Position],
        tables: Mapping[str, ChosenTable] | None = None,
        **options: Any,
    ) -> None:
        self.ends = {side: end.label for side, end in ends.items()}
        self.tables = tables or {}
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Name each field for a person."""
        for side in SIDES:
            if side in self.tables:
                self._offer_columns(side, self.tables[side])
                continue
            self.fields[side].label = "List behind this figure"
            self.fields[side].error_messages |= {
                "required": f"{self.ends[side]}: choose the list behind this figure.",
                "empty": f"{self.ends[side]}: choose a list with rows; this file is empty.",
            }
            out = self.fields[f"{side}_leave_out"]
            out.label = "Columns to keep out"
            out.help_text = "Their names, divided by commas. They are never stored."
            self.fields[f"{side}_encoding"].label = "Encoding"
            self.fields[f"{side}_delimiter"].label = "Columns are divided by"

    def _offer_columns(self, side: str, chosen: ChosenTable) -> None:
        for name in OF_FILE:
            del self.fields[f"{side}{name}"]
        self.fields[f"{side}_columns"] = forms.MultipleChoiceField(
            label=f"Columns of {chosen.table} in {chosen.source}",
            help_text="What you do not tick is never read.",
            choices=[(one, one) for one in chosen.offered],
            initial=[one for one in chosen.ticked if one in chosen.offered],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": f"{self.ends[side]}: choose at least the column that names a row."
            },
        )

    def sides(self) -> list[list[forms.BoundField]]:
        """Return the fields of each side."""
        return [
            [self[f"{side}_columns"]]
            if side in self.tables
            else [self[f"{side}{name}"] for name in OF_FILE]
            for side in SIDES
        ]

    def facts(self) -> dict[str, Any]:
        """Return both lists."""
        return {side: self._given(side) for side in SIDES}

    def _given(self, side: str) -> Given:
        data = self.cleaned_data
        if chosen := self.tables.get(side):
            columns = data[f"{side}_columns"]
            return GivenTable(source=chosen.source, table=chosen.table, columns=columns)
        return GivenList(
            file=data[side],
            leave_out=named(data[f"{side}_leave_out"]),
            encoding=data[f"{side}_encoding"],
            delimiter=data[f"{side}_delimiter"],
        )


def _key_fields(names: Pairs, rules: Mapping[str, Any]) -> Fields:
    keys = [*rules.get("key", []), {}, {}]
    made: Fields = {}
    for number, label in ((1, "Key column"), (2, "Second key column")):
        made[f"key_{number}"] = _choice(
            label,
            [("", "Choose a column" if number == 1 else "None"), *names],
            keys[number - 1].get("column", ""),
            required=number == 1,
        )
        first = keys[number - 1].get("normaliser", Normaliser.EXACT)
        made[f"normaliser_{number}"] = _choice("Compared", NORMALISERS, first)
    counts = rules.get("counts", ROWS)
    made["counts"] = _choice(
        "It counts",
        [
            (ROWS, "every row"),
            (KEY, "each key once"),
            *((f"={name}", f"each {name} once") for name, _ in names),
        ],
        f"={rules.get('counts_column')}" if counts == "column" else counts,
    )
    return made


def _window_fields(names: Pairs, columns: Any, period: Mapping[str, Any]) -> Fields:
    """Offer the columns that hold days first."""
    days = [(one["name"], one["name"]) for one in columns if one["sort"] == "day"]
    others = [pair for pair in names if pair not in days]
    ends = (("from", "From"), ("before", "Before"))
    return {
        "period": _choice("Date column", [NONE, *days, *others], period.get("column", "")),
        **{
            name: DateField(label=label, required=False, initial=period.get(name) or None)
            for name, label in ends
        },
    }


def _status_fields(names: Pairs, status: Mapping[str, Any]) -> Fields:
    return {
        "status": _choice("Status column", [NONE, *names], status.get("column", "")),
        "values": forms.CharField(
            label="Values that count",
            required=False,
            max_length=2000,
            initial=", ".join(_quoted(value) for value in status.get("values", [])),
        ),
    }


def _amount_fields(names: Pairs, rules: Mapping[str, Any]) -> Fields:
    firsts = [
        ("", "the first in the file"),
        *((name, f"lowest {name}") for name, _ in names),
        *((f"-{name}", f"highest {name}") for name, _ in names),
    ]
    formats = [("", "As detected"), *((one.value, one.value) for one in DateFormat)]
    amount = rules.get("amount", "")
    return {
        "amount": _choice("Amount column", [("", "None: it counts"), *names], amount),
        "first_by": _choice("First of several rows", firsts, rules.get("first_by", "")),
        "date_format": _choice("Days are written", formats, rules.get("date_format", "")),
        "decimal_mark": _choice("Amounts are written", MARKS, rules.get("decimal_mark", "")),
    }


def _choice(label: str, choices: Any, initial: str, **more: Any) -> forms.ChoiceField:
    options = {"required": False, **more}
    return forms.ChoiceField(label=label, choices=choices, initial=initial, **options)


class RulesForm(VerbForm):
    """How the rows of two lists are compared and counted."""

    def __init__(self, *args: Any, job: BridgeJob, **options: Any) -> None:
        self.job = job
        self.ends = dict(zip(SIDES, (job.start.label, job.end.label), strict=True))
        super().__init__(*args, item=job.contradiction, **options)

    def prepare(self) -> None:
        """Offer the columns of each list, as suggested or as chosen before."""
        for side in SIDES:
            self._add_side(side)
        most = settings.TIEOUT.bridge_rows_max_days
        self.fields["keep_days"] = forms.IntegerField(
            label="Keep the rows for, in days",
            min_value=1,
            max_value=most,
            initial=self.job.keep_days,
            help_text="Then they are deleted; steps and hashes stay.",
        )

    def _add_side(self, side: str) -> None:
        names = [(name, name) for name in self.job.lists[side]["columns"]]
        rules = self.job.rules.get(side, {})
        made = {
            **_key_fields(names, rules),
            **_window_fields(names, self.job.guesses[side], rules.get("period") or {}),
            **_status_fields(names, rules.get("status") or {}),
            **_amount_fields(names, rules),
        }
        made["key_1"].error_messages["required"] = self._asks(side, "choose what names a row")
        self.fields |= {f"{side}_{name}": field for name, field in made.items()}

    def _asks(self, side: str, what: str) -> str:
        """Say of which side something is missing: both are asked the same."""
        return f"{self.ends[side]}: {what}."

    def clean(self) -> dict[str, Any]:
        """Refuse a window or a status that is only half said."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for side in SIDES:
            start, end = data.get(f"{side}_from"), data.get(f"{side}_before")
            if (start or end) and not data.get(f"{side}_period"):
                self._refuse(side, "period", "choose the date column of this window")
            if data.get(f"{side}_period") and not (start or end):
                self._refuse(side, "from", "enter the first day that counts, or a day after")
            if start and end and start >= end:
                self._refuse(side, "before", "enter a day after the first one")
            if data.get(f"{side}_status") and not named(data.get(f"{side}_values", "")):
                self._refuse(side, "values", "enter the values that count")
            if data.get(f"{side}_key_2") and not data.get(f"{_other(side)}_key_2"):
                self._refuse(_other(side), "key_2", "choose its second key column too")
            if data.get(f"{side}_amount") and not data.get(f"{_other(side)}_amount"):
                self._refuse(_other(side), "amount", "choose its amount column too")
        return data

    def _refuse(self, side: str, name: str, what: str) -> None:
        self.add_error(f"{side}_{name}", self._asks(side, what))

    def rules(self) -> dict[str, dict[str, Any]]:
        """Return what was chosen, as a job keeps it."""
        return {side: self._rules_of(side) for side in SIDES}

    def _rules_of(self, side: str) -> dict[str, Any]:
        def told(name: str) -> Any:
            return self.cleaned_data.get(f"{side}_{name}") or ""

        keys = [
            {"column": told(f"key_{n}"), "normaliser": told(f"normaliser_{n}") or "exact"}
            for n in (1, 2)
            if told(f"key_{n}")
        ]
        counts = told("counts")
        is_column = counts.startswith("=")
        period = {
            "column": told("period"),
            "from": _iso(told("from")),
            "before": _iso(told("before")),
        }
        return {
            "key": keys,
            "counts": "column" if is_column else counts,
            "counts_column": counts[1:] if is_column else "",
            "period": period if told("period") else None,
            "status": {"column": told("status"), "values": named(told("values"))}
            if told("status")
            else None,
            "amount": told("amount"),
            "first_by": told("first_by"),
            "date_format": told("date_format"),
            "decimal_mark": told("decimal_mark"),
        }

    def facts(self) -> dict[str, Any]:
        """Return the rules, and for how long rows are kept."""
        return {"rules": self.rules(), "keep_days": self.cleaned_data["keep_days"]}

    def side(self, side: str) -> Mapping[str, forms.BoundField]:
        """Return the fields of a side by their names without it."""
        return {
            name.removeprefix(f"{side}_"): self[name]
            for name in self.fields
            if name.startswith(f"{side}_")
        }


def _other(side: str) -> str:
    return "right" if side == "left" else "left"


def _iso(day: Any) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def _quoted(value: str) -> str:
    return f'"{value}"' if "," in value else value
