import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from governance.actions import bridges, clocks, comments, contradictions, positions
from governance.actions import options as option_actions
from governance.actions.decisions import reconsider
from governance.actions.evidence import add_evidence
from governance.actions.positions import Statement
from governance.dossier import Dossier
from governance.models import Contradiction
from governance.pages.dossier import dossier_page
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    accepted,
    assigned,
    closed,
    decided,
    dismissed,
    investigating,
    item_in,
    logged,
    proposed,
    ready_to_propose,
    resolvable,
    verifying,
)
from tests.factories.metrics import KPIFactory, SystemFactory, reading
from tests.governance.actions.moves import READY, person
from tests.governance.views.reading_pages import red_for_the_customer
from tests.governance.views.visiting import dossier, text

MOST_QUERIES = 20
STATUSES = [status.value for status in Contradiction.Status]


def primary(answer: Any) -> list[str]:
    """Return where the primary buttons of a page lead."""
    page = answer.content.decode()
    links = re.findall(r'<a class="btn btn-1" href="([^"]+)"', page)
    forms = re.findall(r'<form method="post" action="([^"]+)">(?:(?!</form>).)*btn-1', page)
    assert len(links) + len(forms) == page.count("btn btn-1")
    return links + forms


def test_asks_to_sign_in_first(company: Company) -> None:
    answer = dossier(None, logged(company))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("path", ["/c/C-999/", "/c/X-001/", "/c/C-1x/"])
def test_unknown_items_are_not_found(company: Company, path: str) -> None:
    client = Client()
    client.force_login(company.viewer)

    assert client.get(path).status_code == 404


def test_confidential_items_exist_for_their_people_alone(company: Company) -> None:
    item = logged(company, is_confidential=True)

    assert dossier(company.outsider, item).status_code == 404
    assert dossier(company.administrator, item).status_code == 404
    for somebody in ("sales_head", "decider", "steward", "auditor"):
        assert dossier(person(company, somebody), item).status_code == 200, somebody


def test_says_who_disagrees_by_how_much_and_who_decides(company: Company) -> None:
    page = text(dossier(company.viewer, ready_to_propose(company)))

    assert "Marketing counts <b>847</b> MQLs; Sales finds <b>200</b>." in page
    assert "Ratio 0.24" in page
    assert "\N{MINUS SIGN}647" in page
    assert "76.4" in page
    assert "same period" in page
    assert '<div class="who">CRO</div>' in page
    assert "never pauses" in page
    assert "Two options, one of them leaves things as they are" in page


@pytest.mark.either
@pytest.mark.parametrize("status", STATUSES)
def test_opens_in_every_state_with_one_primary_button_at_most(
    company: Company, status: str, subtests: pytest.Subtests
) -> None:
    item = item_in(status, company)

    for word in ("marketing_head", "steward", "decider", "viewer", "auditor"):
        with subtests.test(word):
            answer = dossier(person(company, word), item)

            assert answer.status_code == 200
            assert len(primary(answer)) <= 1


NEXT = {
    "assign": "steward",
    "take_up": "marketing_head",
    "propose": "marketing_head",
    "resolve": "marketing_head",
    "decide": "decider",
    "start_verifying": "marketing_head",
    "verify": "steward",
    "settle": "marketing_head",
}


@pytest.mark.parametrize(("verb", "word"), NEXT.items())
def test_offers_the_next_legal_move_to_whoever_may_make_it(
    company: Company, verb: str, word: str
) -> None:
    item = READY[verb](company)

    assert primary(dossier(person(company, word), item)) == [f"/c/{item.code}/{verb}/"]
    assert primary(dossier(company.viewer, item)) == []


@pytest.mark.parametrize(
    ("build", "verb"),
    [
        (investigating, "answer_steps"),
        (decided, "complete_follow_up"),
    ],
)
def test_offers_what_is_missing_before_the_move(company: Company, build: Any, verb: str) -> None:
    item = build(company)

    (url,) = primary(dossier(company.marketing_head, item))

    assert url.startswith(f"/c/{item.code}/{verb}/")


