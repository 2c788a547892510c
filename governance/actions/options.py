"""Options on the table, and those who must agree to them."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.guards import chooses
from governance.actions.moving import Motion, change, refuse_outsiders, tell
from governance.models import AgreerAnswer, Contradiction, Option
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.lending import principals

WHO = ("owner", "recommender", "steward")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIELDS = {
    field.name
    for field in Option._meta.concrete_fields
    if field.name not in ("id", "contradiction", "cycle", "letter", "is_withdrawn", "by", "at")
}


def add_option(
    *, item: Contradiction, actor: User, at: datetime, version: int | None = None, **facts: Any
) -> Contradiction:
    """Put an option on the table, scored on service, profit and risk; names are in `FIELDS`."""
    with _preparing("add_option", item, actor=actor, at=at, version=version) as motion:
        used = item.options.filter(cycle=motion.item.cycle).count()
        if used == len(LETTERS):
            raise ValidationError("There are 26 options already.")
        option = Option(
            contradiction=motion.item,
            cycle=motion.item.cycle,
            letter=LETTERS[used],
            by=actor,
            at=at,
            **_known(facts),
        )
        motion.act.record(option)
        _ask_again(motion)
    return motion.item


def change_option(
    *, option: Option, actor: User, at: datetime, version: int | None = None, **facts: Any
) -> Contradiction:
    """Change an option before it is proposed; agreement given to the old wording lapses."""
    item = option.contradiction
    with _preparing("change_option", item, actor=actor, at=at, version=version) as motion:
        kept = _on_table(motion, option)
        for name, value in _known(facts).items():
            setattr(kept, name, value)
        motion.act.record(kept)
        _ask_again(motion)
    return motion.item


def withdraw_option(
    *, option: Option, reason: str, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Take an option off the table; it stays in history."""
    item = option.contradiction
    with _preparing(
        "withdraw_option", item, actor=actor, at=at, version=version, reason=reason
    ) as motion:
        kept = _on_table(motion, option)
        kept.is_withdrawn = True
        motion.act.record(kept)
        _ask_again(motion)
    return motion.item


def _preparing(verb: str, item: Contradiction, **given: Any) -> AbstractContextManager[Motion]:
    return change(
        verb, item, who=WHO, what="prepare options for", states=("investigating",), **given
    )


def _on_table(motion: Motion, option: Option) -> Option:
    """Read an option again under the item's lock: what others changed since must not be undone."""
    kept = motion.item.options.get(pk=option.pk)
    if not is_on_table(kept, motion.item):
        raise IllegalMove(f"Option {kept.letter} is not on the table any more.")
    kept.contradiction = motion.item
    return kept


def is_on_table(option: Option, item: Contradiction) -> bool:
    """Say whether an option is among those an item is decided by now."""
    same = (option.contradiction_id, option.cycle) == (item.pk, item.cycle)
    return same and not option.is_withdrawn


def refuse_off_table(option: Option, item: Contradiction, field: str) -> None:
    """Refuse an option of another item or cycle, or one that was withdrawn."""
    if not is_on_table(option, item):
        raise ValidationError({field: "Choose an option that is on the table."})


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - FIELDS
    if unknown:
        raise ValidationError(f"Not a fact of an option: {', '.join(sorted(unknown))}.")
    return facts


def _ask_again(motion: Motion) -> None:
    """Clear answers given to options that have changed since; the question stays asked."""
    item = motion.item
    answered = list(item.agreers.filter(cycle=item.cycle).exclude(answer=""))
    for row in answered:
        row.answer, row.reason, row.answered_at, row.answered_by = "", "", None, None
        motion.act.record(row)
    if answered:
        tell(motion, *(row.person for row in answered))


def ask_agreers(
    *,
    item: Contradiction,
    people: list[User],
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Ask people who must agree; no answer is shown as no answer."""
    with change(
        "ask_agreers",
        item,
        actor=actor,
        at=at,
        who=WHO,
        what="ask agreers for",
        states=("investigating", "proposed"),
        version=version,
    ) as motion:
        refuse_outsiders(motion.item, "people", *people)
        asked = set(item.agreers.filter(cycle=motion.item.cycle).values_list("person", flat=True))
        for person in people:
            if person.pk not in asked:
                row = AgreerAnswer(
                    contradiction=motion.item,
                    cycle=motion.item.cycle,
                    person=person,
                    asked_by=actor,
                    asked_at=at,
                )
                motion.act.record(row)
        tell(motion, *(person for person in people if person.pk not in asked))
    return motion.item


def agree(
    *, item: Contradiction, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Agree with the options as they stand."""
    return _reply("agree", item, actor, at, version, AgreerAnswer.Answer.AGREE, "")


def object_to(
    *, item: Contradiction, reason: str, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Object with a reason; the decider must answer it with an override, or change course."""
    if not reason.strip():
        raise ValidationError({"reason": "Say what you object to."})
    return _reply("object_to", item, actor, at, version, AgreerAnswer.Answer.OBJECT, reason)


def _reply(
    verb: str,
    item: Contradiction,
    actor: User,
    at: datetime,
    version: int | None,
    answer: str,
    reason: str,
) -> Contradiction:
    with change(
        verb,
        item,
        actor=actor,
        at=at,
        who=("agreer",),
        what="answer as an agreer of",
        states=("investigating", "proposed"),
        reason=reason,
        version=version,
    ) as motion:
        row = _asked(motion)
        row.answer, row.reason, row.answered_at = answer, reason, at
        row.answered_by = actor if row.person != actor else None
        motion.act.record(row)
        tell(motion, motion.item.owner)
    return motion.item


def _asked(motion: Motion) -> AgreerAnswer:
    """Return the question that is answered: one's own before one of somebody stood in for."""
    item, act = motion.item, motion.act
    others = [] if act.actor.pk in chooses(item) else principals(act.actor, act.at.date())
    people = [act.actor, *others]
    asked = list(item.agreers.filter(cycle=item.cycle, person__in=people))
    if not asked:
        how = "You put this choice forward, or make it, and so agree to it for nobody else."
        raise NotEntitled(f"{how} Whoever was asked answers, or another who stands in for them.")
    row = min(asked, key=lambda one: (bool(one.answer), people.index(one.person)))
    act.on_behalf_of = row.person if row.person != act.actor else None
    return row
