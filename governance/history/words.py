"""Where words that people typed stand in the record, and which of them may be taken away."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.canonical import REDACTED, kind_of
from accounts.models import LedgerEntry, User
from governance.history.triggers import governed
from governance.models import Contradiction, Evidence, Position, Redaction
from governance.policies import sees_restricted

# Text that is no prose: names that records are known by, hashes, and what is worked out from the
# positions. A person's name goes by `pseudonymise`; the name of a KPI or a system is changed.
KEPT = {"name", "email", "slug", "segment", "fingerprint", "content_type", "time_zone"}
HASHES = {"sha256", "rows_sha256", "left_sha256", "right_sha256", "seal", "secret"}
GENERATED = {(Contradiction, "title"), (Position, "verb")}
MOST_FOUND = 200
REASON = "history_change_reason"


@dataclass(frozen=True)
class Cell:
    """One text of one row, the chain it belongs to, and what it says."""

    chain: str
    row: models.Model
    column: str
    text: str
    is_hidden: bool = False

    @property
    def table(self) -> str:
        """The table it stands in."""
        return self.row._meta.db_table

    @property
    def place(self) -> str:
        """What it is, for a reader: the kind of record and the field."""
        kind = live_model(type(self.row))._meta.verbose_name
        field: Any = self.row._meta.get_field(self.column)
        return f"{kind}: {'reason given' if self.column == REASON else field.verbose_name}"

    @property
    def record_key(self) -> Any:
        """The key of the record the row is, or is a version of."""
        return getattr(self.row, "id")  # noqa: B009 - history rows have no declared id


def live_model(model: type[models.Model]) -> type[models.Model]:
    """Return the model a history belongs to, or the model itself."""
    kept: type[models.Model] = getattr(model, "instance_type", model)
    return kept


def fields_of(model: type[models.Model]) -> list[str]:
    """Return the fields of a table whose words may be taken away."""
    live = live_model(model)
    return [
        field.name
        for field in model._meta.concrete_fields
        if kind_of(field) == "x"
        and not isinstance(field, models.FileField)
        and not field.unique
        and (field.max_length is None or field.max_length >= len(REDACTED))
        and field.name not in KEPT | HASHES
        and (live, field.name) not in GENERATED
    ]


def tables() -> dict[str, type[models.Model]]:
    """Return, by table, the models that keep every version of what was typed."""
    found = [model for model in governed() if model not in (LedgerEntry, Redaction)]
    kept: list[Any] = [getattr(model, "history", None) or model for model in found]
    rows = [getattr(one, "model", one) for one in kept]
    return {model._meta.db_table: model for model in rows if fields_of(model)}


def cells_of(chain: str) -> Iterator[Cell]:
    """Yield every text of a chain, each version of it."""
    for table, model in tables().items():
        keys = LedgerEntry.objects.filter(chain=chain, table_name=table).values("row_id")
        yield from _cells(model, model._base_manager.filter(pk__in=keys))


def cells_with(words: str) -> Iterator[Cell]:
    """Yield every text that holds the words, in whatever case, each version of it."""
    for model in tables().values():
        said = Q()
        for name in fields_of(model):
            said |= Q(**{f"{name}__icontains": words})
        found = _cells(model, model._base_manager.filter(said).order_by("-pk")[:MOST_FOUND])
        yield from (cell for cell in found if words.casefold() in cell.text.casefold())


def cell_at(table: str, key: int, column: str) -> Cell | None:
    """Return one text by its place, or None where nothing typed stands there."""
    model = tables().get(table)
    if model is None or column not in fields_of(model):
        return None
    found = _cells(model, model._base_manager.filter(pk=key))
    return next((cell for cell in found if cell.column == column), None)


def _cells(model: type[models.Model], rows: models.QuerySet[Any]) -> Iterator[Cell]:
    found = list(rows)
    entries = LedgerEntry.objects.filter(
        table_name=model._meta.db_table, row_id__in=[row.pk for row in found]
    )
    known = {
        key: (chain, verb) for key, chain, verb in entries.values_list("row_id", "chain", "verb")
    }
    for row in found:
        chain, verb = known.get(row.pk) or (row.chain, "")
        for column in fields_of(model):
            text = getattr(row, column)
            untyped = column == REASON and text == verb.replace("_", " ")
            if text and text != REDACTED and not untyped:
                yield Cell(chain, row, column, text)


def for_reader(found: Iterator[Cell], person: User, *, by_words: bool) -> list[Cell]:
    """Return what a person may see of texts, one for each record and wording.

    Of restricted evidence only that it is there, and nothing to whoever searches by words, so
    that a search cannot guess at it.
    """
    hidden = hidden_chains(person)
    shown: dict[tuple[Any, ...], Cell] = {}
    for cell in found:
        if cell.chain in hidden:
            continue
        closed = _is_closed(cell, person)
        if closed and by_words:
            continue
        said = "" if closed else cell.text
        key = (cell.table, cell.record_key, cell.column, cell.text)
        shown[key] = Cell(cell.chain, cell.row, cell.column, said, is_hidden=closed)
    return list(shown.values())[:MOST_FOUND]


def _is_closed(cell: Cell, person: User) -> bool:
    row = cell.row
    if not isinstance(row, Evidence) or not row.is_restricted:
        return False
    return not sees_restricted(row.contradiction, person)


def hidden_chains(person: User) -> set[str]:
    """Return the chains of confidential items a person may not read."""
    seen = Contradiction.objects.visible_to(person).values("pk")
    closed = Contradiction.objects.filter(is_confidential=True).exclude(pk__in=seen)
    return {item.code for item in closed.only("number")}


def item_of(chain: str) -> Contradiction | None:
    """Return the item a chain belongs to; None for chains of people, KPIs and the like."""
    letter, _, number = chain.partition("-")
    if letter != "C" or not number.isdecimal():
        return None
    return Contradiction.objects.filter(number=int(number)).first()
