"""In whose place something was done, for records whose row does not keep it: the ledger does."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery

from accounts.api.records import PersonBrief
from accounts.models import LedgerEntry

Names = Mapping[str, Sequence[str]]


class InPlaceOf(PersonBrief):
    """Whose right was used, where it was lent to whoever acted; else null."""

    def __init__(self, *verbs: str, **options: Any) -> None:
        # By which verbs the row came to say what it says; none means by any.
        self.verbs = verbs
        super().__init__(**{"read_only": True, "allow_null": True, **options})

    def get_attribute(self, instance: Any) -> dict[str, Any] | None:
        """Return the person as `in_place` marked them, or ask for this one row."""
        name = str(self.field_name)
        if f"{name}_key" not in vars(instance):
            rows = _marked(type(instance)._base_manager.filter(pk=instance.pk), {name: self.verbs})
            key, said = rows.values_list(f"{name}_key", f"{name}_name").get()
        else:
            key, said = vars(instance)[f"{name}_key"], vars(instance)[f"{name}_name"]
        return {"id": key, "name": said} if key else None


def in_place(rows: QuerySet[Any], record: Any) -> QuerySet[Any]:
    """Mark rows, in their own query, with what the `InPlaceOf` fields of a record show."""
    fields = record().fields.items()
    return _marked(rows, {n: field.verbs for n, field in fields if isinstance(field, InPlaceOf)})


def _marked(rows: QuerySet[Any], names: Names) -> QuerySet[Any]:
    for name, verbs in names.items():
        found = _entries(rows.model, verbs)
        rows = rows.annotate(
            **{
                f"{name}_key": Subquery(found.values("on_behalf_of")[:1]),
                f"{name}_name": Subquery(found.values("on_behalf_of__name")[:1]),
            }
        )
    return rows


def _entries(model: type[Model], verbs: Sequence[str]) -> QuerySet[LedgerEntry]:
    """Return the entries of the row asked for by which somebody acted for another, last first."""
    entries = LedgerEntry.objects.filter(on_behalf_of__isnull=False)
    if verbs:
        entries = entries.filter(verb__in=verbs)
    history = getattr(model, "history", None)
    if history is None:
        mine = entries.filter(table_name=model._meta.db_table, row_id=OuterRef("pk"))
    else:
        kept = history.model
        versions = kept.objects.filter(id=OuterRef(OuterRef("pk"))).values("history_id")
        mine = entries.filter(table_name=kept._meta.db_table, row_id__in=versions)
    return mine.order_by("-at", "-id")
