"""Final packs: kept at the close with the minutes, the same whatever comes later."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from governance.actions.decisions import decide
from governance.actions.follow_ups import cancel
from governance.actions.meetings import add_addendum, park
from governance.actions.reviews import close_review
from governance.history.verification import findings
from governance.models import Contradiction, Outbox, PreRead, Review
from governance.packs.printing import pdf_of
from governance.packs.seen import seen_by
from governance.packs.snapshot import hash_of
from governance.packs.writing import as_csv, as_markdown
from tests.factories.clock import clock
from tests.factories.governance import Company, decision_facts, proposed
from tests.factories.reviews import attended, under_way

pytestmark = pytest.mark.django_db


def met(company: Company, **more: Any) -> tuple[Contradiction, PreRead]:
    """Hold a review that decides one item and parks a point about it."""
    item = proposed(company, **more)
    review = under_way(company)
    attended(company, review, company.arbiter, company.decider)
    facts = decision_facts(item) | {
        "none_voiced": False,
        "dissenters": [company.sales_head.function],
    }
    decide(item=item, **facts, actor=company.decider, at=clock.tick())
    told = {"review": review, "actor": company.arbiter}
    if not item.is_confidential:
        park(text="Who owns churn?", item=item, **told, at=clock.tick())
    close_review(**told, at=clock.tick())
    return item, PreRead.objects.get(is_final=True)


def text(pack: PreRead, content: dict[str, Any] | None = None) -> str:
    return as_markdown(content or pack.content, pack.sha256)


def test_holds_the_decision_its_dissent_and_what_was_known(company: Company) -> None:
    item, pack = met(company)
    (row,) = pack.content["minutes"]["items"]
    facts = dict(row["facts"])

    assert (row["code"], row["outcome"]) == (item.code, "decided")
    assert facts["Dissent"] == ["Sales"]
    assert {"We accept", "Why", "Used for", "Promised"} <= set(facts)
    assert pack.content["message"] == "Data council decided one item. Nothing is left."
    assert pack.content["items"][0]["summary"].endswith("It is decided.")
    assert "Parking lot" in text(pack)
    assert row["promises"][0]["title"] in as_csv(pack.content)
    assert pdf_of(pack.content, pack.sha256, "a4").startswith(b"%PDF")


def test_says_when_it_was_held_not_when_it_was_to_be(company: Company) -> None:
    _, pack = met(company)
    began = pack.review.history.filter(status="in_progress").get().history_date

    said = pack.content["review"]["when"].replace("\u00a0", " ")
    assert said == f"{began.astimezone(pack.review.zone):%a %-d %b %Y, %H:%M %Z}"
    assert began != pack.review.starts_at


def test_stays_the_same_after_what_comes_later(company: Company) -> None:
    item, pack = met(company)
    before, written = pack.sha256, text(pack)

    told = {"actor": company.steward, "at": clock.tick()}
    add_addendum(review=pack.review, text="The CFO came late.", **told)
    follow_up = item.follow_ups.get()
    cancel(follow_up=follow_up, reason="Done otherwise", actor=company.decider, at=clock.tick())
    pack = PreRead.objects.get(pk=pack.pk)

    assert hash_of(pack.content) == pack.sha256 == before
    assert text(pack) == written
    assert list(findings()) == []


def test_is_printed_by_the_worker(company: Company) -> None:
    _, pack = met(company)
    papers = Outbox.objects.filter(kind="print", payload__pre_read=pack.pk)
    assert papers.count() == 2


def test_is_kept_once_and_only_at_the_close(company: Company) -> None:
    _, pack = met(company)
    ahead = Review.objects.get(pk=pack.review_id)
    insert = (
        "INSERT INTO governance_preread (review_id, number, is_final, content, sha256, by_id, at) "
        "SELECT review_id, 9, %s, content, sha256, by_id, at FROM governance_preread WHERE id = %s"
    )
    for is_final in (True, False):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert, [is_final, pack.pk])
    assert ahead.pre_reads.count() == 1


def test_says_of_what_is_confidential_only_what_became_of_it(company: Company) -> None:
    item, pack = met(company, is_confidential=True)
    (row,) = pack.content["minutes"]["items"]

    assert (row["is_hidden"], row["outcome"], row["facts"]) == (True, "decided", [])
    assert item.title not in str(pack.content)


def test_covers_what_became_confidential_since(company: Company) -> None:
    item, pack = met(company)
    Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)
    content = seen_by(pack, company.viewer)
    shown = text(pack, content) + as_csv(content)

    assert item.title not in shown
    assert "Who owns churn?" not in shown
    assert item.title in text(pack, seen_by(pack, company.decider))
