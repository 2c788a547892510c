"""Every verb by page: as the right person, as an outsider, from a wrong state, stale, invalid."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from governance.actions import clocks, contradictions, positions
from governance.actions import options as option_actions
from governance.actions.decisions import decide
from governance.models import Contradiction, FollowUp
from governance.verbs.catalogue import VERBS
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    assigned,
    closed,
    decided,
    decision_facts,
    investigating,
    logged,
    proposed,
    ready_to_propose,
)
from tests.factories.undoing import undone
from tests.governance.actions.moves import READY, RIGHT, person
from tests.governance.views.visiting import dossier, text, use, visit

pytestmark = pytest.mark.either

Build = Callable[[Company], Contradiction]
Data = Callable[[Company, Contradiction], dict[str, Any]]
WHY = "Because of the readings of last week"
MOVES = [name for name, verb in VERBS.items() if verb.is_move]


def day(days: int) -> str:
    return (clock.moment.date() + timedelta(days=days)).isoformat()


def option(letter: str) -> Callable[[Contradiction], Any]:
    return lambda item: item.options.get(letter=letter, cycle=item.cycle)


GIVEN: dict[str, Data] = {
    "assign": lambda c, i: {
        "owner": c.marketing_head.pk,
        "severity": 2,
        "kind": "definition",
        "layer": 2,
        "domain": c.leads.pk,
    },
    "reassign": lambda c, i: {"owner": c.sales_head.pk, "reason": WHY},
    "decline": lambda c, i: {"reason": WHY},
    "dismiss": lambda c, i: {"reason": WHY, "duplicate_of": logged(c, (5, 4)).code},
    "reinstate": lambda c, i: {"reason": WHY},
    "propose": lambda c, i: {"recommended": option("A")(i).pk},
    "send_back": lambda c, i: {"reason": WHY},
    "accept_until": lambda c, i: {
        "option": option("B")(i).pk,
        "expires_on": day(60),
        "disclosure": "They count different things until March.",
        "reason": WHY,
        "exposure_note": "not estimated",
        "none_voiced": "on",
    },
    "renew": lambda c, i: {"reason": WHY, "expires_on": day(100)},
    "fail": lambda c, i: {"reason": WHY},
    "reconsider": lambda c, i: {"reason": WHY},
    "reopen": lambda c, i: {"reason": WHY, "evidence_url": "https://example.com/again"},
    "escalate": lambda c, i: {"reason": WHY},
    "force": lambda c, i: {"overruled": WHY, "reason": WHY, "belief": "Leads are leads."},
}


def _waits(company: Company, _: Contradiction) -> dict[str, Any]:
    return {"waiting_on": company.decider.pk, "until_on": day(1), "reason": WHY}


def given(verb: str, company: Company, item: Contradiction) -> dict[str, Any]:
    return GIVEN[verb](company, item) if verb in GIVEN else {}


@pytest.mark.parametrize("verb", MOVES)
class TestMove:
    def test_shows_its_form_and_carries_it_out(self, company: Company, verb: str) -> None:
        item = READY[verb](company)
        who = person(company, RIGHT[verb])
        before = item.version

        shown = visit(who, f"/c/{item.code}/{verb}/")
        answer = use(verb, who, item, given(verb, company, item))

        assert shown.status_code == 200
        assert VERBS[verb].label in text(shown)
        assert text(shown).count("btn btn-1") == 1
        assert (answer.status_code, answer["Location"]) == (302, f"/c/{item.code}/")
        item.refresh_from_db()
        assert item.version == before + 1
        assert item.history.first().history_user == who

    def test_tells_an_outsider_who_may(self, company: Company, verb: str) -> None:
        item = READY[verb](company)
        before = item.version

        shown = visit(company.viewer, f"/c/{item.code}/{verb}/")
        answer = use(verb, company.viewer, item, given(verb, company, item))

        assert shown.status_code == answer.status_code == 403
        assert "Only " in text(answer)
        assert f'href="/c/{item.code}/"' in text(answer)
        item.refresh_from_db()
        assert item.version == before

    def test_refuses_a_stale_form_and_keeps_the_input(self, company: Company, verb: str) -> None:
        item = READY[verb](company)
        who = person(company, RIGHT[verb])
        data = given(verb, company, item)
        opened = item.version
        _touch(company, item)

        answer = use(verb, who, item, {**data, "version": opened})

        assert answer.status_code == 409
        page = text(answer)
        assert "changed this" in page
        assert "Nothing of yours was saved" in page
        assert f'name="version" value="{opened + 1}"' in page
        assert all(str(value) in page for value in data.values() if value == WHY)
        item.refresh_from_db()
        assert item.version == opened + 1


@pytest.mark.parametrize("wrong", [investigating, closed])
def test_a_move_refuses_the_wrong_state_with_what_was_entered(
    company: Company, wrong: Build, subtests: pytest.Subtests
) -> None:
    item = wrong(company)
    verbs = [verb for verb in MOVES if item.status not in VERBS[verb].states]

    assert verbs
    for verb in verbs:
        with subtests.test(verb), undone():
            who = person(company, RIGHT[verb])

            shown = visit(who, f"/c/{item.code}/{verb}/")
            answer = use(verb, who, item, {"reason": WHY})

            # Who is entitled can depend on the state as well.
            assert shown.status_code == answer.status_code
            assert answer.status_code in (403, 409)
            assert f'href="/c/{item.code}/"' in text(answer)
            if answer.status_code == 409:
                has_reason = "reason" in VERBS[verb].form.base_fields
                assert (WHY in text(answer)) is has_reason


def test_no_verb_exists_for_those_who_may_not_see(
    company: Company, subtests: pytest.Subtests
) -> None:
    item = logged(company, is_confidential=True)

    for verb in MOVES:
        with subtests.test(verb):
            assert visit(company.outsider, f"/c/{item.code}/{verb}/").status_code == 404
            assert use(verb, company.outsider, item).status_code == 404


def _touch(company: Company, item: Contradiction) -> None:
    """Let somebody else change the item: the question while it is open, else its severity."""
    if item.is_open:
        contradictions.describe(
            item=item, question="Which one?", actor=company.steward, at=clock.tick()
        )
    else:
        version = item.version
        use("reinstate", company.steward, item, {"reason": "x", "version": version})
        if Contradiction.objects.get(pk=item.pk).version == version:
            use("reopen", company.sales_head, item, {"reason": "x", "version": version})


@pytest.mark.parametrize(
    "verb", ["decline", "reassign", "dismiss", "fail", "reconsider", "escalate"]
)
def test_an_empty_reason_is_asked_for_beside_its_field(company: Company, verb: str) -> None:
    item = READY[verb](company)
    before = item.version

    answer = use(verb, person(company, RIGHT[verb]), item, {"reason": "  "})

    assert answer.status_code == 422
    page = text(answer)
    assert "There is a problem" in page
    assert "<title>Error: " in page
    assert 'href="#id_reason"' in page
    assert "Enter " in page
    item.refresh_from_db()
    assert item.version == before


def test_a_condition_not_met_is_named(company: Company) -> None:
    item = investigating(company)

    shown = visit(company.marketing_head, f"/c/{item.code}/propose/")
    assert "root cause to be named" in text(shown)
    assert '<form class="form"' not in text(shown)
    answer = use("propose", company.marketing_head, item)

    assert answer.status_code == 409
    assert "5 of 5 diagnosis steps still to be answered" in text(answer)


def test_what_an_action_refuses_stands_beside_its_field(company: Company) -> None:
    item = proposed(company)
    data = GIVEN["accept_until"](company, item) | {"expires_on": day(400)}

    answer = use("accept_until", company.decider, item, data)

    assert answer.status_code == 422
    assert 'href="#id_expires_on"' in text(answer)
    assert "Choose a date after today" in text(answer)


def test_a_duplicate_must_be_an_item_one_may_see(company: Company) -> None:
    item, hidden = logged(company), logged(company, (5, 4), is_confidential=True)
    steward, code = company.steward, hidden.code

    unknown = use("dismiss", steward, item, {"reason": WHY, "duplicate_of": "C-900"})
    itself = use("dismiss", steward, item, {"reason": WHY, "duplicate_of": item.code})
    fine = use("dismiss", steward, item, {"reason": WHY, "duplicate_of": code.lower()})

    assert (unknown.status_code, itself.status_code, fine.status_code) == (422, 422, 302)
    item.refresh_from_db()
    assert item.duplicate_of == hidden


def test_a_reinstated_item_names_the_one_that_took_its_place(company: Company) -> None:
    item = logged(company)
    contradictions.dismiss(item=item, reason="x", actor=company.steward, at=clock.tick())
    kpis = [position.kpi for position in item.positions.all()]
    other = contradictions.log(
        statements=[positions.Statement(kpi=kpi, value=n) for n, kpi in enumerate(kpis)],
        actor=company.steward,
        at=clock.tick(),
    )

    answer = use("reinstate", company.steward, item, {"reason": WHY})

    assert answer.status_code == 409
    assert f'href="/c/{other.code}/"' in text(answer)


def test_the_message_says_what_happened(company: Company) -> None:
    item = assigned(company)
    use("take_up", company.marketing_head, item)

    assert "investigating" in text(dossier(company.viewer, item))


def test_a_double_press_has_one_effect(company: Company) -> None:
    item = assigned(company)
    version = item.version
    first = use("take_up", company.marketing_head, item, {"version": version})
    second = use("take_up", company.marketing_head, item, {"version": version})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "You changed this" in text(second)


def test_only_the_decider_is_offered_a_waiver(company: Company) -> None:
    item = READY["fail"](company)

    assert "waiver" in text(visit(company.decider, f"/c/{item.code}/verify/"))
    assert "waiver" not in text(visit(company.steward, f"/c/{item.code}/verify/"))
    refused = use("verify", company.steward, item, {"waiver": WHY})
    waived = use("verify", company.decider, item, {"waiver": WHY})

    assert (refused.status_code, waived.status_code) == (409, 302)


def _asked(company: Company) -> Contradiction:
    item = ready_to_propose(company)
    return option_actions.ask_agreers(
        item=item, people=[company.sales_head], actor=company.marketing_head, at=clock.tick()
    )


def _paused(company: Company) -> Contradiction:
    item = investigating(company)
    return clocks.pause(
        item=item,
        waiting_on=company.decider,
        until_on=clock.moment.date(),
        reason="x",
        actor=company.marketing_head,
        at=clock.tick(),
    )


def _dissented(company: Company) -> Contradiction:
    item = proposed(company)
    facts = decision_facts(item) | {"none_voiced": False, "dissenters": [company.sales]}
    return decide(item=item, actor=company.decider, at=clock.tick(), **facts)


OPTION = {
    "summary": "Raise the score",
    "outcome": "fix",
    "accepts": "6 weeks",
    "service": "0",
    "service_note": "same",
    "profit": "1",
    "profit_note": "more",
    "risk": "-1",
    "risk_note": "forecast",
}
Row = Callable[[Contradiction], Model]


def side(order: int) -> Row:
    return lambda item: item.positions.get(order=order, superseded_by=None)


def promise(item: Contradiction) -> Model:
    return item.follow_ups.get(status=FollowUp.Status.OPEN)


# verb: who, an item it is open on, what is sent, the row it is used on
ACTS: dict[str, tuple[str, Build, Data, Row | None]] = {
    "add_position": (
        "outsider",
        logged,
        lambda c, i: {"label": "Finance", "value": "452", "unit": "count", "grade": "measured"},
        None,
    ),
    "revise_position": (
        "sales_head",
        logged,
        lambda c, i: {
            "kpi": i.positions.get(order=2).kpi_id,
            "value": "210",
            "grade": "measured",
            "reason": WHY,
        },
        side(2),
    ),
    "answer": ("sales_head", logged, lambda c, i: {"answer": "confirmed", "note": WHY}, side(2)),
    "claim": ("sales_head", assigned, lambda c, i: {"reason": WHY}, None),
    "answer_steps": (
        "marketing_head",
        investigating,
        lambda c, i: {"finding_1": "clear", "finding_3": "found", "note_3": WHY},
        None,
    ),
    "name_root_cause": (
        "marketing_head",
        investigating,
        lambda c, i: {"root_cause": "definition", "reason": WHY},
        None,
    ),
    "add_option": ("marketing_head", investigating, lambda c, i: OPTION, None),
    "change_option": ("marketing_head", ready_to_propose, lambda c, i: OPTION, option("A")),
    "withdraw_option": (
        "marketing_head",
        ready_to_propose,
        lambda c, i: {"reason": WHY},
        option("A"),
    ),
    "ask_agreers": (
        "marketing_head",
        investigating,
        lambda c, i: {"people": [c.sales_head.pk], "other": c.steward.pk},
        None,
    ),
    "agree": ("sales_head", _asked, lambda c, i: {}, None),
    "object_to": ("sales_head", _asked, lambda c, i: {"reason": WHY}, None),
    "change_severity": (
        "steward",
        logged,
        lambda c, i: {"severity": "1", "reason": WHY},
        None,
    ),
    "describe": (
        "steward",
        logged,
        lambda c, i: {
            "question": WHY,
            "kind": "number",
            "exposure": "420000",
            "exposure_currency": "EUR",
            "tolerance": "2",
            "tolerance_kind": "percent",
            "occurred_on": "2026-08-26",
        },
        None,
    ),
    "comment": ("outsider", logged, lambda c, i: {"body": WHY}, None),
    "add_evidence": (
        "outsider",
        logged,
        lambda c, i: {
            "title": WHY,
            "file": SimpleUploadedFile("leads.csv", b"lead\n1\n"),
            "grade": "measured",
            "as_of": "2026-10-01",
        },
        None,
    ),
    "pause": ("marketing_head", investigating, _waits, None),
    "move_due": ("arbiter", investigating, lambda c, i: {"due_on": day(30), "reason": WHY}, None),
    "resume": ("marketing_head", _paused, lambda c, i: {}, None),
    "add_follow_up": (
        "marketing_head",
        decided,
        lambda c, i: {"title": WHY, "owner": c.sales_head.pk, "due_on": day(30)},
        None,
    ),
    "complete_follow_up": (
        "marketing_head",
        decided,
        lambda c, i: {"url": "https://example.com/proof"},
        promise,
    ),
    "cancel_follow_up": ("marketing_head", decided, lambda c, i: {"reason": WHY}, promise),
    "add_dissent_reason": (
        "sales_head",
        _dissented,
        lambda c, i: {"reason": WHY},
        lambda i: i.current_decision.dissents.get(),
    ),
}


def test_every_verb_is_tried_here() -> None:
    assert {*ACTS, *MOVES} == set(VERBS)


@pytest.mark.parametrize("verb", ACTS)
class TestAct:
    def test_shows_its_form_and_carries_it_out(self, company: Company, verb: str) -> None:
        word, build, data, row = ACTS[verb]
        item = build(company)
        used_on = row(item) if row else None
        who = person(company, word)
        path = f"/c/{item.code}/{verb}/" + (f"{used_on.pk}/" if used_on else "")
        before = len(_told(company, item))

        shown = visit(who, path)
        answer = use(verb, who, item, data(company, item), row=used_on)

        assert shown.status_code == 200
        assert text(shown).count("btn btn-1") == 1
        assert (answer.status_code, answer.get("Location")) == (302, f"/c/{item.code}/")
        events = _told(company, item)
        assert len(events) == before + 1
        assert events[0].actor == who

    def test_tells_an_outsider_who_may(self, company: Company, verb: str) -> None:
        _, build, data, row = ACTS[verb]
        item = build(company)
        used_on = row(item) if row else None

        answer = use(verb, company.administrator, item, data(company, item), row=used_on)

        assert answer.status_code == 403
        assert "Only " in text(answer)


# An agreer of an item that was never put to agreement does not exist, so nobody gets that far.
NEVER_CLOSED = {"agree", "object_to"}
CLOSABLE = [verb for verb in ACTS if "closed" not in VERBS[verb].states]
# What may be sent empty: nothing is asked, or what is asked starts filled in.
NOTHING_TO_ASK = {"resume", "agree"}


def test_no_act_changes_a_closed_item(company: Company, subtests: pytest.Subtests) -> None:
    item = closed(company)

    for verb in sorted(set(CLOSABLE) - NEVER_CLOSED):
        word, _, _, row = ACTS[verb]
        used_on = _row_of_closed(item, verb) if row else None
        with subtests.test(verb), undone():
            assert use(verb, person(company, word), item, row=used_on).status_code == 409


@pytest.mark.parametrize("verb", sorted(set(ACTS) - NOTHING_TO_ASK))
def test_an_act_asks_for_what_is_missing(company: Company, verb: str) -> None:
    word, build, _, row = ACTS[verb]
    item = build(company)
    used_on = row(item) if row else None
    before = len(_told(company, item))

    answer = use(verb, person(company, word), item, row=used_on)

    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert len(_told(company, item)) == before


def _row_of_closed(item: Contradiction, verb: str) -> Model:
    if verb in ("complete_follow_up", "cancel_follow_up"):
        return item.follow_ups.earliest("pk")
    if verb in ("change_option", "withdraw_option"):
        return item.options.earliest("letter")
    return item.positions.earliest("order")


def _told(company: Company, item: Contradiction) -> list[Any]:
    return list(visit(company.steward, f"/c/{item.code}/?history=all").context["events"])


def test_facts_are_kept_as_they_were_entered(company: Company) -> None:
    item = logged(company)
    use("describe", company.steward, item, ACTS["describe"][2](company, item))
    item.refresh_from_db()

    assert (item.question, item.exposure, item.exposure_currency) == (WHY, Decimal(420000), "EUR")
    assert item.exposure_by == company.steward


def test_an_exposure_needs_its_currency(company: Company) -> None:
    item = logged(company)
    data = ACTS["describe"][2](company, item) | {"exposure_currency": ""}

    answer = use("describe", company.steward, item, data)

    assert answer.status_code == 422
    assert 'href="#id_exposure_currency"' in text(answer)


def test_what_triage_settled_cannot_be_unset(company: Company) -> None:
    item = assigned(company)
    data = ACTS["describe"][2](company, item) | {"layer": "", "kind": ""}

    answer = use("describe", company.steward, item, data)

    assert answer.status_code == 422
    assert 'href="#id_layer"' in text(answer)


def test_a_side_takes_the_latest_reading_of_its_kpi(company: Company) -> None:
    item, other = logged(company), logged(company, (31, 30))
    kpi = other.positions.get(order=1).kpi
    answer = use("add_position", company.outsider, item, {"kpi": kpi.pk, "grade": "measured"})

    added = item.positions.get(order=3)
    assert answer.status_code == 302
    assert (added.value, added.measurement) == (
        Decimal(31),
        other.positions.get(order=1).measurement,
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"value": "5"}, "id_label"),
        ({"label": "Finance"}, "id_value"),
        ({"label": "Finance", "value": "12345678901234567890"}, "id_value"),
        ({"label": "Finance", "value": "5", "unit": "money"}, "id_currency"),
        ({"label": "F", "value": "5", "period_start": "2026-02-01"}, "id_period_end"),
        (
            {"label": "F", "value": "5", "period_start": "2026-02-01", "period_end": "2026-01-01"},
            "id_period_end",
        ),
    ],
)
def test_a_side_that_says_too_little_is_asked_for_more(
    company: Company, data: dict[str, str], field: str
) -> None:
    item = logged(company)

    answer = use("add_position", company.steward, item, {"grade": "measured", **data})

    assert answer.status_code == 422
    assert f'href="#{field}"' in text(answer)
    assert item.positions.count() == 2


def test_a_revision_keeps_the_reading_it_does_not_change(company: Company) -> None:
    item = logged(company)
    row = item.positions.get(order=2)
    data = {
        "kpi": row.kpi_id,
        "value": str(row.value),
        "claim": "We stop at the first call.",
        "grade": "measured",
        "reason": WHY,
    }

    use("revise_position", company.sales_head, item, data, row=row)

    now = item.positions.get(superseded_by=None, order=2)
    assert (now.measurement, now.claim) == (row.measurement, "We stop at the first call.")
    assert now.supersedes == row


def test_only_new_diagnosis_answers_are_recorded(company: Company) -> None:
    item = investigating(company)
    owner = company.marketing_head
    told = {"finding_1": "clear", "finding_2": "found", "note_2": "21"}
    use("answer_steps", owner, item, told)
    use("answer_steps", owner, item, {**told, "note_2": "22", "finding_3": ""})
    nothing = use("answer_steps", owner, item, {"finding_1": "clear"})

    assert list(item.diagnosis.values_list("step", "note")) == [(1, ""), (2, "21"), (2, "22")]
    assert nothing.status_code == 422


def test_a_disputed_side_says_why(company: Company) -> None:
    item = logged(company)
    row = item.positions.get(order=2)

    answer = use("answer", company.sales_head, item, {"answer": "disputed"}, row=row)

    assert answer.status_code == 422
    assert 'href="#id_note"' in text(answer)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": "A"}, "id_file"),
        ({"title": "A", "url": "https://example.com", "text": "b"}, "id_text"),
        ({"title": "A", "url": "javascript:alert(1)"}, "id_url"),
        ({"url": "https://example.com"}, "id_title"),
    ],
)
def test_evidence_is_one_of_three(company: Company, data: dict[str, str], field: str) -> None:
    item = logged(company)
    facts = {"grade": "measured", "as_of": "2026-10-01", **data}

    answer = use("add_evidence", company.steward, item, facts)

    assert answer.status_code == 422
    assert f'href="#{field}"' in text(answer)
    assert not item.evidence.exists()


@pytest.mark.parametrize("name", ["run.exe", "page.html", "noending"])
def test_refuses_files_of_other_types(company: Company, name: str) -> None:
    item = logged(company)
    facts = {
        "title": "A",
        "grade": "measured",
        "as_of": "2026-10-01",
        "file": SimpleUploadedFile(name, b"x"),
    }

    answer = use("add_evidence", company.steward, item, facts)

    assert answer.status_code == 422
    assert "is not accepted" in text(answer)


def test_a_claim_stands_once(company: Company) -> None:
    item = assigned(company)
    first = use("claim", company.sales_head, item, {"reason": WHY})
    second = use("claim", company.sales_head, item, {"reason": WHY})

    assert (first.status_code, second.status_code) == (302, 409)


def test_a_promise_is_ended_by_its_people_alone(company: Company) -> None:
    item = decided(company)
    row = promise(item)
    data = {"url": "https://example.com/proof"}

    other = use("complete_follow_up", company.sales_head, item, data, row=row)
    owner = use("complete_follow_up", company.marketing_head, item, data, row=row)
    again = use("complete_follow_up", company.marketing_head, item, data, row=row)

    assert (other.status_code, owner.status_code, again.status_code) == (403, 302, 409)


def test_rows_of_another_item_are_not_found(company: Company) -> None:
    item, other = logged(company), logged(company, (5, 4))
    row = other.positions.earliest("order")

    assert use("answer", company.steward, item, {"answer": "agreed"}, row=row).status_code == 404
    assert visit(company.steward, f"/c/{item.code}/answer/").status_code == 404
    assert visit(company.steward, f"/c/{item.code}/comment/1/").status_code == 404
    assert visit(company.steward, f"/c/{item.code}/delete/").status_code == 404


def test_verbs_ask_to_sign_in_first(company: Company) -> None:
    item = assigned(company)

    answer = visit(None, f"/c/{item.code}/take_up/", {"version": item.version})

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    item.refresh_from_db()
    assert item.status == "assigned"
