"""Reviews over HTTP."""

from typing import Any

import pytest

from governance.models import Review
from tests.factories.governance import Company, proposed
from tests.factories.reviews import council, opened, scheduled
from tests.governance.api.client import Caller

pytestmark = pytest.mark.django_db
URL = "/api/v1/reviews/"


def body(company: Company, **more: Any) -> dict[str, Any]:
    return {
        "name": "Data council",
        "chair": company.arbiter.pk,
        "scribe": company.steward.pk,
        "members": [company.decider.pk],
        "quorum": 2,
        "meets_at": "10:00",
        "time_zone": "Europe/Berlin",
    } | more


SCHEDULED = {
    "body": "data-council",
    "quarter": "FY26-Q3",
    "starts_at": "2030-10-14T10:00:00+02:00",
}


def test_a_body_is_named_and_its_review_scheduled(company: Company) -> None:
    caller = Caller(company.steward)
    made = caller.post("/api/v1/review-bodies/", body(company))
    assert made.status_code == 201, made.content
    assert [one["name"] for one in made.json()["members"]] == ["COO", "CRO", "RevOps lead"]

    answer = caller.post(URL, SCHEDULED)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["name"], told["period_start"], told["period_end"]) == (
        "FY26-Q3",
        "2026-07-01",
        "2026-09-30",
    )
    assert answer["Location"] == f"{URL}{told['id']}/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quarter", "FY26"),
        ("quarter", "soon"),
        ("quarter", "2026-10-14"),
        ("starts_at", "0001-01-01T00:00:00Z"),
        ("starts_at", "2020-01-01T00:00:00Z"),
        ("body", "nowhere"),
        ("body", 7),
        ("minutes", 4),
    ],
)
def test_what_does_not_fit_is_named(company: Company, field: str, value: Any) -> None:
    council(company)
    answer = Caller(company.steward).post(URL, SCHEDULED | {field: value})

    assert answer.status_code == 400, answer.content
    assert field in answer.content.decode()


def test_a_version_that_is_over_is_refused(company: Company) -> None:
    review = opened(company)
    answer = Caller(company.steward).post(
        f"{URL}{review.pk}/cancel/", {"reason": "Snow", "version": 1}
    )

    assert answer.status_code == 412
    assert Review.objects.get().status == "open"


def test_a_confidential_one_is_nowhere_for_others(company: Company) -> None:
    review = scheduled(company, council(company, is_confidential=True))
    for person in (company.viewer, company.outsider, company.administrator):
        caller = Caller(person)
        assert caller.get(URL).json()["results"] == []
        assert caller.get("/api/v1/review-bodies/").json()["results"] == []
        assert caller.get(f"{URL}{review.pk}/").status_code == 404
        assert caller.get(f"/api/v1/review-bodies/{review.body_id}/").status_code == 404
        for verb in ("open", "move", "cancel", "start", "close"):
            assert caller.post(f"{URL}{review.pk}/{verb}/", {}).status_code == 404
    assert Caller(company.decider).get(f"{URL}{review.pk}/").status_code == 200


def test_an_agenda_is_read_and_arranged(company: Company) -> None:
    first, second = proposed(company), proposed(company)
    review = opened(company)
    url = f"{URL}{review.pk}/"
    told = Caller(company.viewer).get(f"{url}agenda/").json()
    assert [one["code"] for one in told["decisions"]] == [first.code, second.code]
    assert told["decisions"][0]["title"] == first.sentence

    host = Caller(company.arbiter)
    told = host.post(f"{url}move_item/", {"item": second.code, "by": -1}).json()
    assert [one["code"] for one in told["decisions"]] == [second.code, first.code]
    sent = {"item": second.code, "until_on": "2027-06-01", "cost": "A quarter"}
    told = host.post(f"{url}defer_item/", sent).json()
    assert told["put_off"][0]["cost"] == "A quarter"
    assert host.post(f"{url}defer_item/", sent).status_code == 409
    assert host.post(f"{url}move_item/", {"item": first.code, "by": 7}).status_code == 400
