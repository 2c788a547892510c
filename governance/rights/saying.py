"""Who may do something to an item, as the words of a refusal: the people by name where known."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from governance.rights.matrix import Right

if TYPE_CHECKING:
    from governance.policies import Standing


def _by_right(words: str, right: str, nobody: str = " (nobody yet)") -> Callable[["Standing"], str]:
    """Name whoever holds a right over an item, beside what the right makes of them."""

    def named(standing: "Standing") -> str:
        people = standing.matrix.holders(right, standing.matter)
        return f"{words} ({', '.join(map(str, people))})" if people else f"{words}{nobody}"

    return named


def _owner(standing: "Standing") -> str:
    owner = standing.item.owner
    return f"the owner ({owner})" if owner else "the owner"


def _decider(standing: "Standing") -> str:
    item = standing.item
    return f"the decider ({item.decider or item.decider_rule or 'nobody yet'})"


WORDS: dict[str, Callable[["Standing"], str]] = {
    "owner": _owner,
    "raiser": lambda standing: f"whoever raised it ({standing.item.raiser})",
    "decider": _decider,
    "steward": lambda _: "a steward",
    "auditor": lambda _: "an auditor",
    "arbiter": _by_right("the arbiter", Right.ARBITER),
    "executive": _by_right("the executive", Right.EXECUTIVE),
    "recommender": _by_right("whoever recommends", Right.RECOMMENDS, nobody=""),
    "agreer": lambda _: "somebody asked to agree",
    "side": lambda _: "one of the sides",
    "not_owner": lambda _: "somebody other than the owner",
    "force_holder": _by_right("whoever holds “force reconciliation”", Right.FORCE),
    "contributor": lambda _: "a contributor",
    "system": lambda _: "the system",
    "party": lambda _: "somebody with a part in it",
    "promiser": lambda _: "who promised it",
}


def who_may(who: tuple[str, ...], standing: "Standing") -> str:
    """Return the people meant, as words: the owner (Head of Sales) or a steward."""
    return " or ".join(WORDS[word](standing) for word in who)
