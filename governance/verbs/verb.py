"""One verb a person can use on an item, as pages and the API know it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from inspect import signature
from typing import Any

from django.db.models import Model

from accounts.models import User
from governance.forms.verb import VerbForm
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction
from governance.policies import Standing, permit, require, require_voice, speaks_for
from governance.refusals import IllegalMove


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One thing a person can do to an item."""

    name: str
    label: str
    action: Callable[..., Any]
    form: type[VerbForm]
    done: str
    what: str = ""
    intro: str = ""
    who: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    row: type[Model] | None = None
    # Whether it is said in the name of the row's own side.
    is_voice: bool = False
    argument: str = "item"

    @property
    def is_move(self) -> bool:
        """Whether it is an edge of the lifecycle."""
        return self.name in LIFECYCLE.moves

    @property
    def is_versioned(self) -> bool:
        """Whether a stale item refuses it."""
        return "version" in signature(self.action).parameters

    def is_open_to(self, standing: Standing) -> bool:
        """Say whether it is legal for a person now; what it still needs is another question."""
        return standing.item.status in self.states and standing.any_of(self.who)

    def is_open_on(self, row: Any, standing: Standing) -> bool:
        """Say whether it is legal for a person now on one row of the item."""
        return self.is_open_to(standing) and not (self.is_voice and not speaks_for(row, standing))

    def refuse_others(
        self, item: Contradiction, person: User, at: datetime, row: Any = None
    ) -> None:
        """Raise what the action would raise, before a form is filled in for nothing."""
        if self.is_move:
            permit(self.name, item, person, at)
            return
        require(item, person, at, self.who, f"{self.what or self.label.lower()} {item.code}")
        if item.status not in self.states:
            raise IllegalMove(
                f"{item.code} is {item.get_status_display().lower()}; "
                f"“{self.label}” is not open in this state."
            )
        if self.is_voice and row is not None:
            require_voice(row, item, person, at)

    def carry_out(self, form: VerbForm, at: datetime) -> Any:
        """Call the action with what the form holds."""
        given = form.facts() | {self.argument: form.row or form.item}
        if self.is_versioned:
            given["version"] = form.version
        return self.action(actor=form.person, at=at, **given)
