"""The database and the ledger hold an erasure to what was put on record."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.canonical import REDACTED
from governance.actions import contradictions as items
from governance.actions import positions
from governance.history.verification import findings
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.governance.history.erasing import SECRET, erase, said
from tests.governance.history.test_verification import behind_the_back

pytestmark = pytest.mark.django_db


class TestGuards:
    def test_the_database_refuses_an_erasure_that_is_not_on_record(self, company: Company) -> None:
        said(company, assigned(company))

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE governance_comment SET body = '{REDACTED}'")

    def test_the_database_refuses_other_words_in_its_place(self, company: Company) -> None:
        erase(company, said(company, assigned(company)), "body")

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE governance_comment SET body = 'nicer words'")

    @pytest.mark.parametrize("text", ["nicer words", SECRET.replace("'", "''"), ""])
    def test_words_put_in_place_of_the_mark_are_found(self, company: Company, text: str) -> None:
        erase(company, said(company, assigned(company)), "body")

        behind_the_back(f"UPDATE governance_comment SET body = '{text}'")

        assert any("says something again" in finding.text for finding in findings())

    def test_a_summary_put_back_is_found(self, company: Company) -> None:
        item = items.log(
            statements=[
                positions.Statement(label="Quarterman", claim="Up"),
                positions.Statement(label="Bank", claim="Down"),
            ],
            domain=company.leads,
            actor=company.steward,
            at=clock.tick(),
        )
        erase(company, item.positions.get(label="Quarterman"), "label")

        behind_the_back(
            """UPDATE governance_historicalcontradiction SET summary = '{"gap": "+1"}' """
            "WHERE title = '[redacted]'"
        )

        assert any("“summary” was removed" in finding.text for finding in findings())

    def test_an_erasure_nobody_recorded_is_found(self, company: Company) -> None:
        comment = said(company, assigned(company))

        behind_the_back(
            "INSERT INTO governance_redaction "
            '(chain_name, table_name, row_id, "column", sha256, reason, by_id, at) '
            f"SELECT 'C-001', 'governance_comment', {comment.pk}, 'body', 'x', 'y', by_id, at "
            "FROM governance_comment"
        )
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE governance_comment SET body = '{REDACTED}'")

        told = [str(finding) for finding in findings()]
        assert any("governance_redaction" in text and "no entry" in text for text in told)
        assert any("hash of other words" in text for text in told)

    def test_one_chain_alone_finds_them_too(self, company: Company) -> None:
        item = assigned(company)
        erase(company, said(company, item), "body")
        assert list(findings(item.code)) == []

        behind_the_back("UPDATE governance_comment SET body = 'nicer words'")

        assert list(findings(item.code))

    def test_one_chain_alone_finds_a_live_row_that_was_edited(self, company: Company) -> None:
        item, other = assigned(company), assigned(company)

        behind_the_back(f"UPDATE governance_contradiction SET severity = 4 WHERE id = {item.pk}")

        assert list(findings(item.code))
        assert list(findings(other.code)) == []
