"""The forms of the decide page: what is said once, and what is recorded with each option.

Everything an option was prepared with is filled in already, so that choosing it, saying who
disagrees and pressing the button are enough.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings

from accounts.models import Function, User
from governance.actions.decisions import Promise, Use
from governance.dossier import Dossier
from governance.forms.verb import DateField, PersonField, VerbForm, words
from governance.models import Option, Position
from metrics.figures import money_in_full

FIRST_USE = ("position", "purpose", "from_on", "restated_by")
FIRST_PROMISE = ("title", "owner", "due_on")
REVISIT_DAYS = 90
Voice = Function | User


class Choosing(VerbForm):
    """The option, who disagrees with it, why an objection is overridden, a belief that ends."""

    option = forms.ModelChoiceField(
        Option.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    none_voiced = forms.BooleanField(label="None voiced", required=False)
    dissenters = forms.MultipleChoiceField(
        label="Who disagrees", required=False, widget=forms.CheckboxSelectMultiple
    )
    override_reason = words("Why you override", rows=2, required=False)
    retires = forms.BooleanField(label="This retires a belief", required=False)
    belief = forms.CharField(label="We believed", max_length=300, required=False)

    def __init__(self, *args: Any, dossier: Dossier, **options: Any) -> None:
        self.dossier = dossier
        super().__init__(*args, item=dossier.item, **options)
        self.fields["option"].error_messages["required"] = "Choose an option."

    def prepare(self) -> None:
        """Offer the options on the table, every function, and those who objected."""
        item = self.item
        table = Option.objects.filter(contradiction=item, cycle=item.cycle, is_withdrawn=False)
        self.fields["option"].queryset = table  # type: ignore[attr-defined]
        self.voices: dict[str, Voice] = {
            f"function-{one.pk}": one for one in Function.objects.all()
        } | {f"person-{row.person_id}": row.person for row in self.objections}
        self.fields["dissenters"].choices = [  # type: ignore[attr-defined]
            (key, str(voice)) for key, voice in self.voices.items()
        ]
        if not self.objections:
            del self.fields["override_reason"]

    @property
    def objections(self) -> list[Any]:
        """Return who objects, with the reason given."""
        return [row for row in self.dossier.agreers if row.answer == "object"]

    def clean(self) -> None:
        """Ask for dissent in words or in names, for an override, and for the belief."""
        data = self.cleaned_data
        if data.get("none_voiced") == bool(data.get("dissenters")):
            how = "Tick “None voiced”, or choose who disagrees; not both."
            self.add_error("none_voiced", how)
        if self.objections and not data.get("override_reason"):
            names = ", ".join(str(row.person) for row in self.objections)
            self.add_error("override_reason", f"Write why you override {names}, or send it back.")
        option = data.get("option")
        accepts = option is not None and option.outcome == Option.Outcome.ACCEPT
        if data.get("retires") and accepts:
            how = "A difference that stands retires no belief. Choose another option or untick it."
            self.add_error("belief", how)
        elif data.get("retires") and not data.get("belief"):
            self.add_error("belief", "Write what was believed, in one sentence.")

    @property
    def dissenting(self) -> list[Voice]:
        """Return who disagrees."""
        return [self.voices[key] for key in self.cleaned_data["dissenters"]]

    @property
    def ended_belief(self) -> str:
        """Return the belief this ends; what was typed and then unticked does not count."""
        return self.cleaned_data["belief"] if self.cleaned_data["retires"] else ""


class Recorded(VerbForm):
    """What is recorded with one option; `row` is the option.

    `people` and `figures` are the choices, read once for the forms of all options.
    """

    row: Option

    def __init__(
        self, *args: Any, people: Sequence[User], figures: Sequence[Position], **options: Any
    ) -> None:
        self.people, self.figures = people, figures
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Fill in what the option was prepared with."""
        del self.fields["version"]
        for field in self.fields.values():
            if isinstance(field, PersonField):
                self.offer(field, [(one.pk, str(one)) for one in self.people])
        for name, value in self.prepared().items():
            self.initial.setdefault(name, value)

    def offer(self, field: Any, rows: Sequence[tuple[int, str]]) -> None:
        """Set the choices of a field without asking for them again."""
        blank = field.empty_label or "None"
        field.choices = [("", blank), *rows]

    def prepared(self) -> dict[str, Any]:
        """Return first values by field."""
        raise NotImplementedError

    @property
    def missing(self) -> list[str]:
        """Return the labels of what the option was not prepared with."""
        return [
            str(field.label).lower()
            for field in self
            if field.field.required and not self.initial.get(field.name)
        ]

    @property
    def line(self) -> str:
        """Return in a sentence what will be recorded."""
        raise NotImplementedError

    def later(self, on: date | None, days: int) -> date:
        """Return a prepared date while it lies ahead, else one so many days on."""
        return on if on and on > self.today else self.today + timedelta(days=days)


