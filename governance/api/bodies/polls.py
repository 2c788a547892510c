"""Bodies of the verbs on polls."""

from typing import Any

from rest_framework import serializers

from accounts.models import Function
from governance.actions.polls import MOST, Question
from governance.api.bodies.moves import Perhaps, given
from governance.api.bodies.references import DomainRef, PersonRef, SlugRef
from governance.api.bodies.statements import Body, Day
from governance.models import SealedAnswer
from governance.models.polls import LONGEST_QUESTION, LONGEST_SENTENCE
from metrics.models import KPI

ASKED = ("question", "domain", "kpi", "stage")


class AskBody(Body):
    """A question, or what it is about: at most one of domain, KPI and stage."""

    question = serializers.CharField(max_length=LONGEST_QUESTION, required=False)
    domain = DomainRef(required=False)
    kpi = SlugRef(KPI, required=False)
    stage = serializers.ChoiceField(KPI.Stage.choices, required=False)
    people = serializers.ListField(child=PersonRef(), min_length=1, max_length=MOST)
    closes_on = Day()


class PollAnswerBody(Body):
    """Who owns it; `person` or `function` is named where that was chosen."""

    choice = serializers.ChoiceField(SealedAnswer.Choice.choices)
    person = PersonRef(required=False)
    function = SlugRef(Function, required=False)
    sentence = serializers.CharField(max_length=LONGEST_SENTENCE, required=False)


class CloseBody(Perhaps):
    """Why it closes early, if there is something to say."""


def asked(body: AskBody) -> dict[str, Any]:
    """Return the arguments of asking: what is asked goes into one question."""
    told = given(body)
    about = {name: told.pop(name) for name in ASKED if name in told}
    return {**told, "questions": [Question(text=about.pop("question", ""), **about)]}
