"""Founding the sample company: people, domains, systems, KPIs and rights, from its files."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.actions.calendars import add_holiday, set_calendar
from accounts.actions.people import name_function, name_head, register_person
from accounts.models import User
from governance.actions.definitions import approve, propose
from governance.actions.rights import add_decision_type, grant
from governance.sample.almanac import ZONE
from governance.sample.directory import Directory, rows_of
from metrics.actions.definitions import add_identity_rule, add_population
from metrics.actions.domains import add_domain, add_system
from metrics.actions.kpis import add_kpi

# One password for a sample that answers on a loopback address alone; seed_demo prints it.
PASSWORD = "every-number-has-an-owner"  # noqa: S105  it opens made-up records only
MAIL_DOMAIN = "example.com"
USES = ("compensation", "budget", "board", "models")
# What a KPI file says in words that stand for a record.
NUMBERS = ("target", "at_risk")
NAMED = ("function", "domain", "system")


def holidays(first: int, last: int) -> list[tuple[date, str]]:
    """Return the company's holidays of some years."""
    rows = list(rows_of("company/holidays.csv"))
    years = range(first, last + 1)
    return [(date(y, int(r["month"]), int(r["day"])), r["name"]) for y in years for r in rows]


def found(directory: Directory, system: User, at: datetime) -> None:
    """Make everything the cases rest on, as an administrator and a steward would."""
    _register_people(directory, system, at)
    _set_calendar(directory, at + timedelta(minutes=30))
    steward = directory.people["revops-lead"]
    _name_what_is_kept(directory, steward, at)
    _add_kpis(directory, steward, at)
    _grant_rights(directory, steward, at + timedelta(hours=1))
    _define_kpis(directory, steward, at + timedelta(hours=2))


def _set_calendar(directory: Directory, at: datetime) -> None:
    """Let the administrator set the week and the holidays, from the founding on."""
    actor = directory.people["administrator"]
    set_calendar(
        working_days="12345",
        time_zone=str(ZONE),
        fiscal_start_month=1,
        fiscal_named_by_end=True,
        actor=actor,
        at=at,
    )
    for day, name in holidays(at.year, directory.almanac.today.year + 1):
        add_holiday(on=day, name=name, actor=actor, at=at)


def _register_people(directory: Directory, system: User, at: datetime) -> None:
    """Let the system make the administrator, who makes everybody else."""
    actor = system
    functions = list(rows_of("company/functions.csv"))
    for row in functions:
        directory.functions[row["key"]] = name_function(
            name=row["name"], slug=row["key"], letter=row["letter"], actor=system, at=at
        )
    for row in rows_of("company/people.csv"):
        directory.people[row["key"]] = register_person(
            email=f"{row['key']}@{MAIL_DOMAIN}",
            name=row["name"],
            role=row["role"],
            function=directory.functions.get(row["function"]),
            time_zone=str(ZONE),
            password=PASSWORD,
            actor=actor,
            at=at,
        )
        actor = directory.people["administrator"]
    for row in functions:
        head, one = directory.people[row["head"]], directory.functions[row["key"]]
        directory.functions[row["key"]] = name_head(function=one, head=head, actor=actor, at=at)


def _name_what_is_kept(directory: Directory, steward: User, at: datetime) -> None:
    for row in rows_of("company/domains.csv"):
        parent = directory.domains.get(row["parent"])
        directory.domains[row["key"]] = add_domain(
            name=row["name"], slug=row["key"], parent=parent, actor=steward, at=at
        )
    today = directory.almanac.today
    for row in rows_of("company/systems.csv"):
        left = row["retire_in_days"]
        directory.systems[row["key"]] = add_system(
            name=row["name"],
            slug=row["key"],
            is_shadow=bool(left),
            retire_by=today + timedelta(days=int(left)) if left else None,
            actor=steward,
            at=at,
        )
    for row in rows_of("company/populations.csv"):
        directory.populations[row["name"]] = add_population(**row, actor=steward, at=at)
    for row in rows_of("company/identity_rules.csv"):
        directory.identity_rules[row["name"]] = add_identity_rule(**row, actor=steward, at=at)
    for row in rows_of("company/decision_types.csv"):
        directory.decision_types[row["key"]] = add_decision_type(
            name=row["name"], slug=row["key"], actor=steward, at=at
        )


def _add_kpis(directory: Directory, steward: User, at: datetime) -> None:
    for row in rows_of("company/kpis.csv"):
        key, used_for = row.pop("key"), row.pop("used_for").split()
        facts: dict[str, Any] = {name: row[name] for name in row if name not in NAMED}
        facts |= {name: Decimal(row[name]) if row[name] else None for name in NUMBERS}
        facts |= {f"used_for_{use}": use in used_for for use in USES}
        directory.kpis[key] = add_kpi(
            slug=key,
            function=directory.functions.get(row["function"]),
            domain=directory.domains[row["domain"]],
            system=directory.systems[row["system"]],
            **facts,
            actor=steward,
            at=at,
        )


def _define_kpis(directory: Directory, steward: User, at: datetime) -> None:
    """Propose and approve the meanings that hold from the start; later ones have a day."""
    for row in rows_of("company/definitions.csv"):
        if not row["from"]:
            define(directory=directory, row=row, actor=steward, at=at)


def define(
    *, directory: Directory, row: dict[str, str], actor: User, at: datetime, judge: bool = True
) -> None:
    """Propose a meaning as a file states it, and let its approver judge it at once."""
    proposed = propose(
        kpi=directory.kpis[row["kpi"]],
        **{name: row[name] for name in ("meaning", "formula", "inclusions", "exclusions")},
        time_basis=row["time_basis"],
        status_field=row["status_field"],
        population=directory.populations.get(row["population"]),
        identity_rule=directory.identity_rules.get(row["identity_rule"]),
        implemented_in=directory.systems[row["system"]],
        implemented_field=row["field"],
        last_verified_on=at.date(),
        actor=actor,
        at=at,
    )
    if judge and row["approver"]:
        later = at + timedelta(minutes=20)
        approver = directory.people[row["approver"]]
        approve(definition=proposed, actor=approver, at=later, reason="Agreed with both sides")


def _grant_rights(directory: Directory, steward: User, at: datetime) -> None:
    for row in rows_of("company/rights.csv"):
        sort, key = row["subject"].split(":")
        directory.rights[row["right"], row["subject"]] = grant(
            person=directory.people[row["person"]],
            right=row["right"],
            domain=directory.domains[key] if sort == "domain" else None,
            kpi=directory.kpis[key] if sort == "kpi" else None,
            decision_type=directory.decision_types.get(row["decision_type"]),
            actor=steward,
            at=at,
            reason="Agreed by the executive team",
        )
