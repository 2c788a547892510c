"""Everything the decide page sends at once: the choice, and what is recorded with each option."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.http import whole
from accounts.models import User
from governance.actions.acceptances import accept_until
from governance.actions.decisions import decide
from governance.dossier import Dossier
from governance.forms.deciding import Choosing, Recorded, RecordedAcceptance, form_of
from governance.models import Contradiction, Option

# Where an action's complaint is shown, when the field has another name here.
SHOWN_AT = {"dissenters": "none_voiced", "dissent": "none_voiced", "recommended": "option"}
SHOWN_WITH = {"uses": "position", "follow_ups": "title"}


class DecisionSheet:
    """One form to the reader; only the chosen option's part of it is checked."""

    def __init__(
        self, dossier: Dossier, person: User, today: date, data: QueryDict | None = None
    ) -> None:
        self.dossier, self.person, self.today, self.data = dossier, person, today, data
        self.choosing = Choosing(data, dossier=dossier, person=person, today=today)
        self.people = list(User.objects.active())
        self.records = {option.pk: self._recorded(option) for option in dossier.options}

    def _recorded(self, option: Option) -> Recorded:
        """Bind the part of the chosen option; the others keep what was typed, unchecked."""
        data, form = self.data, form_of(option)
        is_chosen = data is not None and data.get("option") == str(option.pk)
        mark = f"{option.letter}-"
        typed = (
            {name.removeprefix(mark): data[name] for name in data or () if name.startswith(mark)}
            if data is not None and not is_chosen
            else {}
        )
        return form(
            data if is_chosen else None,
            prefix=option.letter,
            item=self.dossier.item,
            person=self.person,
            today=self.today,
            row=option,
            people=self.people,
            figures=self.dossier.positions,
            initial=typed,
        )

    @property
    def chosen(self) -> Recorded | None:
        """The part of the option that was chosen."""
        return next((form for form in self.records.values() if form.is_bound), None)

    @property
    def forms(self) -> Sequence[Any]:
        """The forms whose errors the page lists."""
        return [self.choosing, *([self.chosen] if self.chosen else [])]

    @property
    def version(self) -> int | None:
        """The version the page was opened at, or nothing that can be read as one."""
        return whole(self.data.get("version", "")) if self.data else None

    def is_valid(self) -> bool:
        """Check both parts, so that every problem is shown at once."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong and self.chosen is not None

    def record(self, at: datetime) -> Contradiction:
        """Decide, or let the difference stand, as the chosen option says."""
        said, part = self.choosing.cleaned_data, self.chosen
        assert part is not None
        common = {
            "item": self.dossier.item,
            "option": said["option"],
            "none_voiced": said["none_voiced"],
            "actor": self.person,
            "at": at,
            "version": self.version,
        }
        voices = self.choosing.dissenting
        if isinstance(part, RecordedAcceptance):
            dissent = f"Voiced by {', '.join(map(str, voices))}." if voices else ""
            return accept_until(dissent=dissent, **common, **part.facts())
        return decide(
            dissenters=voices,
            override_reason=said.get("override_reason", ""),
            retires_belief=self.choosing.ended_belief,
            **common,
            **part.facts(),
        )

    def refuse(self, error: ValidationError) -> None:
        """Show what the action refused beside the field it speaks of."""
        part = self.chosen
        for name, found in getattr(error, "error_dict", {"": error}).items():
            here, there = SHOWN_AT.get(name, name), SHOWN_WITH.get(name, name)
            if part is not None and there in part.fields:
                part.add_error(there, found)
            else:
                self.choosing.add_error(here if here in self.choosing.fields else None, found)

    def kept(self) -> list[tuple[str, str]]:
        """Return what was entered, for a page that cannot show the form again."""
        entered = [pair for form in self.forms for pair in form.kept()]
        return [(label, text) for label, text in entered if text != "False"]
