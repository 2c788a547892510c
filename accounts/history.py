"""History rows that cannot be written without saying who, when and why."""

from typing import Any

from django.conf import settings
from django.db import models
from simple_history.manager import HistoricalQuerySet, HistoryManager
from simple_history.models import HistoricalRecords


class Unrecorded(Exception):
    """A governed record was saved outside an act, so nobody would answer for the change."""


class Versions(HistoryManager.from_queryset(HistoricalQuerySet)):  # type: ignore[misc]  # made by Django
    """The history rows of a model, or of one record."""

    @classmethod
    def from_queryset(cls, *_: Any, **__: Any) -> Any:
        """Return this class, which the library would build anew each time history is read."""
        return cls


class History(HistoricalRecords):
    """Track a model, with actor, moment and reason NOT NULL and no request magic.

    A save outside an act is refused unless it changed nothing that is tracked: signing in
    touches `last_login`, which is nobody's decision.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("history_change_reason_field", models.TextField())
        options.setdefault("history_id_field", models.BigAutoField())
        options.setdefault("history_manager", Versions)
        super().__init__(**options)

    def _get_history_user_fields(self) -> dict[str, models.Field[Any, Any]]:
        actor = models.ForeignKey(
            settings.AUTH_USER_MODEL, related_name="+", on_delete=models.PROTECT
        )
        return {"history_user": actor}

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """Add the index that makes an as-of of many records one short range scan each."""
        options: dict[str, Any] = super().get_meta_options(model)
        as_of = models.Index(
            fields=["id", "-history_date", "-history_id"],
            name=f"{model._meta.model_name}"[:22] + "_as_of",
        )
        return {**options, "indexes": [as_of]}

    def create_historical_record(
        self, instance: Any, history_type: str, using: str | None = None
    ) -> None:
        """Write the history row of this save, stamped by the act under way."""
        tracked = {f.attname: getattr(instance, f.attname) for f in self.fields_included(instance)}
        rows = type(instance).history.model._base_manager
        act = getattr(instance, "_act", None)
        if act is None:
            last = rows.filter(id=instance.pk).order_by("-history_date", "-history_id")
            if last.values(*tracked).first() != tracked:
                raise Unrecorded(f"Save {instance._meta.label} {instance.pk} through an action.")
            return
        instance._history_row = rows.create(
            history_date=act.at,
            history_type=history_type,
            history_user=act.actor,
            history_change_reason=act.reason,
            **tracked,
        )
