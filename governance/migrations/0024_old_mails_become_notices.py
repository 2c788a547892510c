"""What was promised before there were notices is kept as one: no handler knows the old kinds."""

from collections.abc import Callable
from textwrap import shorten
from typing import Any

from django.db import migrations

EVENTS = {"asked": "poll_asked", "closed": "poll_open"}


def translate(apps: Any, _: Any) -> None:
    """Turn waiting promises of old kinds into the ones that say the same now."""
    worded: dict[str, Callable[[dict[str, Any], Any], dict[str, Any]]] = {
        "item_mail": _of_item,
        "definition_mail": _of_definition,
        "poll_mail": _of_polls,
        "rights_change": lambda told, _: {"why": told.get("why", "Rights changed")},
    }
    rows = apps.get_model("governance", "Outbox").objects
    for row in rows.filter(kind__in=worded, done_at__isnull=True).order_by("pk"):
        row.payload = worded[row.kind](row.payload, apps)
        row.kind = "right_in_force" if row.kind == "rights_change" else "notice"
        row.key = f"{row.kind}:translated:{row.pk}"
        # Some were given up because nothing could keep them.
        row.attempts, row.failed_at, row.leased_until, row.last_error = 0, None, None, ""
        row.save()


def _of_item(told: dict[str, Any], _: Any) -> dict[str, Any]:
    return {"item": told["item"], "heard": {told["verb"]: [told["person"]]}, "by": None}


def _of_definition(told: dict[str, Any], apps: Any) -> dict[str, Any]:
    found = apps.get_model("metrics", "KPIDefinition").objects.select_related("kpi")
    one = found.get(pk=told["definition"])
    return {
        "item": None,
        "heard": {f"definition_{told['event']}": [told["person"]]},
        "by": None,
        "about": f"{one.kpi.name} v{one.number}",
        "path": f"/m/{one.kpi.slug}/definitions/{one.number}/",
    }


def _of_polls(told: dict[str, Any], apps: Any) -> dict[str, Any]:
    first = apps.get_model("governance", "OwnershipPoll").objects.get(pk=told["polls"][0])
    asked = shorten(first.question, 140, placeholder="…")
    many = len(told["polls"])
    return {
        "item": None,
        "heard": {EVENTS.get(told["event"], "poll_open"): [told["person"]]},
        "by": None,
        "about": f"“{asked}”, the first of {many} questions," if many > 1 else f"“{asked}”",
        "path": f"/polls/{first.pk}/",
    }


class Migration(migrations.Migration):
    """One step."""

    dependencies = [
        ("governance", "0023_agenda"),
        ("metrics", "0001_squashed_0007_files_that_a_worker_reads"),
    ]

    operations = [migrations.RunPython(translate, migrations.RunPython.noop)]
