import pytest

from accounts.models import Function, LedgerEntry, User
from governance.actions.lists import import_list
from governance.history.verification import findings
from governance.lists import BY_SLUG, KINDS, template_csv
from governance.models import Outbox
from governance.refusals import NotEntitled
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.actions.importing import PEOPLE, rows, take, told

pytestmark = pytest.mark.django_db


class TestEveryList:
    def test_templates_found_a_company_and_again_change_nothing(self) -> None:
        keeper = PersonFactory.create(role=User.Role.ADMINISTRATOR)
        steward = PersonFactory.create(role=User.Role.STEWARD)
        heads = (BY_SLUG["functions"],)
        verdicts = []
        for kind in (*KINDS, *heads, *KINDS):
            text = template_csv(kind)
            if not User.objects.filter(name="Head of Sales").exists() and kind in heads:
                text = text.replace("head.of.sales@example.com", "")
            outcome = import_list(
                kind=kind,
                file=text.encode(),
                actor=steward if kind.slug == "issues" else keeper,
                at=clock.tick(),
            )
            assert told(outcome) == [], kind.slug
            verdicts.append({verdict for _, verdict in rows(outcome)})

        assert verdicts[: len(KINDS)] == [{"new"}] * len(KINDS)
        assert verdicts[len(KINDS)] == {"unchanged", "changed"}
        assert verdicts[len(KINDS) + 1 :] == [{"unchanged"}] * len(KINDS)
        assert Function.objects.get(slug="sales").head == User.objects.get(name="Head of Sales")
        assert list(findings()) == []

    def test_that_is_here_writes_nothing(self, company: Company) -> None:
        take(company, "people", PEOPLE)
        entries = LedgerEntry.objects.count()
        take(company, "people", PEOPLE)

        assert LedgerEntry.objects.count() == entries

    @pytest.mark.parametrize("dry", [True, False])
    def test_with_a_bad_row_changes_nothing_unless_told_to(
        self, company: Company, dry: bool
    ) -> None:
        text = PEOPLE + "b@example.com,,king,nowhere\n"
        outcome = take(company, "people", text, dry_run=dry)

        assert not outcome.was_run
        assert rows(outcome) == [(2, "new"), (3, "new"), (4, "refused")]
        assert not User.objects.filter(name="Ada").exists()
        assert not Outbox.objects.filter(kind="invitation_mail").exists()

    def test_names_row_field_what_and_how(self, company: Company) -> None:
        text = PEOPLE + "c@example.com,,auditer,sale\n"

        assert told(take(company, "people", text, dry_run=True)) == [
            "Row 4, name: is empty. Fill it in.",
            "Row 4, role: “auditer” is not one of the words this column has. Did you mean auditor.",
            "Row 4, function: “sale” is no function here. Did you mean sales.",
        ]

    def test_imports_good_rows_by_choice(self, company: Company) -> None:
        text = PEOPLE + "c@example.com,,king,\n"
        outcome = take(company, "people", text, good_rows_only=True)

        assert outcome.was_run
        assert outcome.counts == {"new": 2, "changed": 0, "same": 0, "refused": 1}
        assert User.objects.filter(name__in=("Ada", "Ben")).count() == 2

    def test_of_a_dry_run_leaves_no_trace(self, company: Company) -> None:
        before = LedgerEntry.objects.count(), User.objects.count(), Outbox.objects.count()
        outcome = take(company, "people", PEOPLE, dry_run=True, invites=True)

        assert rows(outcome) == [(2, "new"), (3, "new")]
        assert (LedgerEntry.objects.count(), User.objects.count(), Outbox.objects.count()) == before

    def test_without_a_needed_column_says_which(self, company: Company) -> None:
        assert told(take(company, "people", "e-mail,names\na@example.com,Ada\n")) == [
            "name: The header has no column “name”. Name the column “names” so."
        ]

    def test_says_which_columns_it_does_not_read(self, company: Company) -> None:
        outcome = take(company, "people", "E-Mail,Name,Shoe size\na@example.com,Ada,38\n")

        assert outcome.was_run
        assert any("“Shoe size”" in note for note in outcome.notes)

    @pytest.mark.parametrize("junk", [b"", b"PK\x03\x04 a workbook", b"\x00\x00", b"email,name\n"])
    def test_that_is_no_list_never_breaks(self, company: Company, junk: bytes) -> None:
        outcome = import_list(
            kind=BY_SLUG["people"], file=junk, actor=company.administrator, at=clock.tick()
        )

        assert outcome.lines == ()

    @pytest.mark.parametrize(
        ("kind", "allowed"),
        [
            ("people", {"administrator"}),
            ("functions", {"administrator"}),
            ("domains", {"administrator", "steward"}),
            ("systems", {"administrator", "steward"}),
            ("kpis", {"administrator", "steward"}),
            ("rights", {"administrator", "steward"}),
            ("issues", {"steward"}),
        ],
    )
    def test_is_for_those_who_keep_it(self, company: Company, kind: str, allowed: set[str]) -> None:
        text = template_csv(BY_SLUG[kind])
        for who in ("viewer", "outsider", "auditor", "decider", "steward", "administrator"):
            if who in allowed:
                take(company, kind, text, actor=getattr(company, who), dry_run=True)
                continue
            with pytest.raises(NotEntitled, match="Only a"):
                take(company, kind, text, actor=getattr(company, who), dry_run=True)
