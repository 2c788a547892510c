"""The grid of rights: read by anybody as on any day, changed in place by those who keep rights."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from governance.actions.list_rows import Verdict
from governance.actions.lists import check_kept, keep_list
from governance.actions.rights import add_decision_type, end, grant
from governance.lists import BY_SLUG
from governance.models import DecisionRight
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import DomainFactory, KPIFactory
from tests.governance.views.visiting import visit

pytestmark = pytest.mark.django_db
GRID = "/rights/grid/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.1))


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def give(company: Company, person: User, right: str, **more: Any) -> DecisionRight:
    if "kpi" not in more:
        more.setdefault("domain", company.leads)
    more.setdefault("since", date(2026, 1, 1))
    return grant(person=person, right=right, actor=company.steward, at=clock.tick(), **more)


def cell(person: User, subject: str, right: str, query: str = "") -> Any:
    page = visit(person, f"{GRID}{query}")
    assert page.status_code == 200
    row = next(row for row in page.context["rows"] if str(row.subject) == subject)
    return next(one for one in row.cells if one.right == right)


def names(answers: Any) -> list[str]:
    return [f"{one.when} {one.person}".strip() for one in answers]


class TestGrid:
    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "steward"])
    def test_answers_everybody(self, company: Company, who: str) -> None:
        person = getattr(company, who)

        assert names(cell(person, "Leads", "decides").here) == ["CRO"]
        assert names(cell(person, "Leads", "arbiter").above) == ["COO"]

    def test_has_a_column_for_every_right(self, company: Company) -> None:
        page = visit(company.viewer, GRID)

        shown = {cell.right for cell in page.context["rows"][0].cells}
        assert shown == set(DecisionRight.Right.values)

    def test_shows_in_place_what_is_missing(self, company: Company) -> None:
        KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)

        assert cell(company.viewer, "MQL", "accountable").missing == "No owner"
        assert cell(company.viewer, "Company", "decides").missing == "No decider"
        assert cell(company.viewer, "MQL", "decides").missing == ""

    def test_shows_in_place_what_is_doubled(self, company: Company) -> None:
        give(company, company.arbiter, "arbiter")
        give(company, company.executive, "arbiter")
        give(company, company.sales_head, "consulted")
        give(company, company.sales_head, "consulted", since=date(2026, 2, 1))
        give(company, company.sales_head, "agrees")
        give(company, company.outsider, "agrees")

        assert cell(company.viewer, "Leads", "arbiter").doubled == "Two hold it"
        assert cell(company.viewer, "Leads", "consulted").doubled == "Granted twice"
        assert cell(company.viewer, "Leads", "agrees").doubled == ""
        assert ("Held twice", 2) in visit(company.viewer, GRID).context["facts"]

    def test_does_not_call_bands_or_sorts_apart_doubled(self, company: Company) -> None:
        sort = add_decision_type(
            name="Set a target", slug="target", actor=company.steward, at=clock.tick()
        )
        give(company, company.arbiter, "arbiter", severity_to=2)
        give(company, company.executive, "arbiter", severity_from=3)
        give(company, company.outsider, "arbiter", decision_type=sort)
        found = cell(company.viewer, "Leads", "arbiter")

        assert found.doubled == ""
        assert names(found.here) == ["S1 to S2 COO", "S3 to S4 CEO", "“Set a target” Outsider"]

    def test_narrows_to_a_sort_of_decision(self, company: Company) -> None:
        sort = add_decision_type(
            name="Set a target", slug="target", actor=company.steward, at=clock.tick()
        )
        give(company, company.executive, "decides", domain=company.root, decision_type=sort)

        assert names(cell(company.viewer, "Company", "decides").here) == ["“Set a target” CEO"]
        found = cell(company.viewer, "Leads", "decides", "?type=target")
        assert names(found.above) == ["“Set a target” CEO"]

    def test_shows_a_day_past_and_a_day_to_come(self, company: Company) -> None:
        today = clock.moment.date()
        end(
            right=company.decider.rights.get(),
            until=today,
            reason="Moves on",
            actor=company.steward,
            at=clock.tick(),
        )
        give(company, company.outsider, "decides", since=today + timedelta(days=30))

        assert cell(company.viewer, "Leads", "decides").missing == "No decider"
        past = cell(company.viewer, "Leads", "decides", "?as_of=2026-05-12")
        coming = cell(company.viewer, "Leads", "decides", f"?as_of={today + timedelta(days=30)}")
        assert (names(past.here), names(coming.here)) == (["CRO"], ["Outsider"])
        page = visit(company.viewer, GRID)
        assert ("Changes next on", today + timedelta(days=30)) in page.context["facts"]
        assert f"as_of={today + timedelta(days=30)}" in page.content.decode()

    def test_reads_today_where_the_day_is_no_day(self, company: Company) -> None:
        assert not visit(company.viewer, f"{GRID}?as_of=soon").context["is_other_day"]

    def test_narrows_to_a_branch(self, company: Company) -> None:
        page = visit(company.viewer, f"{GRID}?domain=leads")

        assert [str(row.subject) for row in page.context["rows"]] == ["Leads"]

    def test_asks_the_database_as_often_at_any_size(self, company: Company) -> None:
        client, counts = client_of(company.steward), []
        client.get(GRID)
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{GRID}?cell=domain:leads:decides")
            counts.append(len(queries))
            for _ in range(5):
                domain = DomainFactory.create(parent=company.leads)
                KPIFactory.create(domain=domain, function=company.sales)
                give(company, company.outsider, "consulted", domain=domain)

        assert counts[0] == counts[1]
        assert counts[0] <= 12


class TestChange:
    def sent(self, company: Company, **more: Any) -> dict[str, Any]:
        return {
            "person": company.marketing_head.pk,
            "right": "accountable",
            "over": "domain:leads",
            "severity_from": 1,
            "severity_to": 4,
            "since": "2026-10-05",
            "reason": "Agreed",
            "grid": "domain=leads&",
        } | more

    def test_opens_a_cell_in_place(self, company: Company) -> None:
        page = visit(company.steward, f"{GRID}?cell=domain:leads:decides").content.decode()

        assert 'id="opened"' in page
        assert f'action="/rights/{company.decider.rights.get().pk}/end/"' in page
        assert 'name="over" value="domain:leads"' in page

    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "decider"])
    def test_opens_nothing_for_others(self, company: Company, who: str) -> None:
        page = visit(getattr(company, who), f"{GRID}?cell=domain:leads:decides").content.decode()

        assert 'id="opened"' not in page
        assert "cell=" not in page

    def test_opens_nothing_on_a_day_past(self, company: Company) -> None:
        query = "?cell=domain:leads:decides&as_of=2026-05-12"

        assert visit(company.steward, f"{GRID}{query}").context["open"] is None

    def test_comes_back_to_the_grid_as_it_was_left(self, company: Company) -> None:
        client = client_of(company.steward)
        granted = client.post("/rights/grant/", self.sent(company))
        right = company.decider.rights.get()
        ended = client.post(
            f"/rights/{right.pk}/end/",
            {"until": clock.moment.date(), "reason": "Moves on", "grid": ""},
        )

        assert granted["Location"] == "/rights/grid/?domain=leads#domain-leads"
        assert ended["Location"] == "/rights/grid/?#domain-leads"
        assert DecisionRight.objects.get(right="accountable").person == company.marketing_head

    def test_a_refusal_keeps_the_input_and_the_way_back(self, company: Company) -> None:
        client = client_of(company.steward)
        answer = client.post("/rights/grant/", self.sent(company, right="decides"))

        assert answer.status_code == 422
        text = answer.content.decode()
        assert "CRO holds “decides” on Leads" in text
        assert 'name="grid" value="domain=leads&amp;"' in text
        assert 'value="2026-10-05"' in text

    def test_never_leads_elsewhere(self, company: Company) -> None:
        sent = self.sent(company, grid="//example.com/?next=//example.com&type=x")
        answer = client_of(company.steward).post("/rights/grant/", sent)

        assert answer["Location"] == "/rights/grid/?type=x#domain-leads"


class TestFile:
    def read_back(self, company: Company, data: bytes) -> Any:
        pending = keep_list(
            kind=BY_SLUG["rights"],
            data=data,
            file_name="rights.csv",
            invites=False,
            actor=company.steward,
            at=clock.tick(),
        )
        return check_kept(pending=pending, actor=company.steward, at=clock.tick())

    def test_is_read_back_unchanged(self, company: Company) -> None:
        """Names that a spreadsheet would run, bands, sorts and ends all survive."""
        odd = DomainFactory.create(slug="-leads", name="=Leads", parent=company.root)
        kpi = KPIFactory.create(slug="-mql", domain=odd, function=company.marketing)
        sort = add_decision_type(
            name="Set a target", slug="-target", actor=company.steward, at=clock.tick()
        )
        User.objects.filter(pk=company.outsider.pk).update(email="+risk@example.com")
        User.objects.filter(pk=company.arbiter.pk).update(email="'=coo@example.com")
        give(company, company.outsider, "decides", domain=odd, until=date(2027, 1, 1))
        give(company, company.arbiter, "decides", kpi=kpi, severity_to=2, exposure_to=1000)
        give(company, company.arbiter, "decides", kpi=kpi, decision_type=sort)

        answer = visit(company.steward, "/rights/grid.csv")
        outcome = self.read_back(company, answer.content)

        assert not outcome.problems
        assert not outcome.row_problems
        held = DecisionRight.objects.on(clock.moment.date()).count()
        assert outcome.count(Verdict.SAME) == len(outcome.lines) == held

    def test_holds_nothing_a_spreadsheet_would_run(self, company: Company) -> None:
        odd = DomainFactory.create(slug="-leads", parent=company.root)
        give(company, company.outsider, "decides", domain=odd)

        text = visit(company.steward, "/rights/grid.csv").content.decode("utf-8-sig")
        assert '"\'-leads"' in text
        assert '"-leads"' not in text

    def test_is_of_the_day_that_was_asked_for(self, company: Company) -> None:
        answer = visit(company.steward, "/rights/grid.csv?as_of=2025-05-12")

        assert len(answer.content.decode().splitlines()) == 1
        assert answer["Content-Disposition"] == 'attachment; filename="rights-2025-05-12.csv"'

    @pytest.mark.parametrize("who", ["viewer", "outsider", "decider"])
    def test_is_not_for_others(self, company: Company, who: str) -> None:
        answer = visit(getattr(company, who), "/rights/grid.csv")

        assert answer.status_code == 403
        assert "Only a steward, an administrator or an auditor" in answer.content.decode()
        assert "rights/grid.csv" not in visit(getattr(company, who), GRID).content.decode()

    def test_an_auditor_reads_names_and_no_addresses(self, company: Company) -> None:
        assert "rights/grid.csv" in visit(company.auditor, GRID).content.decode()

        text = visit(company.auditor, "/rights/grid.csv").content.decode()

        assert company.decider.name in text
        assert "@" not in text