def test_asks_a_silent_side_and_a_silent_agreer(company: Company) -> None:
    item = ready_to_propose(company)
    (side,) = primary(dossier(company.sales_head, item))
    option_actions.ask_agreers(
        item=item, people=[company.outsider], actor=company.marketing_head, at=clock.tick()
    )

    assert side == f"/c/{item.code}/answer/{item.positions.get(order=2).pk}/"
    assert primary(dossier(company.outsider, item)) == [f"/c/{item.code}/agree/"]


def test_a_decision_waits_for_the_answers(company: Company) -> None:
    item = proposed(company)
    option_actions.ask_agreers(
        item=item, people=[company.sales_head], actor=company.marketing_head, at=clock.tick()
    )

    answer = dossier(company.decider, item)

    assert primary(answer) == []
    assert "answer still owed by Head of Sales" in text(answer)
    assert "Head of Sales has not answered" in text(answer)


@pytest.mark.parametrize("build", [closed, dismissed, accepted, verifying])
def test_links_no_move_the_reader_may_not_make(company: Company, build: Any) -> None:
    item = build(company)
    page = text(dossier(company.viewer, item))

    for verb in ("reopen", "reinstate", "renew", "fail", "verify", "reconsider", "force"):
        assert f"/c/{item.code}/{verb}/" not in page


def test_says_who_may_when_nobody_has_the_right_to_decide(company: Company) -> None:
    item = contradictions.log(
        statements=[
            Statement(label="Sales", claim="At notice"),
            Statement(label="Finance", claim="At the end"),
        ],
        actor=company.steward,
        at=clock.tick(),
    )

    page = text(dossier(company.viewer, item))

    assert "No decider" in page
    assert "No owner yet" in page
    assert "nobody can decide on this" in page


def test_three_sides_are_one_item(company: Company) -> None:
    system = SystemFactory.create()
    kpis = [
        KPIFactory.create(name="Customers", function=function, domain=company.leads, system=system)
        for function in (company.sales, company.marketing)
    ]
    outcome = KPIFactory.create(
        name="Customers", kind="outcome", domain=company.leads, system=system
    )
    readings = [reading(k, v) for k, v in zip([*kpis, outcome], (487, 452, 521), strict=True)]
    item = contradictions.log(
        statements=[Statement(measurement=row) for row in readings],
        actor=company.steward,
        at=clock.tick(),
    )

    page = text(dossier(company.viewer, item))

    assert "pair pair-3" in page
    assert "Spread" in page
    assert all(figure in page for figure in ("487", "452", "521", "69"))


def test_the_customer_speaks_on_the_black_page(company: Company) -> None:
    page = text(dossier(company.viewer, red_for_the_customer(company)))

    assert '<section class="side cust">' in page
    assert "Customers say" in page


def test_warns_when_a_lower_layer_is_in_dispute(company: Company) -> None:
    lower = assigned(company)
    upper = contradictions.assign(
        item=logged(company),
        owner=company.sales_head,
        layer=4,
        actor=company.steward,
        at=clock.tick(),
    )

    warned = text(dossier(company.viewer, upper))

    assert f'Layer 2 is in dispute: <span class="nb">{lower.code}</span>' in warned
    assert "Attribution rests on lead and opportunity status" in warned
    assert "in dispute" not in text(dossier(company.viewer, lower))


def test_shows_what_a_duplicate_brought(company: Company) -> None:
    item, twin = logged(company), logged(company, (900, 100))
    add_evidence(item=twin, title="Their list", text="x", actor=company.steward, at=clock.tick())
    contradictions.dismiss(
        item=twin, reason="Same", duplicate_of=item, actor=company.steward, at=clock.tick()
    )

    page = text(dossier(company.viewer, item))

    assert f"{twin.code} is the same, with 1 piece of evidence" in page
    assert "<b>900</b>" in page
    assert "Their list" in page
    assert "The same as" in text(dossier(company.viewer, twin))


