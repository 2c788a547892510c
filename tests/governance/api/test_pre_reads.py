"""Pre-reads and final packs over HTTP: listed, read, published and taken along."""

from typing import Any

import pytest

from governance.actions.pre_reads import keep_printed, publish_pre_read
from governance.actions.reviews import close_review
from governance.models import Contradiction, Opening, PreRead
from governance.packs.snapshot import hash_of
from tests.factories.clock import clock
from tests.factories.governance import Company, proposed
from tests.factories.reviews import council, opened, under_way
from tests.governance.api.client import Caller

URL = "/api/v1/pre-reads/"
pytestmark = pytest.mark.django_db


def published(company: Company, **more: Any) -> PreRead:
    review = opened(company, council(company, **more))
    return publish_pre_read(review=review, actor=company.arbiter, at=clock.tick())


def test_is_published_and_refreshed_by_who_runs_the_meeting(company: Company) -> None:
    review = opened(company)
    url = f"/api/v1/reviews/{review.pk}/publish_pre_read/"

    assert Caller(company.decider).post(url, {}).status_code == 403
    for _ in range(2):
        assert Caller(company.steward).post(url, {}).status_code == 200
    listed = Caller(company.decider).get(f"{URL}?review={review.pk}").json()["results"]
    assert [row["number"] for row in listed] == [2, 1]
    assert all(len(row["sha256"]) == 64 and row["message"] for row in listed)


def test_is_read_as_it_was_frozen_and_counts_as_opened(company: Company) -> None:
    item = proposed(company)
    made = published(company)
    shown = Caller(company.decider).get(f"{URL}{made.pk}/").json()

    assert hash_of(shown["content"]) == shown["sha256"] == made.sha256
    assert shown["is_whole"]
    assert [one["code"] for one in shown["content"]["items"]] == [item.code]
    assert Opening.objects.get().person == company.decider


def test_of_a_closed_review_is_its_final_pack(company: Company) -> None:
    close_review(review=under_way(company), actor=company.arbiter, at=clock.tick())
    (row,) = Caller(company.viewer).get(f"{URL}?is_final=true").json()["results"]
    pack = Caller(company.viewer).get(f"{URL}{row['id']}/").json()

    assert pack["content"]["minutes"]["items"] == []
    written = Caller(company.viewer).get(f"{URL}{row['id']}/pack.md")
    assert written["Content-Disposition"].endswith('final-pack.md"')
    assert pack["sha256"] in written.content.decode()


def test_is_nowhere_for_who_has_no_part_in_a_confidential_body(company: Company) -> None:
    made = published(company, is_confidential=True)
    caller = Caller(company.outsider)

    assert caller.get(URL).json()["results"] == []
    for path in ("", "pack.md", "pack.csv", "pack-a4.pdf"):
        assert caller.get(f"{URL}{made.pk}/{path}").status_code == 404
    assert Caller(company.decider).get(f"{URL}{made.pk}/").status_code == 200


def test_leaves_out_what_became_confidential_since(company: Company) -> None:
    item = proposed(company)
    made = published(company)
    keep_printed(pre_read=made, paper="a4", content=b"%PDF", at=clock.tick())
    Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)
    caller = Caller(company.viewer)
    shown = caller.get(f"{URL}{made.pk}/")

    assert not shown.json()["is_whole"]
    assert item.title not in shown.content.decode()
    for file in ("pack.md", "pack.csv", "pack-a4.pdf"):
        assert caller.get(f"{URL}{made.pk}/{file}").status_code == 403
        assert Caller(company.decider).get(f"{URL}{made.pk}/{file}").status_code == 200
