"""Granting and ending rights over HTTP: keepers of the matrix alone, and never two holders."""

from typing import Any

from governance.models import DecisionRight
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.api.client import Caller

RIGHTS = "/api/v1/decision-rights/"


def wish(company: Company, **more: Any) -> dict[str, Any]:
    told = {"person": company.outsider.pk, "right": "performs", "domain": "leads"}
    return {**told, "since": "2030-01-01", **more}


def test_a_keeper_grants_and_ends_a_right(company: Company) -> None:
    caller = Caller(company.steward)
    answer = caller.post(RIGHTS, wish(company))
    made = answer.json()

    assert (answer.status_code, made["right"], made["since"]) == (201, "performs", "2030-01-01")
    assert caller.get(f"{RIGHTS}{made['id']}/").json() == made
    over = {"until": "2030-06-01", "reason": "The function moves"}
    ended = caller.post(f"{RIGHTS}{made['id']}/withdraw/", over).json()
    assert ended["until"] == "2030-06-01"
    kept = DecisionRight.objects.get(pk=made["id"])
    assert kept.history.latest().history_change_reason == "The function moves"


def test_others_are_told_who_may(company: Company) -> None:
    held = DecisionRight.objects.get(right="force")
    over = {"until": "2030-06-01", "reason": "Mine now"}

    for answer in (
        Caller(company.outsider).post(RIGHTS, wish(company)),
        Caller(company.outsider).post(f"{RIGHTS}{held.pk}/withdraw/", over),
    ):
        assert answer.status_code == 403
        assert "steward" in str(answer.json()).lower()
    held.refresh_from_db()
    assert held.until is None


def test_a_second_holder_and_two_subjects_are_refused(company: Company) -> None:
    caller = Caller(company.steward)
    kpi = company.kpi_pair()[0].slug
    second = wish(company, right="decides", since=clock.moment.date().isoformat())

    assert caller.post(RIGHTS, second).status_code == 400
    assert "Name one domain or one KPI." in str(caller.post(RIGHTS, wish(company, kpi=kpi)).json())
    assert caller.post(RIGHTS, wish(company, severity_from=9)).status_code == 400
    assert not DecisionRight.objects.filter(person=company.outsider).exists()


def test_a_band_of_exposure_is_money(company: Company) -> None:
    caller = Caller(company.steward)
    band = {"exposure_from": "100000", "exposure_to": "250000.50"}

    made = caller.post(RIGHTS, wish(company, **band)).json()

    assert (made["exposure_from"], made["exposure_to"]) == ("100000", "250000.5")
    cent = caller.post(RIGHTS, wish(company, exposure_from="0.001"))
    assert (cent.status_code, cent.json()["errors"][0]["attr"]) == (400, "exposure_from")
