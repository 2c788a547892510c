"""What the database itself refuses, by raw SQL, on SQLite and PostgreSQL alike."""

from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.recording import Act, OutOfOrder
from governance.actions import contradictions as items
from governance.actions.positions import Statement
from governance.history import triggers
from governance.history.verification import findings
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction, DecisionRight
from governance.refusals import AlreadyOpen
from tests.factories.clock import clock
from tests.factories.governance import STATES, Company, closed, decided, item_in, logged
from tests.factories.lending import day, lend
from tests.factories.metrics import KPIFactory, reading

PG = connection.vendor == "postgresql"
PAIRS = [(a, b) for a, b in product(STATES, STATES) if a != b]
ILLEGAL = [pair for pair in PAIRS if pair not in LIFECYCLE.edges()]


def refused(sql: str) -> str:
    """Run SQL that must fail and return what the database said."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        run(sql)
    return str(error.value)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_all_triggers_are_in_place(db: None) -> None:
    assert triggers.missing() == []
    assert len(list(triggers.declared(connection.vendor))) > 90


@pytest.mark.parametrize("status", list(STATES))
def test_status_cannot_take_an_edge_the_lifecycle_lacks(company: Company, status: str) -> None:
    item = item_in(status, company)

    for _, target in (pair for pair in ILLEGAL if pair[0] == status):
        assert "no such move" in refused(
            f"UPDATE governance_contradiction SET status = '{target}', version = version + 1 "
            f"WHERE id = {item.pk}"
        )


def test_status_cannot_change_without_the_next_version(company: Company) -> None:
    item = item_in("assigned", company)

    assert "version + 1" in refused(
        f"UPDATE governance_contradiction SET status = 'investigating' WHERE id = {item.pk}"
    )


def test_a_legal_edge_taken_by_sql_is_found_in_history(company: Company) -> None:
    item = item_in("assigned", company)

    run(
        "UPDATE governance_contradiction SET status = 'investigating', version = version + 1 "
        f"WHERE id = {item.pk}"
    )

    assert any("“status” differs" in finding.text for finding in findings())


def test_an_item_is_born_logged(company: Company) -> None:
    item = logged(company)
    columns = ", ".join(
        f'"{field.column}"'
        for field in Contradiction._meta.concrete_fields
        if field.column not in ("id", "number", "status", "fingerprint")
    )

    assert "starts as logged" in refused(
        f"INSERT INTO governance_contradiction (number, status, fingerprint, {columns}) "
        f"SELECT 999, 'closed', '', {columns} FROM governance_contradiction WHERE id = {item.pk}"
    )


def test_an_open_item_past_logged_keeps_its_owner(company: Company) -> None:
    item = item_in("assigned", company)

    said = refused(f"UPDATE governance_contradiction SET owner_id = NULL WHERE id = {item.pk}")

    assert "open_has_owner" in said


@pytest.mark.parametrize("model", triggers.immutable(), ids=lambda model: model.__name__)
def test_recorded_rows_cannot_be_changed_or_deleted(
    company: Company, model: type[Contradiction]
) -> None:
    table, key = model._meta.db_table, model._meta.pk
    closed(company)
    assert key is not None
    if not model._base_manager.exists():
        assert f"tie_{table}_no_update"[:63] in triggers._present(connection)
        return
    text = next(f.column for f in model._meta.concrete_fields if not f.primary_key)

    assert "rows are never changed" in refused(f'UPDATE {table} SET "{text}" = NULL')
    assert "rows are never changed" in refused(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "table",
    ["governance_contradiction", "governance_option", "governance_followup", "accounts_user"],
)
def test_governed_rows_are_never_deleted(company: Company, table: str) -> None:
    decided(company)

    assert "never deleted" in refused(f"DELETE FROM {table}")


def test_one_open_item_per_fingerprint(company: Company) -> None:
    item = item_in("assigned", company)
    statements = [Statement(measurement=p.measurement) for p in item.positions.all()]

    with pytest.raises(AlreadyOpen) as twin:
        items.log(statements=statements, actor=company.steward, at=clock.tick())

    assert twin.value.item == item
    other = logged(company)
    assert "fingerprint" in refused(
        f"UPDATE governance_contradiction SET fingerprint = '{item.fingerprint}' "
        f"WHERE id = {other.pk}"
    )


def test_an_ended_item_frees_its_fingerprint(company: Company) -> None:
    item = item_in("dismissed", company)
    statements = [Statement(measurement=p.measurement) for p in item.positions.all()]

    again = items.log(statements=statements, actor=company.steward, at=clock.tick())

    with pytest.raises(AlreadyOpen):
        items.reinstate(item=item, reason="It is real", actor=company.steward, at=clock.tick())
    assert again.fingerprint == item.fingerprint


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2026, 6, 1), None), (date(2025, 6, 1), date(2026, 1, 2)), (date(2026, 1, 1), None)],
)
def test_two_holders_of_one_right_never_overlap(
    company: Company, since: date, until: date | None
) -> None:
    end = f"'{until}'" if until else "NULL"

    refused(
        'INSERT INTO governance_decisionright (person_id, "right", domain_id, severity_from, '
        f"severity_to, since, until) VALUES ({company.outsider.pk}, 'decides', {company.leads.pk}, "
        f"1, 4, '{since}', {end})"
    )


def test_a_right_may_follow_another(company: Company) -> None:
    held = DecisionRight.objects.get(right="decides")

    run(
        'INSERT INTO governance_decisionright (person_id, "right", domain_id, severity_from, '
        f"severity_to, since, until) VALUES ({company.outsider.pk}, 'decides', {company.leads.pk}, "
        f"1, 4, '2025-01-01', '{held.since}')"
    )


def test_moments_of_one_record_only_move_forward(company: Company) -> None:
    item = item_in("assigned", company)

    with pytest.raises(OutOfOrder), transaction.atomic():
        Act(actor=company.steward, at=item.logged_at, verb="describe").record(item)


def test_a_rate_is_empty_exactly_when_there_is_no_whole(company: Company) -> None:
    kpi = KPIFactory.create(function=company.marketing, domain=company.leads)
    row = reading(kpi, 50, numerator=1, denominator=2)
    columns = ", ".join(
        f'"{field.column}"'
        for field in row._meta.concrete_fields
        if field.column not in ("id", "value", "denominator", "numerator", "segment")
    )
    for value, numerator, denominator in (("50", 1, 0), ("NULL", 1, 2), ("50", 3, 2)):
        refused(
            f"INSERT INTO metrics_measurement (segment, value, numerator, denominator, {columns}) "
            f"SELECT 'x', {value}, {numerator}, {denominator}, {columns} FROM metrics_measurement"
        )


class TestDelegations:
    """One delegate on a day, and no way back to where it began."""

    def _again(self, person: User, to: User, first: str, last: str) -> str:
        return (
            "INSERT INTO accounts_delegation "
            "(person_id, to_id, from_on, until_on, reason, is_withdrawn) "
            f"VALUES ({person.pk}, {to.pk}, '{first}', '{last}', 'x', {'false' if PG else 0})"
        )

    def test_refuses_a_second_on_one_day(self, company: Company) -> None:
        lend(company.decider, company.outsider, from_on=day(2), until_on=day(6))

        sql = self._again(company.decider, company.viewer, "2026-11-06", "2026-11-09")
        assert "stands in" in refused(sql)

    def test_refuses_to_move_one_onto_another(self, company: Company) -> None:
        lend(company.decider, company.outsider, from_on=day(2), until_on=day(6))
        later = lend(company.decider, company.viewer, from_on=day(7), until_on=day(9))

        sql = f"UPDATE accounts_delegation SET from_on = '2026-11-05' WHERE id = {later.pk}"
        assert "stands in" in refused(sql)

    def test_refuses_a_circle(self, company: Company) -> None:
        lend(company.decider, company.viewer, from_on=day(2), until_on=day(6))
        lend(company.viewer, company.outsider, from_on=day(4), until_on=day(9))

        sql = self._again(company.outsider, company.decider, "2026-11-06", "2026-11-20")
        assert "circle" in refused(sql)

    def test_refuses_oneself_and_a_turned_period(self, company: Company) -> None:
        lend(company.decider, company.viewer, from_on=day(2), until_on=day(6))

        refused(self._again(company.viewer, company.viewer, "2026-12-01", "2026-12-02"))
        refused(self._again(company.viewer, company.outsider, "2026-12-03", "2026-12-02"))
