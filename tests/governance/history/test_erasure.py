"""Words and names can go; that they stood there, who took them away and their hash stay."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from accounts.canonical import REDACTED
from accounts.models import LedgerEntry, User
from governance.actions import contradictions as items
from governance.actions import diagnosis, follow_ups, positions
from governance.actions.erasure import redact
from governance.actions.evidence import add_evidence
from governance.history.as_of import item_as_of
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import (
    BridgeLine,
    Comment,
    Contradiction,
    Decision,
    Evidence,
    Option,
    Position,
    Redaction,
)
from governance.refusals import NotEntitled
from metrics.models import KPIDefinition
from tests.factories.bridges import Drawn
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, decided, investigating, logged
from tests.governance.history.erasing import SECRET, WHY, erase, said
from tests.governance.leftovers import stands_in

pytestmark = pytest.mark.django_db


class TestRedact:
    def test_takes_the_words_and_keeps_their_hash(self, company: Company) -> None:
        item = assigned(company)
        comment = said(company, item)

        (note,) = erase(company, comment, "body")

        assert Comment.objects.get().body == REDACTED
        assert stands_in("Quarterman") == []
        hashed = sha256(SECRET.encode()).hexdigest()
        assert note.sha256 == hashed
        assert hashed in LedgerEntry.objects.get(table_name="governance_comment").payload
        assert (note.by, note.reason) == (company.administrator, WHY)
        assert list(findings()) == []

    def test_is_told_in_the_timeline(self, company: Company) -> None:
        item = assigned(company)
        erase(company, said(company, item), "body")

        event = timeline(Trail(item))[0]

        assert event.actor == company.administrator
        assert event.verb == "redact"
        assert event.note == WHY

    def test_goes_through_every_version_that_holds_them(self, company: Company) -> None:
        item = assigned(company)
        for wording in (SECRET, "Something else", SECRET):
            items.describe(item=item, wording=wording, actor=company.steward, at=clock.tick())
        version = Contradiction.objects.get(pk=item.pk).version

        erase(company, Contradiction.objects.get(pk=item.pk), "wording")

        live = Contradiction.objects.get(pk=item.pk)
        assert live.wording == ""
        assert live.version == version + 1
        kept = list(Contradiction.history.filter(id=item.pk).values_list("wording", flat=True))
        assert kept.count(REDACTED) >= 2
        assert kept.count("Something else") == 1
        assert stands_in("Quarterman") == []
        assert list(findings()) == []

    def test_takes_the_same_words_wherever_the_item_holds_them(self, company: Company) -> None:
        item = investigating(company)
        comment = said(company, item)
        facts: dict[str, Any] = {"item": item, "actor": company.marketing_head}
        diagnosis.answer_step(**facts, step=1, finding="clear", note=SECRET, at=clock.tick())
        items.reassign(
            item=item,
            owner=company.sales_head,
            reason=SECRET,
            actor=company.steward,
            at=clock.tick(),
        )

        erase(company, comment, "body")

        assert stands_in("Quarterman") == []
        assert list(findings()) == []

    def test_leaves_the_words_of_other_items(self, company: Company) -> None:
        here, there = said(company, logged(company)), said(company, logged(company))

        erase(company, here, "body")

        there.refresh_from_db()
        assert there.body == SECRET

    def test_of_a_position_also_takes_what_the_item_repeats(self, company: Company) -> None:
        claim = (
            "Ottilie Quarterman says that the numbers of the north are not to be trusted at all."
        )
        item = items.log(
            statements=[
                positions.Statement(label="North", claim=claim),
                positions.Statement(label="South", claim="They are right"),
            ],
            domain=company.leads,
            actor=company.steward,
            at=clock.tick(),
        )
        then = clock.tick()
        items.describe(item=item, question="Who is right?", actor=company.steward, at=clock.tick())
        assert "Quarterman" in Contradiction.objects.get(pk=item.pk).title

        erase(company, Position.objects.get(label="North"), "claim")

        live = Contradiction.objects.get(pk=item.pk)
        assert "South says “They are right”" in live.title
        assert stands_in("Quarterman") == []
        past = item_as_of(item.pk, then)
        assert past
        assert past.title == REDACTED
        assert past.summary == {"redacted": True}
        assert list(findings()) == []

    def test_of_words_that_are_mere_dots_leaves_the_titles_alone(self, company: Company) -> None:
        sides = [positions.Statement(label=name, claim=f"{name}...") for name in ("North", "South")]
        item = items.log(statements=sides, actor=company.steward, at=clock.tick())
        positions.add_position(
            item=item,
            statement=positions.Statement(label="West", claim="..."),
            actor=company.steward,
            at=clock.tick(),
        )

        erase(company, Position.objects.get(label="West"), "claim")

        assert not Contradiction.history.filter(id=item.pk, title=REDACTED).exists()

    def test_of_a_name_of_a_side_reaches_the_search_text(self, company: Company) -> None:
        item = items.log(
            statements=[
                positions.Statement(label="Ottilie Quarterman", claim="Up"),
                positions.Statement(label="Bank", claim="Down"),
            ],
            domain=company.leads,
            actor=company.steward,
            at=clock.tick(),
        )

        erase(company, item.positions.get(label="Ottilie Quarterman"), "label")

        assert stands_in("Quarterman") == []
        assert list(findings()) == []

    def test_reaches_an_option_that_changed_since(self, company: Company) -> None:
        item = decided(company)
        option = Option.objects.filter(contradiction=item).earliest("letter")

        erase(company, option, "summary")

        assert Option.objects.get(pk=option.pk).summary == REDACTED
        assert stands_in("Plan on accepted leads") == []
        assert list(findings()) == []

    def test_reaches_an_immutable_decision(self, company: Company) -> None:
        decided(company)
        made = Decision.objects.get()
        words = made.rationale

        erase(company, made, "rationale")

        assert stands_in(words) == []
        assert list(findings()) == []

    def test_reaches_a_signed_bridge_that_is_frozen(self, company: Company) -> None:
        drawn = Drawn(company)
        drawn.add(-647, label="Score, says Ottilie Quarterman")
        drawn.submit()
        drawn.sign()

        erase(company, BridgeLine.objects.get(), "label")

        assert stands_in("Quarterman") == []
        assert list(findings()) == []
        with pytest.raises(DatabaseError, match="signed bridge"), transaction.atomic():
            BridgeLine.objects.update(amount=1)

    def test_reaches_a_judged_definition_that_is_frozen(self, company: Company) -> None:
        definition = _approved(company, formula="Ask Ottilie Quarterman")

        erase(company, definition, "formula")

        assert stands_in("Quarterman") == []
        assert list(findings()) == []
        with pytest.raises(DatabaseError, match="judged definition"), transaction.atomic():
            KPIDefinition.objects.update(formula="another")

    def test_deletes_a_file_with_its_name(
        self, company: Company, django_capture_on_commit_callbacks: Any
    ) -> None:
        item = assigned(company)
        shown = add_evidence(
            item=item,
            title="Export",
            file=ContentFile(b"name,phone", name="quarterman.csv"),
            actor=company.steward,
            at=clock.tick(),
        )
        store, path = shown.file.storage, shown.file.name
        assert path
        hashed = shown.sha256

        with django_capture_on_commit_callbacks(execute=True):
            erase(company, shown, "file_name")

        assert not store.exists(path)
        assert Evidence.objects.get().sha256 == hashed
        assert stands_in("quarterman") == []
        assert list(findings()) == []

    def test_a_rule_that_needs_words_still_has_some(self, company: Company) -> None:
        item = investigating(company)
        promised = follow_ups.add_follow_up(
            item=item,
            title="Call",
            owner=company.marketing_head,
            due_on=clock.moment.date(),
            actor=company.marketing_head,
            at=clock.tick(),
        )
        follow_ups.cancel(
            follow_up=promised, reason=SECRET, actor=company.marketing_head, at=clock.tick()
        )

        erase(company, promised, "reason")

        promised.refresh_from_db()
        assert promised.reason == REDACTED
        assert stands_in("Quarterman") == []
        assert list(findings()) == []


def _approved(company: Company, **facts: Any) -> KPIDefinition:
    from governance.actions import definitions

    kpi, _ = company.kpi_pair()
    proposed = definitions.propose(
        kpi=kpi,
        meaning="Leads that scored",
        effective_from=clock.moment.date(),
        actor=company.steward,
        at=clock.tick(),
        **facts,
    )
    return definitions.approve(
        definition=proposed, reason="Agreed", actor=company.marketing_head, at=clock.tick()
    )


class TestWhoMay:
    @pytest.mark.parametrize(
        "who",
        ["steward", "auditor", "decider", "marketing_head", "outsider", "viewer", "executive"],
    )
    def test_nobody_but_an_administrator(self, company: Company, who: str) -> None:
        comment = said(company, assigned(company))
        actor = getattr(company, who)

        with pytest.raises(NotEntitled, match="Only an administrator"):
            redact(record=comment, field="body", reason=WHY, actor=actor, at=clock.tick())

        assert Comment.objects.get().body == SECRET
        assert not Redaction.objects.exists()

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_not_without_a_reason(self, company: Company, reason: str) -> None:
        comment = said(company, assigned(company))

        with pytest.raises(ValidationError, match="Say why"):
            redact(
                record=comment,
                field="body",
                reason=reason,
                actor=company.administrator,
                at=clock.tick(),
            )

    def test_not_twice(self, company: Company) -> None:
        comment = said(company, assigned(company))
        erase(company, comment, "body")

        with pytest.raises(ValidationError, match="gone already"):
            erase(company, comment, "body")

    @pytest.mark.parametrize(
        ("find", "field"),
        [
            (Position.objects.first, "segment"),
            (Position.objects.first, "value"),
            (Position.objects.first, "unit"),
            (Contradiction.objects.first, "title"),
            (Contradiction.objects.first, "fingerprint"),
            (Contradiction.objects.first, "status"),
            (LedgerEntry.objects.first, "payload"),
            (LedgerEntry.objects.first, "hash"),
            (User.objects.first, "name"),
            (User.objects.first, "email"),
        ],
    )
    def test_not_what_is_no_prose(
        self, company: Company, find: Callable[[], Any], field: str
    ) -> None:
        assigned(company)
        record = find()

        with pytest.raises(ValidationError):
            erase(company, record, field)

        assert not Redaction.objects.exists()
