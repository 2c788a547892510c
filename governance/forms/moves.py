"""Forms of the moves that change an item's state, and of the ladder."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.decisions import citable, latest_signed
from governance.actions.forcing import concerned
from governance.actions.outcomes import waivers
from governance.dossier import Dossier
from governance.forms.verb import DateField, PersonField, VerbForm, choices, words
from governance.models import Bridge, Contradiction, DecisionType, Option
from governance.policies import Standing, matter_of, may_see
from governance.rights.matrix import Matrix, Right
from metrics.models import DataDomain

CODE = re.compile(r"C-?0*(\d{1,9})", re.IGNORECASE)


class Assign(VerbForm):
    """One accountable owner, and what triage has to settle."""

    owner = PersonField(label="Accountable owner")
    severity = forms.TypedChoiceField(coerce=int, choices=Contradiction.Severity.choices)
    kind = forms.ChoiceField(choices=choices(Contradiction.Kind, "Choose a kind"))
    layer = forms.TypedChoiceField(
        label="Layer of the customer record",
        coerce=int,
        choices=choices(Contradiction.Layer, "Choose a layer"),
    )
    domain = forms.ModelChoiceField(DataDomain.objects.all(), empty_label="Choose a domain")
    decision_type = forms.ModelChoiceField(
        DecisionType.objects.all(), required=False, empty_label="Any decision"
    )
    reason = words("Note to the owner", rows=2, required=False)
    rows = {"what": ("severity", "kind"), "where": ("layer", "domain")}

    def prepare(self) -> None:
        """Suggest whoever holds “accountable” over the sides."""
        for name in ("severity", "kind", "layer", "domain_id", "decision_type_id"):
            self.initial.setdefault(name.removesuffix("_id"), getattr(self.item, name))
        ruling = Matrix.on(self.today).owner(matter_of(self.item))
        self.initial.setdefault("owner", ruling.person.pk if ruling.person else None)
        self.fields["owner"].help_text = (
            f"Suggested because {ruling.person} {ruling.rule}." if ruling.person else ruling.rule
        )


class Reassign(VerbForm):
    """Another owner, and why."""

    owner = PersonField(label="New owner")
    reason = words("Reason")


class Dismiss(VerbForm):
    """Not a contradiction, or the same as another."""

    reason = words("Reason", help_text="It stands under your name.")
    duplicate_of = forms.CharField(
        label="Same as", required=False, help_text="The number of an open item, such as C-009."
    )
    narrow = frozenset({"duplicate_of"})

    def clean_duplicate_of(self) -> Contradiction | None:
        """Find the item by its number; one the person may not see is not found."""
        text = self.cleaned_data["duplicate_of"].strip()
        if not text:
            return None
        match = CODE.fullmatch(text)
        number = int(match[1]) if match else 0
        found = Contradiction.objects.filter(number=number).first()
        if found is None or not may_see(found, self.person):
            raise ValidationError(f"There is no item {text}. Enter a number such as C-009.")
        return found


class BridgeField(forms.ModelChoiceField[Bridge]):
    """A choice of bridges, each by its two sides and how far it has come."""

    def label_from_instance(self, obj: Bridge) -> str:
        """Name a bridge by its ends, its state and its day."""
        day = (obj.signed_at or obj.at).date()
        state = obj.get_status_display().lower()
        return f"From {obj.start.label} to {obj.end.label}, {state}, {day}"


class Propose(VerbForm):
    """The options go to the decider, with a recommendation or without."""

    recommended = forms.ModelChoiceField(
        Option.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label="None: all options are put forward alike",
        help_text="At S1 and S2 whoever recommends cannot be the one who decides.",
    )
    bridge = BridgeField(
        Bridge.objects.none(),
        label="Bridge it cites",
        required=False,
        empty_label="None",
        help_text="Shown to the decider, kept with the decision, and printed in the pre-read.",
    )

    def prepare(self) -> None:
        """Offer the options on the table, and the bridges that are signed."""
        self.fields["recommended"].queryset = options_of(self.item)  # type: ignore[attr-defined]
        bridges = citable(self.item)
        if not bridges.exists():
            del self.fields["bridge"]
            return
        self.fields["bridge"].queryset = bridges  # type: ignore[attr-defined]
        signed = latest_signed(self.item)
        self.initial.setdefault("bridge", signed.pk if signed else None)


def options_of(item: Contradiction) -> Any:
    """Return the options that are on the table in this cycle."""
    return Option.objects.filter(contradiction=item, cycle=item.cycle, is_withdrawn=False)


class AcceptUntil(VerbForm):
    """The difference stands until a date, and everybody who reads the KPI is told."""

    option = forms.ModelChoiceField(
        Option.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    expires_on = DateField(label="Until")
    disclosure = forms.CharField(
        label="Sentence shown on the KPI",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example: Marketing and Sales count different things until March.",
    )
    reason = words("Why it may stand")
    exposure_note = forms.CharField(
        label="What is exposed",
        max_length=200,
        help_text="An amount and its basis, or “not estimated”.",
    )
    none_voiced = forms.BooleanField(label="No dissent was voiced", required=False)
    dissent = words("Dissent", rows=2, required=False, help_text="Who disagrees, and why.")
    narrow = frozenset({"expires_on"})

    def prepare(self) -> None:
        """Offer the options, those that accept first in mind, and the exposure on record."""
        most = settings.TIEOUT.acceptance_max_days
        self.fields["expires_on"].help_text = f"The last day it stands, at most {most} days on."
        self.fields["option"].queryset = options_of(self.item)  # type: ignore[attr-defined]
        self.initial.setdefault("exposure_note", self.item.exposure_basis)


class Renew(VerbForm):
    """The acceptance runs on."""

    expires_on = DateField(label="New last day")
    reason = words("Why it may stand longer")
    disclosure = forms.CharField(
        label="Sentence shown on the KPI",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Leave it empty to keep the sentence that is shown now.",
    )
    narrow = frozenset({"expires_on"})


class Verify(VerbForm):
    """Readings prove it; the decider alone may do without them."""

    waiver = words(
        "Reason for closing without readings",
        required=False,
        help_text="Only where readings cannot come. Leave it empty to close on the readings.",
    )

    def prepare(self) -> None:
        """Show the waiver to the decider alone."""
        names = Standing(self.item, self.person, self.noon).names
        if not names & waivers(self.item):
            del self.fields["waiver"]


class Reopen(VerbForm):
    """What shows that it is back."""

    reason = words("What shows that it is back")
    evidence_title = forms.CharField(label="Name of the evidence", max_length=200, required=False)
    evidence_url = forms.URLField(
        label="Link to it", max_length=1000, required=False, assume_scheme="https"
    )

    def facts(self) -> dict[str, Any]:
        """Leave the text out: the reason is the evidence where there is no link."""
        return super().facts() | {"evidence_text": ""}


class Escalate(VerbForm):
    """One rung up the ladder."""

    reason = words("What the next person should know")


class Pause(VerbForm):
    """The working clock waits for somebody; the customer's never does."""

    waiting_on = PersonField(label="Waiting on")
    until_on = DateField(label="Until")
    reason = words("What you wait for", rows=2)
    rows = {"who": ("waiting_on", "until_on")}

    def prepare(self) -> None:
        """Say how long, and how often, a clock may stand still."""
        rules = settings.TIEOUT
        often = "once" if rules.pauses_per_cycle == 1 else f"{rules.pauses_per_cycle} times"
        most = f"At most {rules.pause_max_working_days} working days, {often} a cycle."
        self.fields["until_on"].help_text = most


