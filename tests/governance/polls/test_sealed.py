"""Until a poll closes, nobody reads an answer anywhere: not who asked, not who gave it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actions.people import system_actor
from accounts.models import LedgerEntry, User
from governance.actions.erasure import redact
from governance.actions.poll_items import log_from_poll
from governance.actions.polls import close_poll, withdraw_poll
from governance.history.telling import SENTENCES
from governance.history.triggers import governed
from governance.history.words import cells_of, cells_with
from governance.models import Outbox, OwnershipPoll, PollAnswer, SealedAnswer
from governance.polls.sealing import seal_of
from tests.factories.accounts import FunctionFactory
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.polls import asked, in_conflict, says
from tests.factories.telling import keep_until, mails_to
from tests.governance.api.client import Caller

WORDS = "zanzibar quartz"
READERS = ("steward", "administrator", "auditor", "viewer", "decider", "arbiter")
PLACES = (
    "/",
    "/polls/",
    "/polls/{poll}/",
    "/rights/",
    "/search/?q=zanzibar",
    "/register/?q=zanzibar",
    "/audit/",
    "/audit/?item=poll:{poll}&check=1",
    "/audit/entries.csv",
    "/audit/entries.csv?item=poll:{poll}",
    "/audit/as-of/2026-10-05/",
    "/audit/erasure/of/poll:{poll}/",
    "/people/",
    "/settings/",
    "/api/v1/polls/",
    "/api/v1/polls/{poll}/",
)
CLOSED = ("/polls/", "/polls/{poll}/", "/api/v1/polls/{poll}/")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.01))


@pytest.fixture
def poll(company: Company) -> OwnershipPoll:
    """Return an open poll with one answer that nobody could mistake for another."""
    odd = FunctionFactory.create(name="Odd desk", slug="odd-desk", letter="O")
    poll = asked(company)
    says(poll, company.decider, "function", function=odd, sentence=WORDS)
    return poll


def readings(
    poll: OwnershipPoll, person: User, places: tuple[str, ...] = PLACES
) -> Iterator[tuple[str, str]]:
    """Yield every place that could tell, as one person reads it."""
    client = Client()
    client.force_login(person)
    for place in places:
        url = place.format(poll=poll.pk)
        answer: Any = client.get(url)
        assert answer.status_code in (200, 403), url
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield url, body.decode()
    looked_for: Any = client.post("/audit/erasure/", {"words": "zanzibar"})
    yield "/audit/erasure/", looked_for.content.decode()


@pytest.mark.either
@pytest.mark.parametrize("who", READERS)
def test_no_page_and_no_answer_of_the_api_tells(
    company: Company, poll: OwnershipPoll, who: str
) -> None:
    secret = SealedAnswer.objects.get().secret
    for url, body in readings(poll, getattr(company, who)):
        assert "quartz" not in body, url
        assert secret not in body, url
        assert 'value="function:odd-desk" checked' not in body, url


def test_the_page_tells_who_has_answered_and_nothing_else(
    company: Company, poll: OwnershipPoll
) -> None:
    """What all but those asked read is the same whatever was said: the choice names nothing."""
    for who in ("steward", "administrator", "auditor", "viewer"):
        pages = dict(readings(poll, getattr(company, who), CLOSED))
        page = pages[f"/polls/{poll.pk}/"]
        assert "1 of 5" in page.replace("<b>", "").replace("</b>", "")
        assert "Odd desk" not in page
        told = pages[f"/api/v1/polls/{poll.pk}/"]
        assert "odd-desk" not in told
        assert '"answers":null' in told
        assert '"message":null' in told


def test_what_is_read_does_not_depend_on_what_was_said(company: Company) -> None:
    last = clock.moment.date() + timedelta(days=9)
    one, two = asked(company, closes_on=last), asked(company, closes_on=last)
    says(one, company.decider, "nobody")
    says(two, company.decider, "person", person=company.arbiter, sentence=WORDS)
    caller = Caller(company.steward)

    told = [caller.get(f"/api/v1/polls/{poll.pk}/").json() for poll in (one, two)]
    hashes = [row.pop("seal") for poll in told for row in poll["invitees"]]
    for poll in told:
        for moved in ("id", "asked_at"):
            del poll[moved]
        poll["invitees"] = [
            {**row, "answered_at": bool(row["answered_at"])} for row in poll["invitees"]
        ]
    assert told[0] == told[1]
    assert sorted({len(seal) for seal in hashes}) == [0, 64]


def test_the_ledger_holds_a_seal_and_no_choice(company: Company, poll: OwnershipPoll) -> None:
    entries = LedgerEntry.objects.filter(chain=poll.chain)

    assert {entry.table_name for entry in entries} == {
        "governance_historicalownershippoll",
        "governance_historicalpollinvitee",
    }
    for entry in entries:
        for name in ("choice", "function", "sentence", "secret"):
            assert name not in entry.payload
    assert SealedAnswer not in governed()


def test_the_ledger_has_words_for_every_verb(company: Company) -> None:
    log_from_poll(poll=in_conflict(company), actor=company.steward, at=clock.tick())
    withdraw_poll(poll=asked(company), reason="Wrong", actor=company.steward, at=clock.tick())
    verbs = set(
        LedgerEntry.objects.filter(chain__startswith="poll:").values_list("verb", flat=True)
    )

    assert verbs == {"ask_owners", "answer_poll", "close_poll", "log_from_poll", "withdraw_poll"}
    assert verbs <= set(SENTENCES)


def test_a_seal_cannot_be_guessed_from_the_few_answers_there_are(
    company: Company, poll: OwnershipPoll
) -> None:
    kept = SealedAnswer.objects.get()
    seal = poll.invitees.get(person=company.decider).seal
    facts = {"person": None, "function": kept.function_id, "sentence": WORDS}

    assert seal_of("", "function", **facts) != seal
    assert seal_of(kept.secret, "function", **facts) == seal
    assert seal not in {one.seal for one in poll.invitees.exclude(person=company.decider)}


def test_words_cannot_be_looked_up_or_taken_away(company: Company, poll: OwnershipPoll) -> None:
    assert list(cells_with("zanzibar")) == []
    assert WORDS not in {cell.text for cell in cells_of(poll.chain)}


def test_no_mail_and_no_promise_carries_an_answer(company: Company, poll: OwnershipPoll) -> None:
    for row in Outbox.objects.all():
        assert WORDS not in str(row.payload)
        assert "choice" not in str(row.payload)
    keep_until(clock.moment)
    mail.outbox.clear()
    system = system_actor(clock.tick())
    close_poll(poll=poll, actor=system, at=clock.tick(), reason="Its last day is over")
    (told,) = mails_to(company.steward, hours=24)

    assert WORDS not in f"{told.subject} {told.body} {told.alternatives}"


def test_what_answers_get_back_is_no_answer(company: Company) -> None:
    poll = asked(company)
    body = {"choice": "person", "person": company.arbiter.pk, "sentence": WORDS}
    said = Caller(company.decider).post(f"/api/v1/polls/{poll.pk}/answer/", body)
    client = Client()
    client.force_login(company.executive)
    page: Any = client.post(
        f"/polls/{poll.pk}/answer/", {"answer": "nobody", "sentence": WORDS}, follow=True
    )

    assert said.status_code == 200
    assert set(said.json()) == {"person", "answered_at", "seal"}
    assert said.json()["person"]["id"] == company.decider.pk
    assert WORDS not in page.content.decode()
    assert "Your answer is sealed." in page.content.decode()


@pytest.mark.parametrize("who", READERS)
def test_everybody_reads_them_once_it_is_closed(company: Company, who: str) -> None:
    poll = in_conflict(company)
    pages = dict(readings(poll, getattr(company, who), CLOSED))

    assert "We call every lead." in pages[f"/polls/{poll.pk}/"]
    assert "We call every lead." in pages[f"/api/v1/polls/{poll.pk}/"]
    assert "Four of five name three different owners" in pages["/polls/"]
    assert Client().get(f"/polls/{poll.pk}/").status_code == 302


def test_a_withdrawn_poll_never_tells(company: Company, poll: OwnershipPoll) -> None:
    withdraw_poll(poll=poll, reason="Wrong people", actor=company.steward, at=clock.tick())

    for who in READERS:
        for url, body in readings(poll, getattr(company, who), CLOSED):
            assert "quartz" not in body, url
    assert not PollAnswer.objects.exists()


def test_words_of_an_opened_answer_can_be_erased(company: Company) -> None:
    poll = in_conflict(company)
    said = PollAnswer.objects.exclude(sentence="").get()
    redact(
        record=said,
        field="sentence",
        reason="Asked for",
        actor=company.administrator,
        at=clock.tick(),
    )
    pages = dict(readings(poll, company.steward, CLOSED))

    assert "We call every lead." not in pages[f"/polls/{poll.pk}/"]
    assert "differs from the one that was sealed" not in pages[f"/polls/{poll.pk}/"]


def test_the_mail_asks_each_once_for_all_that_waits(company: Company, poll: OwnershipPoll) -> None:
    keep_until(clock.moment + timedelta(hours=24))

    asked_by_mail = {one.to[0]: one for one in mail.outbox}
    assert company.decider.email not in asked_by_mail  # who has answered meanwhile
    one = asked_by_mail[company.arbiter.email]
    assert one.subject == "“Who owns Leads?” waits for your answer"
    assert f"/polls/{poll.pk}/" in str(one.body)
    assert "<h1>Who owns Leads?</h1>" in str(one.alternatives[0])
