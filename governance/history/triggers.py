"""What the database refuses by itself, declared once for SQLite and PostgreSQL.

Rules: rows of immutable tables never change (but for a ledgered redaction), nothing governed is
deleted or replaced, moments of one record strictly increase, an item's status moves along
`LIFECYCLE` with version + 1, approved definitions and signed bridges are frozen, an acceptance ends
within the days a company allows, two holders of one right never overlap, neither do the delegations
of one person, which lead in no circle, and answers of a poll are on record no sooner than it is
closed.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.canonical import ERASED, REDACTED, kind_of
from governance.history import bridge_triggers, exclusions, poll_triggers, review_triggers
from governance.history.lending import IN_A_CIRCLE, OVERLAPS
from governance.history.trigger import PREFIX, Trigger
from governance.lifecycle import LIFECYCLE
from governance.register import search

MARKS = {"x": REDACTED, "h": json.dumps(ERASED["h"])}


def governed() -> list[type[models.Model]]:
    """Return every model whose rows chain into the ledger."""
    return [model for model in apps.get_models() if hasattr(model, "chain")]


def immutable() -> list[type[models.Model]]:
    """Return the models whose rows never change: history, ledger, and governed without history."""
    ledger = apps.get_model("accounts", "LedgerEntry")
    tracked = [model for model in governed() if hasattr(model, "history")]
    return [
        ledger,
        *(model.history.model for model in tracked),
        *(model for model in governed() if model not in tracked and model is not ledger),
    ]


def declared(vendor: str) -> Iterator[Trigger]:
    """Yield every trigger the database must have."""
    for model in immutable():
        table = model._meta.db_table
        message = f"{table}: rows are never changed or deleted; add a row that supersedes"
        yield Trigger(table, "no_update", "UPDATE", message, _changes(model, vendor))
        yield Trigger(table, "no_delete", "DELETE", message)
    for model in governed():
        if hasattr(model, "history"):
            table = model._meta.db_table
            yield Trigger(table, "no_delete", "DELETE", f"{table}: rows are never deleted")
            yield _in_order(model.history.model._meta.db_table)
    yield from _no_way_around(vendor)
    yield from _life()
    yield from _frozen(vendor)
    yield from _bounds(vendor)
    yield from _overlap()
    yield from bridge_triggers.declared()
    yield from poll_triggers.declared()
    yield from review_triggers.declared()
    yield from _lending()


def _in_order(table: str) -> Trigger:
    """Refuse a version that is not later than the last one of its record, or gives no reason."""
    return Trigger(
        table,
        "in_order",
        "INSERT",
        f"{table}: moments of one record strictly increase, each with a reason",
        f"NEW.history_change_reason = '' OR EXISTS (SELECT 1 FROM {table} h "
        "WHERE h.id = NEW.id AND h.history_date >= NEW.history_date)",
    )


def _no_way_around(vendor: str) -> Iterator[Trigger]:
    """Refuse what removes rows without deleting them: TRUNCATE, and SQLite's OR REPLACE."""
    for model in {*immutable(), *governed()}:
        table = model._meta.db_table
        if vendor == "postgresql":
            yield Trigger(table, "no_truncate", "TRUNCATE", f"{table}: rows are never deleted")
            continue
        same = [" AND ".join(f'o."{c}" = NEW."{c}"' for c in key) for key in _keys(model)]
        message = f"{table}: a row is here under that key, and is never replaced"
        found = f"EXISTS (SELECT 1 FROM {table} o WHERE {{}})"
        yield Trigger(table, "no_replace", "INSERT", message, " OR ".join(map(found.format, same)))
        key = model._meta.pk
        if len(same) > 1 and key is not None:
            others = [f'o."{key.column}" <> OLD."{key.column}" AND {one}' for one in same[1:]]
            clash = " OR ".join(map(found.format, others))
            yield Trigger(table, "no_push_aside", "UPDATE", message, clash)


