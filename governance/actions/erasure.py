"""Erasure as a recorded act: the words go, that they were there and their hash stay."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.canonical import ERASED, REDACTED, canonical, kind_of
from accounts.models import AccessToken, User
from accounts.models.people import NOBODY
from accounts.policies import require_administrator
from accounts.recording import Act
from governance.actions.deliveries import forget_words
from governance.actions.mail_links import end_links
from governance.actions.moving import lock
from governance.dispute.summaries import refresh
from governance.history.words import Cell, cell_at, cells_of, item_of, live_model
from governance.models import Bridge, BridgeLine, Contradiction, Evidence, Position, Redaction
from governance.refusals import IllegalMove, NotEntitled
from metrics.models import KPIDefinition

# Their live rows never change either once judged or signed, but for a redaction on record.
FROZEN = (KPIDefinition, Bridge, BridgeLine)
TRACE = 20


def redact(
    *, record: models.Model, field: str, reason: str, actor: User, at: datetime
) -> list[Redaction]:
    """Take the words of one field away, wherever the record's chain holds exactly them.

    A file goes with its name. What the title and summary repeat of a position goes too.
    """
    require_administrator(actor, "take words out of the record")
    _needs_reason(reason)
    with transaction.atomic():
        cell = _cell(record, field)
        item = item_of(cell.chain)
        if item is not None:
            item = lock(item)
        act = Act(actor=actor, at=at, verb="redact", reason=reason)
        same = [one for one in cells_of(cell.chain) if one.text == cell.text]
        change = _change_live(act, same, item)
        gone = [_remove(act, cell.chain, one.row, one.column) for one in same]
        _remove_files(same)
        forget_words()
        if item is not None and any(isinstance(one.row, Position) for one in same):
            refresh(item)
            gone += _remove_repeated(act, item, cell.text)
            change = True
        if item is not None and change:
            item.version += 1
            act.record(item)
    return gone


def pseudonymise(*, person: User, reason: str, actor: User, at: datetime) -> User:
    """Take a former person's name and address away; what they did stays theirs, by key."""
    require_administrator(actor, "pseudonymise a person")
    _needs_reason(reason)
    with transaction.atomic():
        kept = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _refuse_pseudonym(kept)
        act = Act(actor=actor, at=at, verb="pseudonymise", reason=reason)
        kept.name, kept.email = f"Former person {kept.pk}", f"person-{kept.pk}@{NOBODY}"
        kept.set_unusable_password()
        act.record(kept)
        now = {kept.name, kept.email, REDACTED}
        for version in User.history.filter(id=kept.pk):
            for column in ("name", "email"):
                if getattr(version, column) not in now:
                    _remove(act, kept.chain, version, column)
        end_links(kept, at)
        for model in (EmailAddress, Authenticator, AccessToken):
            model.objects.filter(user=kept).delete()
        forget_words()
    return kept


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Say why, so that readers of the history know."})


def _refuse_pseudonym(person: User) -> None:
    if person.is_system:
        raise NotEntitled("The system actor is no person; it has no name to take away.")
    if person.is_active:
        raise IllegalMove(f"The account of {person} is open. Close it first.")
    if person.is_pseudonymous:
        raise IllegalMove(f"{person} has no name on record any more.")


def _cell(record: models.Model, field: str) -> Cell:
    """Find the text; a live record stands for its latest version."""
    row: Any = record
    if hasattr(record, "history"):
        row = record.history.order_by("-history_date", "-history_id").first()
    cell = cell_at(row._meta.db_table, row.pk, field)
    if cell is None:
        how = "No words that can be taken away stand there, or they are gone already."
        raise ValidationError({"field": how})
    return cell


def _remove(act: Act, chain: str, row: models.Model, column: str) -> Redaction:
    """Note the hash of a text, then write over it; the database refuses the other order."""
    note = _note(act, chain, row, column)
    kind = kind_of(row._meta.get_field(column))
    type(row)._base_manager.filter(pk=row.pk).update(**{column: ERASED[kind]})
    return note


def _note(act: Act, chain: str, row: models.Model, column: str) -> Redaction:
    field: Any = row._meta.get_field(column)
    said = field.get_prep_value(getattr(row, column))
    note = Redaction(
        chain_name=chain,
        table_name=row._meta.db_table,
        row_id=row.pk,
        column=column,
        sha256=canonical(kind_of(field), said) or "",
        reason=act.reason,
        by=act.actor,
        at=act.at,
    )
    return act.record(note)


def _change_live(act: Act, same: Iterable[Cell], item: Contradiction | None) -> bool:
    """Change what the records say now; the item itself is changed here and recorded last."""
    columns: dict[tuple[type[models.Model], Any], set[str]] = defaultdict(set)
    for cell in same:
        live = live_model(type(cell.row))
        if live is not type(cell.row) and hasattr(live, cell.column):
            columns[live, cell.record_key].add(cell.column)
    texts = {cell.text for cell in same}
    touched = False
    for (model, key), names in columns.items():
        is_item = item is not None and model is Contradiction
        row: Any = item if is_item else model._base_manager.select_for_update().get(pk=key)
        held = [name for name in sorted(names) if getattr(row, name) in texts]
        for name in held:
            if model in FROZEN:
                _note(act, row.chain, row, name)
            setattr(row, name, _instead(name))
        touched |= is_item and bool(held)
        if held and not is_item:
            _record_live(act, row)
    return touched


def _instead(name: str) -> str:
    """Return what a record says instead; the generated sentence takes the place of a wording."""
    return "" if name == "wording" else REDACTED


def _record_live(act: Act, row: Any) -> None:
    if hasattr(row, "version"):
        row.version += 1
    act.record(row)


def _remove_files(same: Iterable[Cell]) -> None:
    """Delete the bytes of files whose name was taken away, once that is certain."""
    for cell in same:
        if isinstance(cell.row, Evidence) and cell.column == "file_name":
            transaction.on_commit(_deletes(cell.row))


def _deletes(evidence: Evidence) -> Callable[[], None]:
    return lambda: evidence.file.storage.delete(str(evidence.file.name))


def _remove_repeated(act: Act, item: Contradiction, text: str) -> list[Redaction]:
    """Take away the titles and summaries in which an item repeated what a position said.

    Titles put typed text on one line and shorten it, so its beginning is looked for.
    """
    trace = " ".join(text.split())[:TRACE].rstrip(". ").casefold()
    if not trace:
        return []  # nothing but dots: every title would be said to repeat it
    held = [
        row for row in Contradiction.history.filter(id=item.pk) if trace in row.title.casefold()
    ]
    return [
        _remove(act, item.chain, row, column) for row in held for column in ("title", "summary")
    ]
