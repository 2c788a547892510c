"""Passages that many scripts share: diagnosis, options, answers and decisions."""

from typing import Any

from governance.actions import contradictions as items
from governance.actions import decisions, diagnosis, evidence, options, positions
from governance.sample.almanac import Day
from governance.sample.script import Named, Step, step
from governance.sample.words import made, person, side

Finding = tuple[str, str]
Score = tuple[int, str]
FOUND, CLEAR, NOT_HERE = "found", "clear", "not_applicable"
MINUTES_APART = 7


def owned(when: Day, owner: str, *, reason: str, by: str = "revops-lead", **facts: Any) -> Step:
    """Name the owner of an item."""
    return step(when, by, items.assign, owner=person(owner), reason=reason, **facts)


def diagnosed(when: Day, who: str, *findings: Finding, cause: str, reason: str = "") -> list[Step]:
    """Answer the five questions in their order and name the root cause."""
    answers = [
        step(
            when.later(place * MINUTES_APART),
            who,
            diagnosis.answer_step,
            step=place + 1,
            finding=finding,
            note=note,
        )
        for place, (finding, note) in enumerate(findings)
    ]
    named = when.later(len(findings) * MINUTES_APART)
    return [*answers, step(named, who, diagnosis.name_root_cause, root_cause=cause, reason=reason)]


def way_out(
    summary: str,
    outcome: str,
    accepts: str,
    *,
    service: Score,
    profit: Score,
    risk: Score = (0, "none identified"),
    **more: Any,
) -> dict[str, Any]:
    """Describe an option, scored on the three axes."""
    return {
        "summary": summary,
        "outcome": outcome,
        "accepts": accepts,
        "service": service[0],
        "service_note": service[1],
        "profit": profit[0],
        "profit_note": profit[1],
        "risk": risk[0],
        "risk_note": risk[1],
        **more,
    }


def tabled(when: Day, who: str, *ways: dict[str, Any]) -> list[Step]:
    """Put options on the table one after the other."""
    return [
        step(when.later(place * MINUTES_APART), who, options.add_option, **way)
        for place, way in enumerate(ways)
    ]


def confirmed(when: Day, *heads: str, word: str = "confirmed", note: str = "") -> list[Step]:
    """Let the head of each side speak for it, first side first."""
    return [
        step(
            when.later(place * MINUTES_APART),
            head,
            positions.answer,
            position=side(place + 1),
            answer=word,
            note=note,
        )
        for place, head in enumerate(heads)
    ]


def in_own_words(when: Day, head: str, statement: Named, *, of: int) -> Step:
    """Let the head of a side say what the steward logged for it."""
    return step(
        when,
        head,
        positions.revise_position,
        position=side(of),
        statement=statement,
        reason="In our own words",
    )


def noted(when: Day, who: str, title: str, text: str, *, of: int | None = None) -> Step:
    """Show a note for one side, or for all."""
    about = side(of) if of else None
    return step(when, who, evidence.add_evidence, title=title, text=text, position=about)


def linked(when: Day, who: str, title: str, page: str, *, of: int | None = None) -> Step:
    """Show a link for one side, or for all."""
    about, url = side(of) if of else None, f"https://example.com/{page}"
    return step(when, who, evidence.add_evidence, title=title, url=url, position=about)


def use(place: int, purpose: str, from_on: Day, restated_by: str) -> Named:
    """Say which number is used for what, from when, and who restates."""
    return made(
        decisions.Use,
        position=side(place),
        purpose=purpose,
        from_on=from_on,
        restated_by=person(restated_by),
    )


def promise(title: str, owner: str, due_on: Day) -> Named:
    """Promise a follow-up."""
    return made(decisions.Promise, title=title, owner=person(owner), due_on=due_on)
