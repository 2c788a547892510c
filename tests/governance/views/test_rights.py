from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from governance.actions.rights import add_decision_type, end, grant
from governance.models import DecisionRight, DecisionType
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import DomainFactory, KPIFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.1))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def lines(client: Client, query: str = "") -> dict[str, dict[str, list[str]]]:
    """Return by subject who is named in each column, and how."""
    page = client.get(f"/rights/{query}")
    assert page.status_code == 200
    return {
        str(line.subject): {
            name: [f"{answer.when} {answer.person}".strip() for answer in answers]
            for name, answers, _ in line.cells
        }
        for line in page.context["lines"]
    }


class TestWhoDecides:
    def test_asks_a_stranger_to_sign_in(self, client: Client) -> None:
        assert client.get("/rights/")["Location"].startswith("/accounts/login/")

    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "steward"])
    def test_answers_everybody(self, company: Company, who: str) -> None:
        found = lines(signed_in(getattr(company, who)))

        assert found["Leads"]["Decides"] == ["CRO"]
        assert found["Leads"]["Arbiter"] == ["COO"]

    def test_gives_a_kpi_a_row_where_its_domain_does_not_speak_for_it(
        self, company: Company
    ) -> None:
        mql = KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)
        KPIFactory.create(name="SQL", domain=company.leads, function=company.sales)
        client = signed_in(company.viewer)
        grant(
            person=company.outsider,
            right="accountable",
            kpi=mql,
            since=date(2026, 1, 1),
            actor=company.steward,
            at=clock.tick(),
        )
        page = client.get("/rights/")
        rows = {
            str(row.line.subject): [str(one.subject) for one in row.alike]
            for row in page.context["rows"]
        }

        assert rows == {"Company": [], "Leads": ["SQL"], "MQL": []}
        assert "from Leads" in page.content.decode()
        assert "from Company" in page.content.decode()

    def test_lists_the_topmost_of_what_lacks_somebody_first(self, company: Company) -> None:
        KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)
        page = signed_in(company.viewer).get("/rights/")
        gaps = [(str(gap.line.subject), gap.missing, gap.below) for gap in page.context["gaps"]]

        assert gaps == [("Company", ("owner", "decider"), 0)]
        text = page.content.decode()
        assert text.index("Without an owner or a decider") < text.index("Every domain and KPI")

    def test_counts_what_shares_a_gap(self, company: Company) -> None:
        KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)
        grant(
            person=company.decider,
            right="decides",
            domain=company.root,
            since=date(2026, 1, 1),
            actor=company.steward,
            at=clock.tick(),
        )
        page = signed_in(company.viewer).get("/rights/")

        gaps = [(str(gap.line.subject), gap.missing, gap.below) for gap in page.context["gaps"]]
        assert gaps == [("Company", ("owner",), 2)]
        assert "3 have no owner and 0 no decider" in page.context["message"]

    def test_is_content_where_everything_is_somebodys(self, company: Company) -> None:
        for right in ("accountable", "decides"):
            grant(
                person=company.executive,
                right=right,
                domain=company.root,
                since=date(2026, 1, 1),
                actor=company.steward,
                at=clock.tick(),
            )
        page = signed_in(company.viewer).get("/rights/")

        assert (
            page.context["message"] == "Each of 2 domains and KPIs has one owner and one decider."
        )
        assert page.context["gaps"] == []

    def test_tells_bands_and_types_apart(self, company: Company) -> None:
        sort = add_decision_type(
            name="Set a target", slug="target", actor=company.steward, at=clock.tick()
        )
        for person, facts in (
            (company.executive, {"severity_from": 1, "severity_to": 1}),
            (company.arbiter, {"decision_type": sort}),
        ):
            grant(
                person=person,
                right="decides",
                domain=company.root,
                since=date(2026, 1, 1),
                actor=company.steward,
                at=clock.tick(),
                **facts,
            )
        client = signed_in(company.viewer)

        assert lines(client)["Leads"]["Decides"] == ["S1 CEO", "otherwise CRO"]
        assert "“Set a target” COO" in lines(client)["Company"]["Decides"]
        assert lines(client, "?type=target")["Leads"]["Decides"] == ["“Set a target” COO"]

    def test_answers_for_a_day_in_the_past(self, company: Company) -> None:
        held = company.decider.rights.get()
        end(
            right=held,
            until=clock.moment.date(),
            reason="Moves on",
            actor=company.steward,
            at=clock.tick(),
        )
        client = signed_in(company.viewer)

        assert lines(client)["Leads"]["Decides"] == ["None"]
        assert lines(client, "?on=2026-05-12")["Leads"]["Decides"] == ["CRO"]
        assert lines(client, "?on=2025-05-12")["Leads"]["Decides"] == ["None"]
        assert "Rights as on 2026-05-12" in client.get("/rights/?on=2026-05-12").content.decode()

    def test_reads_today_where_the_day_is_no_day(self, company: Company) -> None:
        page = signed_in(company.viewer).get("/rights/?on=yesterday")

        assert not page.context["is_past"]

    def test_narrows_to_a_branch_and_to_a_person(self, company: Company) -> None:
        other = DomainFactory.create(name="Other", parent=company.root)
        KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)
        client = signed_in(company.viewer)

        assert list(lines(client, "?domain=leads")) == ["Leads", "MQL"]
        assert list(lines(client, f"?person={company.decider.pk}")) == ["Leads", "MQL"]
        assert str(other) in lines(client, f"?person={company.arbiter.pk}")

    def test_asks_the_database_as_often_at_any_size(self, company: Company) -> None:
        client = signed_in(company.viewer)
        client.get("/rights/")
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get("/rights/")
            counts.append(len(queries))
            for number in range(5):
                domain = DomainFactory.create(parent=company.leads)
                KPIFactory.create(domain=domain, function=company.sales)
                grant(
                    person=company.outsider,
                    right="consulted",
                    domain=domain,
                    since=date(2026, 1, 1) + timedelta(days=number),
                    actor=company.steward,
                    at=clock.tick(),
                )

        assert counts[0] == counts[1]
        assert counts[0] <= 8