class MoveDue(VerbForm):
    """Another day until which the present state may last."""

    due_on = DateField(label="New due day")
    reason = words("Why it may take until then")
    narrow = frozenset({"due_on"})


class People(VerbForm):
    """Several people: those who are likely, and one more by name."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = PersonField(label="Somebody else", required=False)

    def likely(self) -> set[int]:
        """Return the keys of the people to offer first."""
        heads = Contradiction.objects.filter(pk=self.item.pk).values_list(
            "positions__function__head", flat=True
        )
        return {key for key in heads if key}

    def prepare(self) -> None:
        """Offer the likely people as boxes to tick."""
        offered = self.likely() - {self.person.pk}
        self.fields["people"].queryset = User.objects.active().filter(pk__in=offered)  # type: ignore[attr-defined]

    def chosen(self) -> list[User]:
        """Return everybody who was named."""
        others = [self.cleaned_data["other"]] if self.cleaned_data.get("other") else []
        return [*self.cleaned_data.get("people", []), *others]


class AskAgreers(People):
    """Who must agree before anything is decided."""

    field_order = ("people", "other")

    def likely(self) -> set[int]:
        """Put holders of “agrees” first."""
        standing = Standing(self.item, self.person, self.noon)
        holders = standing.matrix.holders(Right.AGREES, standing.matter)
        return super().likely() | {person.pk for person in holders}

    def prepare(self) -> None:
        """Name the question."""
        super().prepare()
        self.fields["people"].label = "Who must agree"

    def clean(self) -> None:
        """Ask for one name at least."""
        if not self.errors and not self.chosen():
            self.add_error("people", "Choose who must agree.")

    def facts(self) -> dict[str, Any]:
        """Return the people named."""
        return {"people": self.chosen()}


class Force(People):
    """What is overruled and why, the belief that ends, and who else is told."""

    overruled = words("What you overrule", help_text="In words for those who are told.")
    reason = words("Why it cannot wait", help_text="It stands under your name.")
    belief = forms.CharField(
        label="The belief that ends", max_length=300, help_text="In one sentence: we believed that…"
    )
    owner = PersonField(label="Accountable owner")
    layer = forms.TypedChoiceField(
        label="Layer of the customer record",
        coerce=int,
        choices=choices(Contradiction.Layer, "Choose a layer"),
    )
    field_order = ("overruled", "belief", "reason", "owner", "layer", "people", "other")

    def likely(self) -> set[int]:
        """Put those first who are asked for their view, or do the work, and are not told anyway."""
        standing = Standing(self.item, self.person, self.noon)
        near = [
            one.pk
            for right in (Right.CONSULTED, Right.PERFORMS, Right.AGREES)
            for one in standing.matrix.holders(right, standing.matter)
        ]
        told = concerned(Dossier(self.item), standing.matrix)
        return set(near) - {one.person.pk for one in told}

    def prepare(self) -> None:
        """Name the question; ask for what triage left open, and for nothing more."""
        super().prepare()
        self.fields["people"].label = "Tell as well"
        if not self.fields["people"].queryset:  # type: ignore[attr-defined]
            del self.fields["people"]
            self.fields["other"].label = "Tell as well"
        ruling = Matrix.on(self.today).owner(matter_of(self.item))
        self.initial.setdefault("owner", ruling.person.pk if ruling.person else None)
        for name, known in (("owner", self.item.owner_id), ("layer", self.item.layer)):
            if known:
                del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """Return what is overruled and why, the belief, and who else is told."""
        data = self.cleaned_data
        names = ("overruled", "reason", "belief", "owner", "layer")
        return {"told": self.chosen()} | {name: data[name] for name in names if name in data}
