from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from config import health
from governance.history import triggers
from governance.models.jobs import Outbox


def promise(*, age: timedelta, done: bool = False) -> Outbox:
    """Put one row of work on the outbox, due some time ago."""
    due = timezone.now() - age
    return Outbox.objects.create(
        kind="test", key="test:1", created_at=due, due_at=due, done_at=due if done else None
    )


def test_healthz_answers_without_a_database(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "alive"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_names_every_check(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200, response.json()
    assert response.json()["status"] == "ready"
    assert list(response.json()["checks"]) == ["database", "migrations", "triggers", "outbox"]


@pytest.mark.django_db
def test_readyz_fails_when_a_trigger_is_gone(client: Client) -> None:
    gone = next(trigger for trigger in triggers.declared(connection.vendor))
    on = f" ON {gone.table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {gone.name}{on}")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["triggers"] == {"ok": False, "detail": gone.name}


@pytest.mark.django_db
def test_readyz_fails_when_a_promise_waits_too_long(client: Client) -> None:
    promise(age=timedelta(hours=1))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["outbox"]["ok"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "done"),
    [(timedelta(hours=1), True), (timedelta(0), False), (-timedelta(days=1), False)],
)
def test_readyz_ignores_work_that_is_done_or_not_due(
    age: timedelta, done: bool, client: Client
) -> None:
    promise(age=age, done=done)

    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_fails_on_a_migration_that_was_not_applied(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "sessions.0001_initial" in response.json()["checks"]["migrations"]["detail"]


def test_readyz_tells_nothing_of_a_database_that_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> health.Check:
        raise OperationalError("could not reach db.internal as tieout")

    monkeypatch.setattr(health, "CHECKS", {"database": down})

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"] == {"database": {"ok": False, "detail": "OperationalError"}}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_takes_no_post(path: str, client: Client) -> None:
    assert client.post(path).status_code == 405