class TestSubject:
    def test_shows_past_and_coming_rights(self, company: Company) -> None:
        coming = clock.moment.date() + timedelta(days=30)
        for since, until in ((date(2025, 1, 1), date(2026, 1, 1)), (coming, None)):
            grant(
                person=company.outsider,
                right="accountable",
                domain=company.leads,
                since=since,
                until=until,
                actor=company.steward,
                at=clock.tick(),
            )
        page = signed_in(company.viewer).get("/rights/domain/leads/")

        states = {(row["right"].right, row["state"]) for row in page.context["rights"]}
        assert states == {("accountable", "over"), ("accountable", "coming"), ("decides", "")}
        assert page.context["message"] == "Nobody owns Leads; CRO decides on it."
        assert "Grant a right" not in page.content.decode()

    def test_of_a_kpi_names_what_it_inherits(self, company: Company) -> None:
        kpi = KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)
        text = signed_in(company.steward).get(f"/rights/kpi/{kpi.slug}/").content.decode()

        assert "from Leads, since" in text
        assert "Grant a right" in text

    def test_is_not_found_under_another_name(self, company: Company) -> None:
        assert signed_in(company.viewer).get("/rights/domain/nowhere/").status_code == 404


class TestGrant:
    def sent(self, company: Company, **more: object) -> dict[str, object]:
        return {
            "person": company.marketing_head.pk,
            "right": "accountable",
            "over": "domain:leads",
            "severity_from": 1,
            "severity_to": 4,
            "since": "2026-10-05",
            "reason": "Agreed",
        } | more

    @pytest.mark.parametrize("who", ["steward", "administrator"])
    def test_is_for_those_who_keep_the_register(self, company: Company, who: str) -> None:
        client = signed_in(getattr(company, who))
        answer = client.post("/rights/grant/", self.sent(company))

        assert answer["Location"] == "/rights/domain/leads/"
        made = DecisionRight.objects.get(right="accountable")
        assert made.person == company.marketing_head
        assert made.history.first().history_change_reason == "Agreed"

    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "decider"])
    def test_says_to_others_who_may(self, company: Company, who: str) -> None:
        client = signed_in(getattr(company, who))
        for answer in (
            client.get("/rights/grant/"),
            client.post("/rights/grant/", self.sent(company)),
        ):
            assert answer.status_code == 403
            assert "Only a steward or an administrator" in answer.content.decode()
        assert not DecisionRight.objects.filter(right="accountable").exists()

    def test_names_a_second_holder_and_keeps_the_input(self, company: Company) -> None:
        client = signed_in(company.steward)
        answer = client.post("/rights/grant/", self.sent(company, right="decides"))

        assert answer.status_code == 422
        text = answer.content.decode()
        assert "CRO holds “decides” on Leads" in text
        assert "There is a problem" in text
        assert 'value="2026-10-05"' in text

    def test_over_a_kpi(self, company: Company) -> None:
        kpi = KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)
        client = signed_in(company.steward)
        answer = client.post("/rights/grant/", self.sent(company, over=f"kpi:{kpi.slug}"))

        assert answer["Location"] == f"/rights/kpi/{kpi.slug}/"
        assert DecisionRight.objects.get(right="accountable").kpi == kpi

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"severity_from": 3, "severity_to": 2}, "a milder one"),
            ({"exposure_from": 10, "exposure_to": 10}, "Enter a larger amount"),
            ({"until": "2026-10-05"}, "Choose a day after the first"),
            ({"person": ""}, "Choose the person."),
            ({"over": "domain:nowhere"}, "Select a valid choice"),
        ],
    )
    def test_says_what_is_wrong(
        self, company: Company, wrong: dict[str, object], told: str
    ) -> None:
        answer = signed_in(company.steward).post("/rights/grant/", self.sent(company, **wrong))

        assert answer.status_code == 422
        assert told in answer.content.decode()


