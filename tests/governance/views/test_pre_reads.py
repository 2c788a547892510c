"""Pre-reads as pages and files, without a line of script."""

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from governance.actions.pre_reads import publish_pre_read
from governance.models import Contradiction, Opening, PreRead
from tests.factories.clock import clock
from tests.factories.governance import Company, proposed
from tests.factories.reviews import council, opened, scheduled
from tests.factories.telling import keep_until

URL = "/reviews/data-council/FY26-Q3/"
pytestmark = pytest.mark.django_db


def visit(person: User, url: str, sent: dict[str, Any] | None = None) -> Any:
    client = Client()
    cache.clear()
    with time_machine.travel(clock.tick(), tick=False):
        client.force_login(person)
        return client.get(url) if sent is None else client.post(url, sent)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def published(company: Company, **more: Any) -> PreRead:
    review = opened(company, council(company, **more))
    return publish_pre_read(review=review, actor=company.arbiter, at=clock.tick())


def test_says_when_it_comes_and_lets_the_chair_publish_it_now(company: Company) -> None:
    opened(company)
    assert "Publish it now" in text(visit(company.arbiter, f"{URL}pre-read/"))
    shown = text(visit(company.viewer, f"{URL}pre-read/"))
    assert "It comes out on <b>Wed 7 Oct</b>" in shown
    assert "Publish it now" not in shown

    answer = visit(company.arbiter, f"{URL}pre-read/publish/", {})
    assert answer["Location"] == f"{URL}pre-read/"
    assert PreRead.objects.get().by == company.arbiter


def test_of_a_draft_waits_for_the_announcement(company: Company) -> None:
    scheduled(company)
    assert "once the review is announced" in text(visit(company.steward, f"{URL}pre-read/"))
    assert visit(company.steward, f"{URL}pre-read/publish/", {}).status_code == 409


def test_shows_a_leaf_for_each_item_with_as_of_version_and_page(company: Company) -> None:
    item = proposed(company)
    made = published(company)
    shown = text(visit(company.viewer, f"{URL}pre-read/"))

    assert f'id="{item.code}"' in shown
    assert "CRO is asked to choose A or B." in shown
    assert f"version {made.version}" in shown
    assert "Page 2 of 3" in shown
    assert made.sha256 in shown


def test_keeps_earlier_ones_by_number(company: Company) -> None:
    made = published(company)
    publish_pre_read(review=made.review, actor=company.arbiter, at=clock.tick())

    assert "There is a newer one, number 2." in text(
        visit(company.viewer, f"{URL}pre-read/?number=1")
    )
    for number in ("9", "x", "0", "99999999999999999999"):
        assert visit(company.viewer, f"{URL}pre-read/?number={number}").status_code == 404


def test_who_opened_it_is_shown_to_the_chair_alone(company: Company) -> None:
    published(company)
    visit(company.decider, f"{URL}pre-read/")
    visit(company.outsider, f"{URL}pre-read/")

    assert [row.person for row in Opening.objects.all()] == [company.decider]
    assert 'CRO <span class="meta">opened 2026-' in text(visit(company.arbiter, URL))
    for person in (company.steward, company.decider, company.administrator, company.auditor):
        assert "opened" not in text(visit(person, URL)).replace("not yet opened", "")


def test_is_handed_out_as_files(company: Company) -> None:
    proposed(company)
    published(company)
    first = visit(company.decider, f"{URL}pack.pdf")
    assert first["Location"] == f"{URL}pre-read/printing/"
    assert "0 of 2" in text(visit(company.decider, first["Location"]))
    keep_until(clock.moment)
    assert "The PDF is ready." in text(visit(company.decider, first["Location"]))
    for paper in ("a4", "letter"):
        answer = visit(company.decider, f"{URL}pack.pdf?paper={paper}")
        assert answer["Content-Type"] == "application/pdf"
        assert f"pre-read-1-{paper}.pdf" in answer["Content-Disposition"]
        assert answer.content.startswith(b"%PDF")
    assert visit(company.decider, f"{URL}pack.pdf?paper=a0").status_code == 404
    assert b"# Data council" in visit(company.decider, f"{URL}pack.md").content
    assert b'"item","severity"' in visit(company.decider, f"{URL}pack.csv").content


def test_without_one_there_are_no_files(company: Company) -> None:
    opened(company)
    for name in ("pack.pdf", "pack.md", "pack.csv", "pre-read/printing/"):
        assert visit(company.decider, URL + name).status_code == 404


def test_what_became_confidential_is_left_out_and_cannot_be_taken_along(company: Company) -> None:
    item = proposed(company)
    published(company)
    Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)

    shown = text(visit(company.viewer, f"{URL}pre-read/"))
    assert "became confidential since" in shown
    assert item.sentence not in shown
    for name in ("pack.pdf", "pack.md", "pack.csv"):
        assert visit(company.viewer, URL + name).status_code == 403
        assert visit(company.steward, URL + name).status_code in (200, 302)


def test_of_a_confidential_body_is_nowhere_for_others(company: Company) -> None:
    published(company, is_confidential=True)
    for name in ("pre-read/", "pack.pdf", "pack.md", "pack.csv", "pre-read/printing/"):
        assert visit(company.viewer, URL + name).status_code == 404
    assert visit(company.auditor, f"{URL}pre-read/").status_code == 200
