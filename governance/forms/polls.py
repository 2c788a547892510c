"""Asking who owns what, and answering in one tap."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from accounts.forms.plain import DayField, PlainForm, reason_field
from accounts.models import Function, User
from governance.actions.polls import Question
from governance.forms.rights import SubjectField, subjects
from governance.forms.verb import PersonField
from governance.models import SealedAnswer
from governance.models.polls import LONGEST_QUESTION, LONGEST_SENTENCE
from governance.polls.claims import FEW, warning
from governance.polls.packs import TEN_MINUTES
from metrics.models import KPI

Choice = SealedAnswer.Choice
FUNCTION = f"{Choice.FUNCTION}:"


class AboutField(SubjectField):
    """A domain, a KPI or a stage of the journey; nothing for a question of its own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.choices = _abouts

    def clean(self, value: Any) -> dict[str, Any]:
        """Return what is asked about by the names of a question's parts."""
        sort, _, key = str(value or "").partition(":")
        if sort == "stage" and self.valid_value(value):
            return {"stage": key}
        return super().clean(value) if value else {}


def _abouts() -> list[Any]:
    stages = [(f"stage:{value}", label) for value, label in KPI.Stage.choices]
    _, *others = subjects()
    return [("", "A question of its own"), *others, ("Stages of the journey", stages)]


class LeadersField(forms.ModelMultipleChoiceField[User]):
    """Active people, heads of functions first."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        heads = Exists(Function.objects.filter(head=OuterRef("pk")))
        people = User.objects.active().annotate(is_head=heads).order_by("-is_head", "name")
        super().__init__(queryset=people, **options)

    def label_from_instance(self, obj: User) -> str:
        """Name the function beside the person."""
        return f"{obj.name} ({obj.function})" if obj.function else obj.name


class LeadersForm(PlainForm):
    """Who is asked, and until when."""

    people = LeadersField(
        label="Who is asked",
        help_text="Each answers alone. Everybody sees who has answered, nobody what.",
        error_messages={"required": "Choose at least two people."},
    )
    closes_on = DayField(
        label="Last day to answer",
        help_text="It closes after this day, or once everybody has answered.",
    )
    few = forms.BooleanField(
        label=f"Fewer than {FEW} may be asked",
        required=False,
        help_text="Whoever knows so few people can guess what each of them answered.",
    )

    def clean(self) -> dict[str, Any]:
        """Warn of a poll so small that answers can be guessed, once."""
        facts = dict(self.cleaned_data)
        few, people = facts.pop("few", False), facts.get("people")
        if people is not None and not few and (how := warning(len(people))):
            self.add_error("people", f"{how} Ask more people, or tick that fewer may be asked.")
        return facts


class AskForm(LeadersForm):
    """One question of ownership."""

    about = AboutField(
        label="About",
        help_text="A domain, a KPI or a stage of the journey. Empty: a question of its own.",
    )
    question = forms.CharField(
        max_length=LONGEST_QUESTION,
        required=False,
        help_text="Empty: “Who owns …?” with what it is about.",
    )
    field_order = ("about", "question", "people", "closes_on", "few")

    def clean(self) -> dict[str, Any]:
        """Put the question together as the action takes it."""
        facts = super().clean()
        about, text = facts.pop("about", {}), facts.pop("question", "")
        if not (about or text):
            self.add_error("question", "Write the question, or choose what it is about.")
        return {**facts, "questions": [Question(text=text, **about)]}


class PackForm(LeadersForm):
    """The ready-made questions, to the same people."""

    def clean(self) -> dict[str, Any]:
        """Add the questions."""
        return {**super().clean(), "questions": [Question(text=text) for text in TEN_MINUTES]}


class AnswerForm(PlainForm):
    """Who owns it: a button each, and a person by name; a sentence may go with it."""

    answer = forms.ChoiceField(
        choices=lambda: [(value, label) for value, label in options()],
        error_messages={
            "required": "Choose a function, a person, shared or nobody.",
            "invalid_choice": "Choose a function, a person, shared or nobody.",
        },
    )
    person = PersonField(label="A person", required=False)
    sentence = forms.CharField(
        label="In a sentence",
        max_length=LONGEST_SENTENCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Opened with your answer, under your name.",
    )

    def clean(self) -> dict[str, Any]:
        """Name the answer as the action does."""
        facts = dict(self.cleaned_data)
        choice, _, slug = facts.pop("answer", "").partition(":")
        if choice == Choice.PERSON and not facts.get("person") and "person" not in self.errors:
            self.add_error("person", "Choose the person.")
        function = Function.objects.filter(slug=slug).first() if slug else None
        return {**facts, "choice": choice, "function": function}


def options() -> list[tuple[str, str]]:
    """Return the values an answer can have, functions first."""
    functions = [(f"{FUNCTION}{one.slug}", one.name) for one in Function.objects.all()]
    return [*functions, *((str(one.value), str(one.label)) for one in Choice if one != "function")]


class WithdrawForm(PlainForm):
    """Why a question is taken back."""

    reason = reason_field()