class RecordedDecision(Recorded):
    """Why, which number is used for what, what follows, and when to look at it again."""

    position = forms.ModelChoiceField(
        Position.objects.none(), label="Number to use", empty_label="Choose a number"
    )
    purpose = forms.CharField(label="What it is used for", max_length=200)
    from_on = DateField(label="First day")
    restated_by = PersonField(label="Who restates")
    position_2 = forms.ModelChoiceField(
        Position.objects.none(), label="A second number", required=False, empty_label="None"
    )
    purpose_2 = forms.CharField(label="What that is used for", max_length=200, required=False)
    from_on_2 = DateField(label="First day", required=False)
    restated_by_2 = PersonField(label="Who restates", required=False)
    title = forms.CharField(label="Follow-up", max_length=200)
    owner = PersonField(label="Owner")
    due_on = DateField(label="Due date")
    title_2 = forms.CharField(label="A second follow-up", max_length=200, required=False)
    owner_2 = PersonField(label="Owner", required=False)
    due_on_2 = DateField(label="Due date", required=False)
    trade_off = forms.CharField(label="Trade-off we accept", max_length=200)
    revisit_on = DateField(label="Revisit date")
    rationale = words("Why this option", rows=2, max_length=5000)
    rows = {
        "use": FIRST_USE,
        "use 2": ("position_2", "purpose_2", "from_on_2", "restated_by_2"),
        "promise": FIRST_PROMISE,
        "promise 2": ("title_2", "owner_2", "due_on_2"),
        "again": ("trade_off", "revisit_on"),
    }

    def prepare(self) -> None:
        """Offer the figures that stand, each with what it says."""
        super().prepare()
        standing = Position.objects.filter(contradiction=self.item, superseded_by__isnull=True)
        for name in ("position", "position_2"):
            field: Any = self.fields[name]
            field.queryset = standing
            self.offer(field, [(one.pk, str(one)) for one in self.figures])

    def prepared(self) -> dict[str, Any]:
        """Return what the option says of uses, follow-up and dates."""
        option, item = self.row, self.item
        by = option.restated_by_id or option.action_owner_id or item.owner_id
        return {
            "position": option.adopts_id,
            "purpose": option.purpose,
            "from_on": option.use_from_on or self.today,
            "restated_by": by,
            "title": option.action,
            "owner": option.action_owner_id or item.owner_id,
            "due_on": option.action_due_on,
            "trade_off": option.accepts,
            "revisit_on": self.later(option.revisit_on, REVISIT_DAYS),
            "rationale": _recommendation(option),
        }

    @property
    def line(self) -> str:
        """Say which number is used for what, who restates, and what follows."""
        option = self.row
        used, follows = "which number is used for what is still to be said.", ""
        if option.adopts and option.purpose:
            begins = self.initial["from_on"]
            used = f"{option.adopts}, for {option.purpose} from {begins}"
            used += f"; {option.restated_by} restates." if option.restated_by else "."
        if option.action:
            by = f", by {option.action_due_on}" if option.action_due_on else ""
            who = f" ({option.action_owner}{by})" if option.action_owner else ""
            follows = f" Then: {option.action}{who}."
        return used + follows

    def clean(self) -> None:
        """Ask for the whole of a second number or follow-up once it is begun."""
        for names in (FIRST_USE, FIRST_PROMISE):
            second = [f"{name}_2" for name in names]
            given = [name for name in second if self.cleaned_data.get(name)]
            if given and not set(given) & set(self.errors):
                for name in set(second) - set(given):
                    what = str(self.fields[name].label).lower()
                    self.add_error(name, f"Enter “{what}” as well, or leave the second one empty.")

    def facts(self) -> dict[str, Any]:
        """Return what `decide` takes of an option."""
        data = self.cleaned_data
        uses = [
            Use(**{name: data[f"{name}{nth}"] for name in FIRST_USE})
            for nth in ("", "_2")
            if data.get(f"position{nth}")
        ]
        promises = [
            Promise(**{name: data[f"{name}{nth}"] for name in FIRST_PROMISE})
            for nth in ("", "_2")
            if data.get(f"title{nth}")
        ]
        once = {name: data[name] for name in ("rationale", "trade_off", "revisit_on")}
        return {"uses": uses, "follow_ups": promises, **once}


class RecordedAcceptance(Recorded):
    """Until when the difference stands, what readers of the KPI are told, what is exposed."""

    disclosure = forms.CharField(
        label="Sentence shown on the KPI",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expires_on = DateField(label="Last day it stands")
    exposure_note = forms.CharField(
        label="What is exposed",
        max_length=200,
        help_text="The amount and its basis, or “not estimated”.",
    )
    reason = words("Why it may stand", rows=2)
    rows = {"until": ("expires_on", "exposure_note")}

    def prepared(self) -> dict[str, Any]:
        """Return what the option and the item say of expiry and exposure."""
        rules = settings.TIEOUT
        latest = self.today + timedelta(days=rules.acceptance_max_days)
        expires = min(self.later(self.row.expires_on, rules.acceptance_default_days), latest)
        known = f" Known, and accepted until {expires}."
        return {
            "disclosure": f"{self.item.sentence[: 300 - len(known)]}{known}",
            "expires_on": expires,
            "exposure_note": _exposure(self.item),
            "reason": _recommendation(self.row),
        }

    @property
    def line(self) -> str:
        """Say until when, what is shown and what is exposed."""
        first = self.initial
        return (
            f"It stands until {first['expires_on']}. Shown on the KPI: {first['disclosure']} "
            f"Exposed: {first['exposure_note']}."
        )


def form_of(option: Option) -> type[Recorded]:
    """Return the form of what is recorded with an option."""
    accepts = option.outcome == Option.Outcome.ACCEPT
    return RecordedAcceptance if accepts else RecordedDecision


def _exposure(item: Any) -> str:
    if item.exposure is None:
        return "not estimated"
    amount = money_in_full(item.exposure, item.exposure_currency)
    return f"{amount}, {item.exposure_basis}"[:200] if item.exposure_basis else amount


def _recommendation(option: Option) -> str:
    """Return the option as a sentence that gives its reasons."""
    effects = ", ".join(
        f"{axis} {getattr(option, f'{axis}_note')}" for axis in ("service", "profit", "risk")
    )
    return f"{option.summary.rstrip('.')}: {effects}. We accept {option.accepts.rstrip('.')}."