def test_shows_claims_pauses_and_escalation_where_one_looks_for_them(company: Company) -> None:
    item = investigating(company)
    owner = company.marketing_head
    positions.claim(item=item, reason="We run the desk", actor=company.sales_head, at=clock.tick())
    clocks.escalate(item=item, reason="Both say it is theirs", actor=owner, at=clock.tick())
    clocks.pause(
        item=item,
        waiting_on=company.decider,
        until_on=clock.moment.date() + timedelta(days=1),
        reason="Back soon",
        actor=owner,
        at=clock.tick(),
    )

    page = text(dossier(company.viewer, item))

    assert "Head of Sales says it is theirs" in page
    assert "We run the desk" in page
    assert "Escalated to COO" in page
    assert "Waiting on CRO until" in page
    assert "Back soon" in page


def test_shows_an_acceptance_with_its_end(company: Company) -> None:
    item = accepted(company)
    page = text(dossier(company.viewer, item))

    assert "Marketing and Sales count different things until the next quarter." in page
    assert item.accepted_until.isoformat() in page
    assert "stands still until" in page


def test_shows_the_decision_with_all_it_rests_on(company: Company) -> None:
    page = text(dossier(company.viewer, decided(company)))

    for said in (
        "D-001",
        "Capacity follows what Sales can work.",
        "Capacity plan",
        "None voiced",
        "Rewrite the bonus rule",
        "Revisit on",
        "600</b> fewer reported leads",
    ):
        assert said in page


def test_restricted_evidence_is_named_by_its_number_alone(company: Company) -> None:
    item = logged(company)
    add_evidence(
        item=item,
        title="Salary list",
        text="Who earns what",
        is_restricted=True,
        actor=company.steward,
        at=clock.tick(),
    )

    outside, inside = dossier(company.outsider, item), dossier(company.sales_head, item)

    assert "Salary list" not in text(outside)
    assert "Who earns what" not in text(outside)
    assert "E-1" in text(outside)
    assert "Salary list" in text(inside)


def rich(company: Company) -> Contradiction:
    """Return an item with something in every part, decided twice."""
    item = decided(company, question="Which?", exposure=Decimal(5000), exposure_currency="EUR")
    owner, steward = company.marketing_head, company.steward
    item = reconsider(item=item, reason="New figures", actor=company.decider, at=clock.tick())
    option_actions.ask_agreers(item=item, people=[company.sales_head], actor=owner, at=clock.tick())
    option_actions.object_to(item=item, reason="Too few", actor=company.sales_head, at=clock.tick())
    start, end = item.positions.order_by("order")
    add_evidence(item=item, title="A", text="a", actor=steward, at=clock.tick())
    add_evidence(item=item, title="B", url="https://example.com", actor=steward, at=clock.tick())
    bridge = bridges.start_bridge(item=item, start=start, end=end, actor=owner, at=clock.tick())
    bridges.add_line(
        bridge=bridge, cause=1, label="Sync", amount=Decimal(-9), actor=owner, at=clock.tick()
    )
    positions.answer(position=start, answer="confirmed", actor=owner, at=clock.tick())
    positions.claim(item=item, reason="Ours", actor=company.sales_head, at=clock.tick())
    clocks.escalate(item=item, reason="Stuck", actor=owner, at=clock.tick())
    comments.comment(item=item, body="See A", actor=company.outsider, at=clock.tick())
    twin = logged(company, (1, 2))
    add_evidence(item=twin, title="C", text="c", actor=steward, at=clock.tick())
    contradictions.dismiss(
        item=twin, reason="Same", duplicate_of=item, actor=steward, at=clock.tick()
    )
    return item


