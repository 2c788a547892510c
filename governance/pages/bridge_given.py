"""The first page of a bridge out of two lists: where each list is, and what of it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.bridge_given import source_names, source_tables, table_columns
from governance.bridging.lists import last_run
from governance.bridging.repeating import NEXT_MONTH, next_windows
from governance.bridging.rules import SIDES
from governance.forms.bridge_lists import ChosenTable
from governance.forms.bridge_tables import WhereForm, is_of_source
from governance.models import Bridge, Contradiction, Position
from governance.pages.addresses import page_url
from governance.pages.bridge import Pair
from metrics.figures import number

# Asked for where somebody comes back to choose anew.
AGAIN = "again"
OF_TABLE = ("source", "table")


@dataclass
class GivenPage:
    """What somebody has chosen so far, what the sources answer, and what is asked next."""

    item: Contradiction
    pair: Pair
    person: User
    at: datetime
    query: Mapping[str, str]

    def __post_init__(self) -> None:
        self.columns: dict[str, list[str]] = {}
        self.tables: dict[str, list[str]] = {}
        self.refused: dict[str, ValidationError] = {}
        if self.is_next_month and "left_source" not in self.query:
            self.query = {**self.query, **self._as_last()}
        for side in SIDES:
            if self.asked.get(f"{side}_source"):
                self._look(side)

    @property
    def is_next_month(self) -> bool:
        """Whether the lists of the next month are given, by the rules of the last run."""
        return NEXT_MONTH in self.query

    def _unsigned(self) -> str:
        """Say in which state the bridge is that this run would fill; nothing of a signed one."""
        bridge = self.pair.bridge
        if bridge is None or bridge.status == Bridge.Status.SIGNED:
            return ""
        return bridge.get_status_display().lower()

    def _as_last(self) -> dict[str, str]:
        """Return the choice of the tables read last; nothing where a list came as a file."""
        if set(self.last) != set(SIDES):
            return {}
        read = self.last.items()
        return {f"{side}_{name}": told[name] for side, told in read for name in OF_TABLE}

    @cached_property
    def last(self) -> dict[str, Any]:
        """What the last run between these sides read, where that were tables."""
        run = last_run(self.item, self.pair.start, self.pair.end)
        if run is None:
            return {}
        known = source_names()
        return {side: told for side in SIDES if (told := run.facts[side]).get("source") in known}

    @cached_property
    def asked(self) -> dict[str, str]:
        """What was chosen; nothing yet means what the last run read."""
        if any(name in self.query for name in ("left_source", "right_source")):
            return dict(self.query)
        return {f"{side}_source": told["source"] for side, told in self.last.items()}

    def _look(self, side: str) -> None:
        """Ask for the columns of a table; for the tables, where none is chosen or to be had."""
        source, table = self.asked[f"{side}_source"], self.asked.get(f"{side}_table", "")
        told: dict[str, Any] = {"item": self.item, "actor": self.person, "at": self.at}
        if table and is_of_source(self.asked, side) and AGAIN not in self.query:
            try:
                self.columns[side] = table_columns(source=source, table=table, **told)
            except ValidationError as error:
                self.refused[f"{side}_table"] = _bare(error)
            else:
                return
        try:
            self.tables[side] = source_tables(source=source, **told)
        except ValidationError as error:
            self.refused.pop(f"{side}_table", None)
            self.refused[f"{side}_source"] = _bare(error)

    @property
    def is_chosen(self) -> bool:
        """Whether it is known of both sides where their lists are."""
        if not source_names():
            return True
        if AGAIN in self.query or self.refused:
            return False
        sources = [self.query.get(f"{side}_source") for side in SIDES]
        return None not in sources and len(self.columns) == sum(map(bool, sources))

    def chosen(self) -> dict[str, ChosenTable]:
        """Return the table of each side that has one."""
        return {
            side: ChosenTable(
                source=self.asked[f"{side}_source"],
                table=self.asked[f"{side}_table"],
                offered=columns,
                ticked=self._ticked(side),
            )
            for side, columns in self.columns.items()
        }

    def _ticked(self, side: str) -> list[str]:
        told = self.last.get(side, {})
        names = [self.asked[f"{side}_{name}"] for name in ("source", "table")]
        is_again = [told.get("source"), told.get("table")] == names
        return list(told["columns"]) if is_again else []

    def form(self) -> WhereForm:
        """Return what is asked next."""
        asked = dict(self.asked)
        if AGAIN in self.query:
            asked = {name: told for name, told in asked.items() if not name.endswith("_of")}
        for side, told in self.last.items():
            if asked.get(f"{side}_source") == told["source"]:
                asked.setdefault(f"{side}_table", told["table"])
        told = {"sources": source_names(), "tables": self.tables, "refused": self.refused}
        return WhereForm(asked, ends=self.ends, **told)

    @property
    def ends(self) -> dict[str, Position]:
        """The figure whose list is asked for on each side."""
        return dict(zip(SIDES, (self.pair.start, self.pair.end), strict=True))

    def context(self) -> dict[str, Any]:
        """Return what every page of them prints."""
        policy = settings.TIEOUT
        again = {**self.asked, "sides": self.pair.key, AGAIN: "1"}
        ends, moved = tuple(self.ends.values()), self.is_next_month
        if moved:
            again[NEXT_MONTH] = "1"
        return {
            "item": self.item,
            "pair": self.pair,
            "ends": ends,
            "next_month": NEXT_MONTH if moved else "",
            "windows": next_windows(self.item, *ends) if moved else [],
            "replaces": self._unsigned() if moved else "",
            "bridge_url": f"{page_url('bridge', self.item.code)}?sides={self.pair.key}",
            "again_url": f"?{urlencode(again)}" if source_names() else "",
            "has_tables": bool(self.columns),
            "has_files": len(self.columns) < len(SIDES),
            "most_rows": number(policy.bridge_table_max_rows),
            "most_seconds": policy.bridge_table_seconds,
        }


def _bare(error: ValidationError) -> ValidationError:
    """Take the sentences out of an error that names a field of its own."""
    return ValidationError(error.messages)