def _keys(model: type[models.Model]) -> list[list[str]]:
    """Return the columns of the primary key, and then of each key that holds for every row."""
    meta = model._meta
    columns = {field.name: str(field.column) for field in meta.concrete_fields}
    unique = [field for field in meta.concrete_fields if field.unique]
    single = [[columns[f.name]] for f in sorted(unique, key=lambda f: not f.primary_key)]
    return single + [
        [columns[name] for name in rule.fields]
        for rule in meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields and rule.condition is None
    ]


def _changes(model: type[models.Model], vendor: str) -> str:
    """Return the condition that some column changes other than by a ledgered redaction."""
    same = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    table, key = model._meta.db_table, model._meta.pk
    assert key is not None
    kept = []
    for field in model._meta.concrete_fields:
        column = f'"{field.column}"'
        stays = f"NEW.{column} {same} OLD.{column}"
        if mark := MARKS.get(kind_of(field)):
            stays = (
                f"({stays} OR (NEW.{column} = '{mark}' AND EXISTS (SELECT 1 FROM "
                f"governance_redaction r WHERE r.table_name = '{table}' "
                f"AND r.row_id = OLD.{key.column} AND r.\"column\" = '{field.column}')))"
            )
        kept.append(stays)
    return "NOT (" + " AND ".join(kept) + ")"


def _life() -> Iterator[Trigger]:
    table = "governance_contradiction"
    legal = " OR ".join(
        f"(OLD.status = '{source}' AND NEW.status = '{target}')"
        for source, target in sorted(LIFECYCLE.edges())
    )
    moved = "OLD.status <> NEW.status"
    yield Trigger(
        table, "legal_move", "UPDATE", "no such move in the lifecycle", f"{moved} AND NOT ({legal})"
    )
    yield Trigger(
        table,
        "next_version",
        "UPDATE",
        "a change of state needs version + 1",
        f"{moved} AND NEW.version <> OLD.version + 1",
    )
    yield Trigger(
        table, "starts_logged", "INSERT", "an item starts as logged", "NEW.status <> 'logged'"
    )


def _frozen(vendor: str) -> Iterator[Trigger]:
    """Freeze what was judged or signed; a ledgered redaction may still take words away."""
    changed = {
        name: _changes(apps.get_model(app, name), vendor)
        for app, name in (
            ("metrics", "KPIDefinition"),
            ("governance", "Bridge"),
            ("governance", "BridgeLine"),
        )
    }
    yield Trigger(
        "metrics_kpidefinition",
        "frozen",
        "UPDATE",
        "a judged definition never changes; propose a new number",
        f"OLD.status <> 'proposed' AND {changed['KPIDefinition']}",
    )
    yield Trigger(
        "governance_bridge",
        "frozen",
        "UPDATE",
        "a signed bridge never changes; a later bridge supersedes it",
        f"OLD.status = 'signed' AND {changed['Bridge']}",
    )
    signed = "(SELECT b.status FROM governance_bridge b WHERE b.id = NEW.bridge_id) = 'signed'"
    for event, only in (("INSERT", ""), ("UPDATE", f" AND {changed['BridgeLine']}")):
        yield Trigger(
            "governance_bridgeline",
            f"frozen_{event.lower()}",
            event,
            "the lines of a signed bridge never change",
            signed + only,
        )


def _bounds(vendor: str) -> Iterator[Trigger]:
    """Keep an acceptance within the days a company allows, and a KPI to what was approved for it.

    The name of the first says the days: a changed setting shows as a missing trigger until
    `migrate` has put it in place.
    """
    days = settings.TIEOUT.acceptance_max_days
    last = f"date(NEW.from_on, '+{days} days')" if vendor == "sqlite" else f"NEW.from_on + {days}"
    yield Trigger(
        "governance_acceptance",
        f"within_{days}_days",
        "INSERT",
        f"an acceptance ends within {days} days",
        f"NEW.expires_on > {last}",
    )
    most = settings.TIEOUT.waiver_max_days
    last = f"date(NEW.from_on, '+{most} days')" if vendor == "sqlite" else f"NEW.from_on + {most}"
    for event in ("INSERT", "UPDATE"):
        yield Trigger(
            "governance_rulewaiver",
            f"within_{most}_days_{event.lower()}",
            event,
            f"a rule is waived for at most {most} days",
            f"NEW.until_on > {last}",
        )
        yield Trigger(
            "metrics_kpi",
            f"means_what_was_approved_{event.lower()}",
            event,
            "the current definition of a KPI is one that was approved for it",
            "NEW.current_definition_id IS NOT NULL AND NOT EXISTS (SELECT 1 "
            "FROM metrics_kpidefinition d WHERE d.id = NEW.current_definition_id "
            "AND d.kpi_id = NEW.id AND d.status = 'approved')",
        )


