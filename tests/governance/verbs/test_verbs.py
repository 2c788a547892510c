"""The table of verbs says of each verb what its action asks."""

from typing import Any
from unittest.mock import MagicMock

import pytest

from governance.actions import moving
from governance.lifecycle import LIFECYCLE
from governance.verbs.catalogue import VERBS, VerbName
from governance.verbs.verb import Verb

ACTS = [verb for verb in VERBS.values() if not verb.is_move]
# Everywhere: an action that names no states is legal in all of them.
EVERY_STATE = VERBS["comment"].states


class Asked(Exception):
    """What an action asked for, before it did anything."""


@pytest.fixture
def _asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every action say who may and from where, and stop there."""

    def ask(*args: Any, **given: Any) -> None:
        raise Asked(given)

    for verb in ACTS:
        home = VERBS[verb.name].action.__globals__
        for opener in ("add", "change"):
            if home.get(opener) is getattr(moving, opener):
                monkeypatch.setitem(home, opener, ask)


@pytest.mark.usefixtures("_asking")
@pytest.mark.parametrize("verb", ACTS, ids=lambda verb: verb.name)
def test_an_act_asks_what_the_table_says(verb: Verb) -> None:
    names = verb.action.__kwdefaults__ or {}
    wanted = verb.action.__code__.co_varnames[: verb.action.__code__.co_kwonlyargcount]
    given = {name: MagicMock() for name in wanted if name not in names}

    with pytest.raises(Asked) as asked:
        verb.action(**given)

    told = asked.value.args[0]
    assert (told["who"], tuple(told.get("states") or EVERY_STATE)) == (verb.who, verb.states)


def test_every_move_of_a_person_has_a_page() -> None:
    by_system_alone = {move.verb for move in LIFECYCLE if move.who == ("system",)}

    assert set(LIFECYCLE.moves) - set(VERBS) == by_system_alone | {"decide"}


def test_only_verbs_have_addresses() -> None:
    with pytest.raises(ValueError, match="no verb"):
        VerbName().to_url("delete")
