"""The ledger finds what was done behind the app's back."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance.history import triggers
from governance.history.anchors import BadAnchor, anchor, compare, read_anchor
from governance.history.verification import findings
from governance.models import Comment
from metrics.actions.measurements import import_file
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, item_in, note
from tests.factories.metrics import KPIFactory


def behind_the_back(sql: str) -> None:
    """Do what only somebody with the database's own password can: drop the guards, then edit."""
    with connection.cursor() as cursor:
        for trigger in triggers.declared(connection.vendor):
            on = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")
        cursor.execute(sql)


@pytest.mark.parametrize("status", ["logged", "decided", "closed", "accepted"])
def test_ties_out_after_legal_moves(company: Company, status: str) -> None:
    note(item_in(status, company), company.steward)

    assert list(findings()) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            'UPDATE governance_position SET value = value + 1 WHERE "order" = 1',
            "“value” was edited",
        ),
        ("UPDATE governance_position SET label = 'x'", "“label” was edited"),
        (
            "UPDATE governance_historicalcontradiction SET history_change_reason = 'x'",
            "“history_change_reason” was edited",
        ),
        (
            "UPDATE governance_contradiction SET severity = 4",
            "“severity” differs from its last history row",
        ),
        ("UPDATE accounts_ledgerentry SET verb = 'x' WHERE chain = 'C-001'", "was edited"),
        ("UPDATE accounts_ledgerentry SET seq = 99 WHERE chain = 'C-001' AND seq = 2", "missing"),
        ("DELETE FROM accounts_ledgerentry WHERE chain = 'C-001' AND seq = 3", "missing"),
        ("DELETE FROM governance_decisionuse", "the row is gone"),
        (
            "UPDATE accounts_ledgerentry SET table_name = 'nowhere' "
            "WHERE chain = 'C-001' AND seq = 2",
            "the row is gone",
        ),
    ],
)
def test_names_what_was_changed(company: Company, sql: str, said: str) -> None:
    decided(company)
    behind_the_back(sql)

    assert any(said in finding.text for finding in findings())


def test_finds_a_row_nobody_recorded(company: Company) -> None:
    item = item_in("logged", company)

    behind_the_back(
        "INSERT INTO governance_comment (contradiction_id, body, by_id, at) "
        f"SELECT {item.pk}, 'planted', raiser_id, logged_at FROM governance_contradiction "
        f"WHERE id = {item.pk}"
    )

    assert [str(finding) for finding in findings()] == [
        f"governance_comment row {Comment.objects.get().pk}: has no entry in the ledger"
    ]


def test_command_exits_1_and_names_the_first_broken_row(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    item_in("logged", company)
    call_command("verify_history")
    assert "History ties out" in capsys.readouterr().out

    behind_the_back("UPDATE governance_position SET claim = 'other words'")

    with pytest.raises(CommandError, match="does not tie out"):
        call_command("verify_history")
    assert "governance_position row" in capsys.readouterr().err


def test_anchor_finds_a_chain_cut_short(company: Company, tmp_path: Path) -> None:
    item_in("assigned", company)
    kept = anchor(clock.tick())

    behind_the_back(
        "DELETE FROM accounts_ledgerentry WHERE chain = 'C-001' AND seq = "
        "(SELECT MAX(seq) FROM accounts_ledgerentry WHERE chain = 'C-001')"
    )

    assert any("cut off" in finding.text for finding in compare(kept))


def test_anchor_signed_with_another_key_is_refused(
    company: Company, tmp_path: Path, settings: object
) -> None:
    path = tmp_path / "anchor.json"
    path.write_text('{"made_at": "2026-01-01", "chains": {}, "signature": "00"}')

    with pytest.raises(BadAnchor, match="not signed"):
        read_anchor(path)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE metrics_measurement SET value = value + 1 WHERE source_id IS NOT NULL",
        "DELETE FROM metrics_measurement WHERE source_id IS NOT NULL",
    ],
)
def test_finds_imported_readings_that_were_edited(company: Company, sql: str) -> None:
    kpi = KPIFactory.create(slug="mqls", function=company.marketing, domain=company.leads)
    text = f"kpi,period,value,as of\n{kpi.slug},2026-07,250,2026-09-30\n"
    import_file(file=text.encode(), file_name="july.csv", actor=company.steward, at=clock.tick())
    assert list(findings()) == []

    behind_the_back(sql)

    assert ["july.csv" in finding.place for finding in findings()] == [True]