class TestEnd:
    def test_ends_on_a_day_for_a_reason(self, company: Company) -> None:
        held = company.decider.rights.get()
        day = clock.moment.date()
        answer = signed_in(company.steward).post(
            f"/rights/{held.pk}/end/", {"until": day.isoformat(), "reason": "Moves on"}
        )

        assert answer["Location"] == "/rights/domain/leads/"
        held.refresh_from_db()
        assert held.until == day

    def test_refuses_the_first_day_and_an_empty_reason(self, company: Company) -> None:
        held = company.decider.rights.get()
        client = signed_in(company.steward)
        for sent in (
            {"until": "2026-01-01", "reason": "Never began"},
            {"until": "2026-10-05", "reason": ""},
        ):
            assert client.post(f"/rights/{held.pk}/end/", sent).status_code == 422
        held.refresh_from_db()
        assert held.until is None

    def test_is_not_for_others(self, company: Company) -> None:
        held = company.decider.rights.get()
        answer = signed_in(company.outsider).post(
            f"/rights/{held.pk}/end/", {"until": "2026-10-05", "reason": "Mine"}
        )

        assert answer.status_code == 403
        held.refresh_from_db()
        assert held.until is None


class TestDecisionTypes:
    def test_are_added_by_those_who_keep_the_register(self, company: Company) -> None:
        answer = signed_in(company.steward).post("/rights/types/", {"name": "Set a target"})

        assert answer.status_code == 302
        assert DecisionType.objects.get().slug == "set-a-target"

    def test_are_unique(self, company: Company) -> None:
        client = signed_in(company.steward)
        client.post("/rights/types/", {"name": "Set a target"})

        assert client.post("/rights/types/", {"name": "Set a target"}).status_code == 422

    def test_are_not_added_by_others(self, company: Company) -> None:
        client = signed_in(company.outsider)

        assert client.get("/rights/types/").status_code == 200
        assert client.post("/rights/types/", {"name": "Mine"}).status_code == 403
        assert not DecisionType.objects.exists()