def cost(somebody: User, item: Contradiction) -> int:
    client = Client()
    client.force_login(somebody)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/c/{item.code}/").status_code == 200
    return len(queries)


def test_reads_a_full_dossier_in_twenty_queries(company: Company) -> None:
    item = rich(company)
    first = {word: cost(person(company, word), item) for word in ("marketing_head", "steward")}
    for n in range(9):
        comments.comment(item=item, body=f"{n}", actor=company.outsider, at=clock.tick())
        add_evidence(item=item, title=f"{n}", text="x", actor=company.steward, at=clock.tick())

    again = {word: cost(person(company, word), item) for word in first}

    assert max(first.values()) <= MOST_QUERIES
    assert again == first


@pytest.mark.parametrize("status", STATUSES)
def test_reads_every_state_in_twenty_queries(company: Company, status: str) -> None:
    assert cost(company.decider, item_in(status, company)) <= MOST_QUERIES


def rendered(item: Contradiction, at: Any, now: Any) -> str:
    page = dossier_page(Dossier(item, at), None, now)
    page |= {"is_live": False, "bridge_url": ""}
    return render_to_string("governance/contradictions/detail.html", page)


@pytest.mark.parametrize("build", [rich, resolvable, accepted])
def test_as_of_a_moment_is_the_page_of_that_moment(company: Company, build: Any) -> None:
    item = build(company)
    moment = clock.moment
    then = rendered(Contradiction.objects.get(pk=item.pk), None, moment)
    comments.comment(item=item, body="Later", actor=company.outsider, at=clock.tick())
    contradictions.describe(item=item, question="Later?", actor=company.steward, at=clock.tick())
    add_evidence(item=item, title="Later", text="x", actor=company.steward, at=clock.tick())

    known = item.history.filter(history_date__lte=moment).first().instance

    assert rendered(known, moment, moment) == then
    assert rendered(Contradiction.objects.get(pk=item.pk), None, moment) != then


def test_shows_the_earlier_history_on_request(company: Company) -> None:
    item = logged(company)
    for n in range(14):
        comments.comment(item=item, body=f"Word {n}.", actor=company.steward, at=clock.tick())
    client = Client()
    client.force_login(company.viewer)

    short = text(client.get(f"/c/{item.code}/"))
    whole = text(client.get(f"/c/{item.code}/?history=all"))

    assert "Show 3 earlier entries" in short
    assert "Word 1." not in short
    assert "Word 1." in whole


def upload(name: str = "leads.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"lead\n1\n", content_type="text/html")


@pytest.mark.parametrize(
    ("word", "restricted", "status"),
    [
        ("outsider", False, 200),
        ("outsider", True, 404),
        ("administrator", True, 404),
        ("sales_head", True, 200),
        ("decider", True, 200),
        ("marketing_head", True, 200),
        ("steward", True, 200),
        ("auditor", True, 200),
    ],
)
def test_hands_over_a_file_to_those_who_may_read_it(
    company: Company, word: str, restricted: bool, status: int
) -> None:
    item = assigned(company)
    add_evidence(
        item=item,
        title="Leads",
        file=upload(),
        is_restricted=restricted,
        actor=company.steward,
        at=clock.tick(),
    )
    client = Client()
    client.force_login(person(company, word))

    answer = client.get(f"/c/{item.code}/evidence/1/")

    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content) == b"lead\n1\n"
        assert answer["Content-Type"] == "text/csv"
        assert answer["Content-Disposition"] == 'attachment; filename="leads.csv"'
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_note_is_no_file(company: Company) -> None:
    item = logged(company)
    add_evidence(item=item, title="A", text="a", actor=company.steward, at=clock.tick())
    client = Client()
    client.force_login(company.steward)

    assert client.get(f"/c/{item.code}/evidence/1/").status_code == 404
    assert client.get(f"/c/{item.code}/evidence/7/").status_code == 404
