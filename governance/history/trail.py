"""The ledger of one item, read together with the words of its rows, in three queries at any length.

The ledger keeps every column of a recorded row but its free text; the one text that matters for a
row is read beside its entry. What the page, the timeline and the as-of page know of small rows
comes from here, so all three tell the same story.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, TextField, Value, When

from accounts.canonical import kind_of
from accounts.models import Function, LedgerEntry, User
from governance.dossier import Dossier
from governance.models import (
    Acceptance,
    AgreerAnswer,
    Bridge,
    BridgeLine,
    Comment,
    CompetingClaim,
    Contradiction,
    Decision,
    DecisionUse,
    DiagnosisStep,
    Dissent,
    Escalation,
    Evidence,
    FollowUp,
    Option,
    Pause,
    Position,
    PositionAnswer,
    Redaction,
    RetiredBelief,
    RuleWaiver,
    StepNote,
    Verification,
)

Row = TypeVar("Row", bound=models.Model)

# The text that is read for an entry, and a second one where a sentence needs it.
WORDS: dict[type[models.Model], str] = {
    Acceptance: "disclosure",
    AgreerAnswer: "reason",
    Bridge: "note",
    BridgeLine: "label",
    StepNote: "text",
    Comment: "body",
    CompetingClaim: "reason",
    Decision: "rationale",
    DecisionUse: "purpose",
    DiagnosisStep: "note",
    Dissent: "reason",
    Escalation: "reason",
    Evidence: "title",
    FollowUp: "title",
    Option: "summary",
    Pause: "reason",
    Position: "label",
    PositionAnswer: "note",
    Redaction: "reason",
    RetiredBelief: "belief",
    RuleWaiver: "reason",
    Verification: "note",
}
BESIDE: dict[type[models.Model], str] = {
    Dissent: "function__name",
    FollowUp: "reason",
    Option: "letter",
    Position: "claim",
}
# Rows with one free text at most: their ledger entry and its words are the whole row.
SMALL = (
    AgreerAnswer,
    Bridge,
    BridgeLine,
    Comment,
    CompetingClaim,
    DecisionUse,
    DiagnosisStep,
    Dissent,
    Escalation,
    Pause,
    PositionAnswer,
    Verification,
)


@dataclass(frozen=True)
class Entry:
    """One recorded row: its columns as the ledger keeps them, and its words."""

    seq: int
    verb: str
    actor_id: int
    on_behalf_of_id: int | None
    way: str | None
    at: datetime
    table: str
    row_id: int
    values: dict[str, str | None]
    words: str
    beside: str

    @property
    def hands(self) -> tuple[int, int | None]:
        """Who acted, and on whose behalf."""
        return self.actor_id, self.on_behalf_of_id

    def get(self, column: str) -> str:
        """Return the canonical text of a column, empty for NULL."""
        return self.values.get(column) or ""

    def key(self, column: str = "id") -> int:
        """Return a key, 0 for NULL."""
        return int(self.get(column) or 0)


def table_of(model: type[models.Model]) -> str:
    """Return the table the ledger names for a model: that of its history where it keeps one."""
    return written(model)._meta.db_table


def written(model: type[models.Model]) -> type[models.Model]:
    """Return the model whose rows the ledger counts."""
    history = getattr(model, "history", None)
    return history.model if history is not None else model


class Trail:
    """Everything recorded of an item up to a moment (None: now), oldest first."""

    def __init__(self, item: Contradiction, at: datetime | None = None) -> None:
        self.item, self.at = item, at

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries of the item's chain."""
        found = LedgerEntry.objects.filter(chain=self.item.chain).order_by("seq")
        if self.at is not None:
            found = found.filter(at__lte=self.at)
        columns = (
            *("seq", "verb", "actor_id", "on_behalf_of_id", "way"),
            *("at", "table_name", "row_id"),
        )
        rows = found.annotate(words=texts(WORDS), beside=texts(BESIDE)).values_list(
            *columns, "payload", "words", "beside"
        )
        return [
            Entry(
                *(seq, verb, actor, lender, way, at, table, key, _columns(said)),
                *(words or "", beside or ""),
            )
            for seq, verb, actor, lender, way, at, table, key, said, words, beside in rows
        ]

    @cached_property
    def versions(self) -> dict[int, Any]:
        """Every version of the item itself, by the key of its history row."""
        kept = Contradiction.history.filter(id=self.item.pk).defer("summary")
        if self.at is not None:
            kept = kept.filter(history_date__lte=self.at)
        return {row.history_id: row for row in kept}

    @cached_property
    def people(self) -> dict[int, User]:
        """Everybody named by an entry."""
        named = {int(text) for entry in self.entries for text in _people_in(entry)}
        hands = {key for entry in self.entries for key in entry.hands if key}
        return User.objects.in_bulk(named | hands)

    def of(self, model: type[models.Model]) -> list[Entry]:
        """Return the entries of one kind of row."""
        table = table_of(model)
        return [entry for entry in self.entries if entry.table == table]

    def rows(self, model: type[Row]) -> list[Row]:
        """Return small rows as they were last recorded, in the model's own order."""
        latest = {entry.key(): entry for entry in self.of(model)}
        rows = [self._row(model, entry) for entry in latest.values()]
        for name in reversed([str(name) for name in model._meta.ordering or ()]):
            attribute = name.lstrip("-")
            rows.sort(key=lambda row: getattr(row, attribute), reverse=name.startswith("-"))
        return rows

    def _row(self, model: type[Row], entry: Entry) -> Row:
        row = model(**{f.attname: _read(f, entry) for f in model._meta.concrete_fields})
        for field in model._meta.concrete_fields:
            key = getattr(row, field.attname)
            if field.name == "contradiction":
                setattr(row, field.name, self.item)
            elif field.related_model is User and key is not None:
                setattr(row, field.name, self.people[key])
        return row


