"""Who may read what of a pre-read: what became confidential since stays with those of its part."""

from typing import Any

from accounts.models import User
from governance.models import Contradiction, PreRead
from governance.refusals import NotEntitled

PARTS = ("due", "expiring", "beliefs", "left", "put_off", "decisions")


def hidden_codes(pre_read: PreRead, person: User) -> set[str]:
    """Return the items a pre-read tells of that a person may no longer read."""
    content = pre_read.content
    told = [row for part in PARTS for row in content["agenda"][part]]
    told += (content.get("minutes") or {"items": []})["items"]
    told += content["asks"]
    # What was confidential when it was frozen is there without a word of its own.
    numbers = {int(row["code"].removeprefix("C-")) for row in told if not row.get("is_hidden")}
    hidden = Contradiction.objects.filter(number__in=numbers).hidden_from(person)
    return {item.code for item in hidden} - set(content["hidden"])


def require_whole(pre_read: PreRead, person: User) -> None:
    """Refuse to hand over a whole pre-read to who may not read all of it any more."""
    if hidden := hidden_codes(pre_read, person):
        codes = ", ".join(sorted(hidden))
        raise NotEntitled(
            f"Only those with a part in {codes} may take it along: {codes} became "
            "confidential since. The page shows the rest."
        )


def seen_by(pre_read: PreRead, person: User) -> dict[str, Any]:
    """Return what a pre-read says, without the words of what a person may not read."""
    content: dict[str, Any] = pre_read.content
    hidden = hidden_codes(pre_read, person)
    if not hidden:
        return content
    agenda, minutes = content["agenda"], content.get("minutes")
    kept = {part: _without(agenda[part], hidden) for part in PARTS}
    return {
        **content,
        # How much is exposed would tell of each of a few.
        "message": f"{content['message'].partition('. ')[0].rstrip('.')}.",
        **({"minutes": _minutes(minutes, hidden)} if minutes else {}),
        "asks": [_covered(ask) if ask["code"] in hidden else ask for ask in content["asks"]],
        "items": _without(content["items"], hidden),
        "log": _without(content["log"], hidden),
        "agenda": {**agenda, **kept},
    }


def _without(rows: list[dict[str, Any]], hidden: set[str]) -> list[dict[str, Any]]:
    return [row for row in rows if row["code"] not in hidden]


def _minutes(minutes: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    """Leave of each item that is hidden what became of it, and none of its parked points."""
    names = ("code", "outcome", "word")
    covered: dict[str, Any] = {"is_hidden": True, "decision": "", "facts": []}
    items = [
        {name: row[name] for name in names} | covered if row["code"] in hidden else row
        for row in minutes["items"]
    ]
    parked = [text for text in minutes["parked"] if not text.endswith(_of(hidden))]
    return minutes | {"items": items, "parked": parked}


def _of(codes: set[str]) -> tuple[str, ...]:
    return tuple(f"({code})" for code in codes)


def _covered(ask: dict[str, Any]) -> dict[str, Any]:
    return {"code": ask["code"], "minutes": ask["minutes"], "title": "A confidential item"}
