"""A script is a list of steps; a step says when, who, which action, and what it is told."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from inspect import signature
from typing import Any

from governance.models import Contradiction
from governance.sample.almanac import Day
from governance.sample.directory import Directory
from metrics.figures import NBSP

# A figure never parts from its unit.
UNIT = re.compile(r"(?<=\d) (?=(%|[kmh]|days|points)\b|%)")


@dataclass(frozen=True)
class Scene:
    """Where a step plays: all that was made before it, and the item it is about."""

    directory: Directory
    about: str

    @property
    def item(self) -> Contradiction:
        """The item the script is about."""
        return self.directory.items[self.about]

    def told(self, value: Any) -> Any:
        """Turn what a script says into what an action takes."""
        if isinstance(value, Named):
            return value.find(self)
        if isinstance(value, Day):
            return value.find(self.directory.almanac)
        if isinstance(value, str):
            return UNIT.sub(NBSP, value)
        if isinstance(value, list | tuple):
            return [self.told(one) for one in value]
        return value


@dataclass(frozen=True)
class Named:
    """Something a script mentions before it exists."""

    find: Callable[[Scene], Any]


@dataclass(frozen=True)
class Step:
    """One act: a moment, an actor by key, an action of the product and its arguments."""

    when: Day
    who: str
    action: Callable[..., Any]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One item's life."""

    key: str
    steps: list[Step]


def step(when: Day, who: str, action: Callable[..., Any], /, **facts: Any) -> Step:
    """Write one line of a script."""
    return Step(when, who, action, facts)


def play(directory: Directory, cases: Iterable[Case]) -> None:
    """Carry out every step of every case in the order in which they happened."""
    almanac = directory.almanac
    told: list[tuple[datetime, str, Step]] = [
        (almanac.moment(one.when), case.key, one) for case in cases for one in case.steps
    ]
    for moment, key, one in sorted(told, key=lambda entry: entry[0]):
        _carry_out(Scene(directory, key), one, moment)


def _carry_out(scene: Scene, one: Step, at: datetime) -> None:
    facts = {name: scene.told(value) for name, value in one.facts.items()}
    takes = signature(one.action).parameters
    if "item" in takes and "item" not in facts:
        facts["item"] = scene.item
    if "directory" in takes:
        facts["directory"] = scene.directory
    made = one.action(actor=scene.directory.people[one.who], at=at, **facts)
    if isinstance(made, Contradiction):
        scene.directory.items[scene.about] = made
