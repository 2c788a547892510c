"""Where the list behind each figure is: a file, or a table of a database, step by step."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.plain import PlainForm
from governance.bridging.rules import SIDES
from governance.models import Position


class WhereForm(PlainForm):
    """A source for each side, and one of its tables once the source is chosen.

    It is sent by GET, so that each step is an address: nothing is stored before the last one.
    """

    def __init__(
        self,
        asked: Mapping[str, str],
        *,
        ends: Mapping[str, Position],
        sources: Sequence[str],
        tables: Mapping[str, Sequence[str]],
        refused: Mapping[str, ValidationError],
    ) -> None:
        self.asked, self.sources, self.tables, self.ends = asked, sources, tables, ends
        # A choice that was not there to be made yet is not one that is missing.
        is_sent = any(asked.get(_of(side)) == asked.get(f"{side}_source") for side in tables)
        super().__init__(asked if refused or is_sent else None, initial=asked)
        for name, error in refused.items():
            self.refuse(ValidationError({name: error}))

    def prepare(self) -> None:
        """Offer the sources of each side, and the tables of the one that was chosen."""
        offered = [("", "A file"), *((one, f"A table of {one}") for one in self.sources)]
        for side in SIDES:
            self.fields[f"{side}_source"] = forms.ChoiceField(
                label="The list behind this figure is",
                choices=offered,
                required=False,
                widget=forms.RadioSelect,
                initial="",
            )
            if side in self.tables:
                tables = self.tables[side]
                self.fields[f"{side}_table"] = forms.ChoiceField(
                    label="Table or view",
                    choices=[("", "Choose a table"), *((one, one) for one in tables)],
                    error_messages={
                        "required": f"{self.ends[side].label}: choose a table or a view."
                    },
                )

    def refuse(self, error: ValidationError) -> None:
        """Show an error of a table that is not offered beside its source."""
        by_field = {
            name if name in self.fields else name.replace("_table", "_source"): found
            for name, found in error.error_dict.items()
        }
        for name, found in by_field.items():
            self.add_error(name, found)

    def side(self, side: str) -> list[forms.BoundField]:
        """Return the fields of a side."""
        return [self[name] for name in self.fields if name.startswith(f"{side}_")]

    def remembered(self) -> list[tuple[str, str]]:
        """Return of which source the tables are that can be chosen here."""
        return [(_of(side), self.asked[f"{side}_source"]) for side in self.tables]


def _of(side: str) -> str:
    return f"{side}_of"


def is_of_source(asked: Mapping[str, str], side: str) -> bool:
    """Say whether the table was chosen among those of the source, and not of an earlier one."""
    source = asked.get(f"{side}_source", "")
    return asked.get(_of(side), source) == source
