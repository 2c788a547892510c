"""Steps of the guided start that are left out, over HTTP."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.records import PersonBrief, Record
from accounts.models import User
from governance.actions.start import resume_step, skip_step
from governance.api.bodies.moves import Perhaps
from governance.api.bodies.statements import Body
from governance.api.dated import Dated
from governance.models import SkippedStep
from metrics.policies import require_keeper


class SkippedStepRecord(Record[SkippedStep]):
    """Which step was left out, by whom and why; withdrawn once it was taken up again."""

    by = PersonBrief()

    class Meta:
        model = SkippedStep
        fields = ["id", "step", "reason", "by", "at", "is_withdrawn"]
        read_only_fields = fields


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
