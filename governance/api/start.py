"""The guided start over HTTP: how far it has come, and its steps that are left out."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import READING
from accounts.api.records import PersonBrief, Record
from accounts.api.schema import Docs
from accounts.api.views import Endpoint
from accounts.models import User
from governance.actions.start import resume_step, skip_step
from governance.api.bodies.moves import Perhaps
from governance.api.bodies.statements import Body
from governance.api.dated import Dated
from governance.models import SkippedStep
from governance.pages.start import ShownStep, phases
from governance.rights.matrix import Matrix
from governance.start.progress import Progress
from governance.start.steps import DAYS
from metrics.policies import require_keeper


class SkippedStepRecord(Record[SkippedStep]):
    """Which step was left out, by whom and why; withdrawn once it was taken up again."""

    by = PersonBrief()

    class Meta:
        model = SkippedStep
        fields = ["id", "step", "reason", "by", "at", "is_withdrawn"]
        read_only_fields = fields


class StartStepRecord(serializers.Serializer[ShownStep]):
    """One step: done where the records show it; what is missing by name, and how many more."""

    step = serializers.ChoiceField(SkippedStep.Step.choices, source="stand.step.key")
    says = serializers.CharField(source="stand.step.key.label")
    why = serializers.CharField(source="stand.step.why")
    who = serializers.CharField(source="stand.step.who.said")
    state = serializers.ChoiceField(("done", "skipped", "open"))
    missing = serializers.ListField(child=serializers.CharField(), source="lacking")
    more = serializers.IntegerField(help_text="So many more are missing than are named.")
    skipped = SkippedStepRecord(source="stand.skipped", allow_null=True)


class StartPhaseRecord(serializers.Serializer[Any]):
    """A third of the ninety days."""

    title = serializers.CharField(source="phase.title")
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    steps = StartStepRecord(many=True)


class StartRecord(serializers.Serializer[dict[str, Any]]):
    """How far the start has come; `left` says who left it as a whole, and why."""

    began_on = serializers.DateField()
    day = serializers.IntegerField()
    days = serializers.IntegerField()
    done = serializers.IntegerField()
    left = SkippedStepRecord(allow_null=True)
    phases = StartPhaseRecord(many=True)


class Start(Endpoint):
    """The first ninety days."""

    queryset = SkippedStep.objects.none()
    pagination_class = None
    filter_backends = ()
    docs = {
        "GET": Docs(
            id="read_start",
            tag="Start",
            summary="Read how the first ninety days go",
            text="Each step is read from the records: it is done when they show it. For stewards "
            "and administrators.",
            record=StartRecord,
            problems=READING,
        )
    }

    def get(self, _: Request) -> Response:
        """Return it as it is now."""
        require_keeper(self.person, "see how the start goes")
        progress = Progress(Matrix.on(timezone.now().date()))
        told = {
            "began_on": progress.began,
            "day": progress.day,
            "days": DAYS,
            "done": progress.done,
            "left": progress.left,
            "phases": phases(progress, self.person),
        }
        return Response(StartRecord(told).data)


class SkipBody(Body):
    """A step, or `all` of them, and why."""

    step = serializers.ChoiceField(SkippedStep.Step.choices)
    reason = serializers.CharField(max_length=2000)


def seen(rows: QuerySet[SkippedStep], person: User) -> QuerySet[SkippedStep]:
    """Refuse whoever does not keep the start."""
    require_keeper(person, "see how the start goes")
    return rows


SKIPPED_STEPS = Dated(
    noun="skipped-steps",
    one="a skipped step",
    argument="skipped",
    rows=SkippedStep.objects.select_related("by"),
    record=SkippedStepRecord,
    body=SkipBody,
    make=skip_step,
    take_back=resume_step,
    taken_back_with=Perhaps,
    narrow=seen,
    text="Steps of the first ninety days that a company leaves out.",
    sends={"step": "poll", "reason": "Everybody knows who owns it; we asked last year."},
    says_why={"reason": "A new head of Sales sees it otherwise."},
)


def addresses() -> list[URLPattern]:
    """Return the address of the start."""
    return [path("start/", Start.as_view(), name="start")]