class WholeDossier(Dossier):
    """A dossier that reads its small rows from the trail: a page costs the same at any length."""

    @cached_property
    def trail(self) -> Trail:
        """The item's ledger up to the moment of the dossier."""
        return Trail(self.item, self.at)

    def _rows(self, model: type[Row], *related: str, **where: object) -> list[Row]:
        if model not in SMALL:
            return super()._rows(model, *related, **where)
        kept = {name: value for name, value in where.items() if "contradiction" not in name}
        rows = [
            row
            for row in self.trail.rows(model)
            if all(getattr(row, name) == value for name, value in kept.items())
        ]
        for row in rows:
            self._attach(row)
        return rows

    def _attach(self, row: models.Model) -> None:
        """Hang the side or the evidence a row points to under it, as read once for all."""
        for field in row._meta.concrete_fields:
            key = getattr(row, field.attname)
            if key is not None and field.related_model in (Position, Evidence):
                known = self.all_positions if field.related_model is Position else self.shown
                setattr(row, field.name, next(one for one in known if one.pk == key))

    @cached_property
    def uses(self) -> list[DecisionUse]:
        """Which number is used for what, by the decision that stands."""
        return self._rows(DecisionUse, decision_id=self.decision_key) if self.decision_key else []

    @cached_property
    def shown(self) -> list[Evidence]:
        """What was shown for the item, and for items that were dismissed as the same."""
        own = Q(contradiction=self.item.pk) | Q(contradiction__duplicate_of=self.item.pk)
        found = Evidence.objects.filter(own).select_related("by")
        if self.at is not None:
            found = found.filter(at__lte=self.at)
        return list(found)

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What was shown for the item itself."""
        return [row for row in self.shown if row.contradiction_id == self.item.pk]

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that stands."""
        return self.item.current_decision

    @cached_property
    def dissents(self) -> list[Dissent]:
        """Who disagreed with the decision that stands; a function stands for its name."""
        names = {entry.key(): entry.beside for entry in self.trail.of(Dissent)}
        stated = [d for d in self.trail.rows(Dissent) if d.decision_id == self.decision_key]
        replaced = {dissent.supersedes_id for dissent in stated}
        for dissent in stated:
            if dissent.function_id:
                dissent.function = Function(pk=dissent.function_id, name=names[dissent.pk])
        return [dissent for dissent in stated if dissent.pk not in replaced]

    @cached_property
    def beliefs(self) -> list[RetiredBelief]:
        """What is no longer believed since, newest first."""
        return [
            RetiredBelief(belief=entry.words, by=self.trail.people[entry.actor_id], at=entry.at)
            for entry in reversed(self.trail.of(RetiredBelief))
        ]

    @property
    def decision_key(self) -> int | None:
        """The key of the decision that stands."""
        return self.item.current_decision_id


def texts(columns: dict[type[models.Model], str]) -> Case:
    """Read one text column of whichever row an entry points to."""
    return Case(
        *(
            When(
                table_name=table_of(model),
                then=Subquery(
                    written(model)
                    ._base_manager.filter(pk=OuterRef("row_id"))
                    .order_by()
                    .values(column)[:1]
                ),
            )
            for model, column in columns.items()
        ),
        default=Value(""),
        output_field=TextField(),
    )


def _columns(payload: str) -> dict[str, str | None]:
    return {name.rpartition(":")[0]: text for name, text in json.loads(payload).items()}


def _read(field: Any, entry: Entry) -> Any:
    """Return the value of a column from its canonical text; free text from the words."""
    kind, text = kind_of(field), entry.values.get(field.column)
    if kind == "x":
        return entry.words
    if text is None:
        return None
    return json.loads(text) if kind == "j" else field.to_python(text)


NAMING: tuple[type[models.Model], ...] = (Contradiction, *WORDS)
PERSON_COLUMNS = {
    field.column
    for model in NAMING
    for field in model._meta.concrete_fields
    if field.related_model is User and field.column
}


def _people_in(entry: Entry) -> Iterable[str]:
    return (text for column in PERSON_COLUMNS if (text := entry.get(column)))