def _overlap() -> Iterator[Trigger]:
    """Refuse two holders of one right at one time, by a trigger that both databases can run.

    PostgreSQL also has the exclusion constraint of migration 0002, which holds between
    transactions that cannot see each other.
    """
    clash = (
        "NEW.\"right\" IN ('accountable', 'decides') AND EXISTS ("
        "SELECT 1 FROM governance_decisionright o WHERE o.id <> COALESCE(NEW.id, 0) "
        'AND o."right" = NEW."right" '
        "AND COALESCE(o.domain_id, 0) = COALESCE(NEW.domain_id, 0) "
        "AND COALESCE(o.kpi_id, 0) = COALESCE(NEW.kpi_id, 0) "
        "AND COALESCE(o.decision_type_id, 0) = COALESCE(NEW.decision_type_id, 0) "
        "AND o.severity_from <= NEW.severity_to AND NEW.severity_from <= o.severity_to "
        "AND COALESCE(o.exposure_from, 0) < COALESCE(NEW.exposure_to, 1e15) "
        "AND COALESCE(NEW.exposure_from, 0) < COALESCE(o.exposure_to, 1e15) "
        "AND o.since < COALESCE(NEW.until, '9999-12-31') "
        "AND NEW.since < COALESCE(o.until, '9999-12-31'))"
    )
    for event in ("INSERT", "UPDATE"):
        yield Trigger(
            "governance_decisionright",
            f"one_holder_{event.lower()}",
            event,
            "another person holds this right in that period and band",
            clash,
        )


def _lending() -> Iterator[Trigger]:
    """Refuse a second delegate on one day, and delegations that lead back to where they began."""
    for event in ("INSERT", "UPDATE"):
        for rule, condition, message in (
            ("one_at_a_time", OVERLAPS, "somebody else stands in for this person on such a day"),
            ("no_circle", IN_A_CIRCLE, "delegations lead in a circle on such a day"),
        ):
            named = f"{rule}_{event.lower()}"
            yield Trigger("accounts_delegation", named, event, message, condition)


def install(using: str = "default") -> None:
    """Put every declared trigger (back) in place."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = list(declared(connection.vendor))
    with connection.cursor() as cursor:
        for name, table in _outlived(connection, {trigger.name for trigger in wanted}):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
        for trigger in wanted:
            if {trigger.table, "governance_redaction"} <= tables:
                for statement in getattr(trigger, connection.vendor)():
                    cursor.execute(statement)
    exclusions.install(using)
    if search.TABLE in tables:
        search.install(using)


def missing(using: str = "default") -> list[str]:
    """Return the names of what the database should refuse by or search with, and lacks."""
    connection = connections[using]
    present = set(_present(connection))
    lacking = [t.name for t in declared(connection.vendor) if t.name not in present]
    return sorted([*lacking, *exclusions.missing(using), *search.missing(using)])


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the triggers in force, each with its table."""
    query = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def _outlived(connection: BaseDatabaseWrapper, wanted: set[str]) -> list[tuple[str, str]]:
    """Return triggers of ours that a changed setting no longer asks for."""
    kept = wanted | {name for name, _ in search.declared()}
    present = _present(connection).items()
    return [(name, on) for name, on in present if name.startswith(PREFIX) and name not in kept]


def after_migrate(using: str, **_: Any) -> None:
    """Put the triggers back: Django rebuilds SQLite tables on some migrations and drops them."""
    install(using)
