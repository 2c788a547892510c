"""The bridge that a proposal cites, kept with the decision, shown and printed."""

from copy import copy
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from governance.actions.bridges import start_bridge
from governance.actions.decisions import decide, propose, send_back
from governance.actions.pre_reads import publish_pre_read
from governance.dossier import Dossier
from governance.history.verification import findings
from governance.models import Contradiction, Decision
from governance.pages.addresses import verb_url
from tests.factories.bridges import Drawn
from tests.factories.clock import clock
from tests.factories.governance import Company, decision_facts, ready_to_propose
from tests.factories.reviews import opened
from tests.governance.views.visiting import text, visit


@pytest.fixture
def drawn(company: Company) -> Drawn:
    return Drawn(company, ready_to_propose(company))


def put(drawn: Drawn, **more: Any) -> Contradiction:
    return propose(item=drawn.item, actor=drawn.owner, at=clock.tick(), **more)


def test_cites_the_signed_bridge_and_keeps_it_with_the_decision(drawn: Drawn) -> None:
    bridge = drawn.signed()
    item, before = put(drawn), clock.moment
    decider = drawn.company.decider
    page = text(visit(decider, f"/c/{item.code}/decide/"))
    decided = decide(item=item, **decision_facts(item), actor=decider, at=clock.tick())

    assert (item.cited_bridge, decided.current_decision.bridge) == (bridge, bridge)
    assert "Bridge from Marketing to Sales, signed" in page
    assert f"?bridge={bridge.pk}" in page
    assert "The decision cites it." in text(visit(decider, f"/c/{item.code}/"))
    assert Dossier(item, at=before).cites_bridge
    assert not list(findings())


def test_the_pre_read_prints_the_steps_of_the_bridge_cited(drawn: Drawn) -> None:
    drawn.signed()
    put(drawn)
    review = opened(drawn.company)
    pack = publish_pre_read(review=review, actor=drawn.company.arbiter, at=clock.tick())
    (leaf,) = pack.content["items"]

    assert leaf["bridge"]["title"] == "The bridge cited, from Marketing to Sales"
    assert "score over 60" in [step["label"] for step in leaf["bridge"]["steps"]]


def test_cites_none_where_none_is_signed_or_it_says_so(drawn: Drawn) -> None:
    drawn.add(-647)
    drawn.submit()
    assert put(drawn).cited_bridge is None

    told = {"actor": drawn.company.decider, "at": clock.tick()}
    send_back(item=drawn.item, reason="Cite it.", **told)
    drawn.sign()
    assert put(drawn, bridge=None).cited_bridge is None
    send_back(item=drawn.item, reason="Do.", actor=drawn.company.decider, at=clock.tick())
    assert put(drawn).cited_bridge == drawn.bridge
    item = send_back(item=drawn.item, reason="No.", actor=drawn.company.decider, at=clock.tick())
    assert item.cited_bridge is None


def test_cites_nothing_that_can_still_change(drawn: Drawn) -> None:
    with pytest.raises(ValidationError, match="Cite a signed bridge of this item"):
        put(drawn, bridge=drawn.bridge)
    drawn.add(-647)
    with pytest.raises(ValidationError, match="Cite a signed bridge of this item"):
        put(drawn, bridge=drawn.submit())
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Contradiction.objects.filter(pk=drawn.item.pk).update(cited_bridge=drawn.bridge)


def test_the_signed_bridge_is_cited_beside_a_draft_that_comes_after(drawn: Drawn) -> None:
    bridge = drawn.signed()
    later(drawn)

    item = put(drawn)

    assert item.cited_bridge == bridge
    assert Dossier(item).bridge == bridge


def test_one_signed_later_is_shown_and_which_is_cited_is_said(drawn: Drawn) -> None:
    cited = drawn.signed()
    item, decider = put(drawn), drawn.company.decider
    newer = later(drawn)
    newer.signed()
    item.refresh_from_db()
    asked = text(visit(decider, f"/c/{item.code}/decide/"))
    page = text(visit(decider, f"/c/{item.code}/"))
    decided = decide(item=item, **decision_facts(item), actor=decider, at=clock.tick())
    after = text(visit(decider, f"/c/{item.code}/"))

    assert Dossier(item).bridge == newer.bridge
    assert f'It supersedes <a href="/c/{item.code}/bridge/?bridge={cited.pk}">' in asked
    assert f'href="/c/{item.code}/bridge/?bridge={newer.bridge.pk}">Open the bridge' in page
    assert f'The proposal cites <a href="/c/{item.code}/bridge/?bridge={cited.pk}">' in page
    assert decided.current_decision.bridge == cited
    assert "The decision cites <a" in after
    assert not list(findings())


def later(drawn: Drawn) -> Drawn:
    """Begin a bridge that supersedes another."""
    made = copy(drawn)
    ends = {"start": drawn.start, "end": drawn.end}
    made.bridge = start_bridge(item=drawn.item, **ends, actor=drawn.owner, at=clock.tick())
    return made


def test_refuses_the_bridge_of_another_item(drawn: Drawn, company: Company) -> None:
    other = Drawn(company)
    other.signed()

    with pytest.raises(ValidationError, match="Cite a signed bridge of this item"):
        put(drawn, bridge=other.bridge)
    with pytest.raises(DatabaseError, match="of their own item"), transaction.atomic():
        Contradiction.objects.filter(pk=drawn.item.pk).update(cited_bridge=other.bridge)
    assert not Decision.objects.exists()


def test_the_form_offers_what_is_handed_in_with_the_signed_one_chosen(drawn: Drawn) -> None:
    bridge = drawn.signed()
    drawn.item.refresh_from_db()
    address = verb_url("propose", drawn.item)
    page = visit(drawn.owner, address)
    sent = {"version": drawn.item.version, "recommended": "", "bridge": ""}

    assert page.context["form"]["bridge"].value() == bridge.pk
    assert "From Marketing to Sales, signed" in text(page)
    visit(drawn.owner, address, sent)
    drawn.item.refresh_from_db()
    assert (drawn.item.status, drawn.item.cited_bridge) == ("proposed", None)
