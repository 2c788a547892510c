"""Answers for load balancers and operators: is the process alive, and may it take work."""

from collections.abc import Callable
from typing import TypedDict

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from governance.history import triggers
from governance.models.jobs import Outbox


class Check(TypedDict):
    """What one probe found, in a form that a monitor and a person can read."""

    ok: bool
    detail: str


def _database() -> Check:
    """Ask the database for an answer, not only for a connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Check(ok=True, detail=connection.vendor)


def _migrations() -> Check:
    """Compare the migrations on disk with those the database has seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    return Check(ok=not names, detail=", ".join(names) or "all applied")


def _triggers() -> Check:
    """List the triggers that should refuse a rewrite and are not there."""
    missing = triggers.missing()
    return Check(ok=not missing, detail=", ".join(missing) or "all present")


def _outbox() -> Check:
    """Measure how long the oldest promise that is due has waited."""
    now = timezone.now()
    waiting = Outbox.objects.filter(done_at__isnull=True, failed_at__isnull=True, due_at__lte=now)
    oldest = waiting.aggregate(due_at=Min("due_at"))["due_at"]
    age = int((now - oldest).total_seconds()) if oldest else 0
    return Check(ok=age <= settings.TIEOUT.outbox_alarm_seconds, detail=f"oldest due {age} s ago")


CHECKS: dict[str, Callable[[], Check]] = {
    "database": _database,
    "migrations": _migrations,
    "triggers": _triggers,
    "outbox": _outbox,
}


def run_checks() -> dict[str, Check]:
    """Run every probe; a database that fails one fails that one alone."""
    results: dict[str, Check] = {}
    for name, check in CHECKS.items():
        try:
            results[name] = check()
        except DatabaseError as error:
            # The class says enough; the message may name hosts and users.
            results[name] = Check(ok=False, detail=type(error).__name__)
    return results


@never_cache
@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers, whatever the state of what it depends on."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_GET
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether this process may be sent work, and which probe objects."""
    checks = run_checks()
    ready = all(check["ok"] for check in checks.values())
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": checks},
        status=200 if ready else 503,
    )
