"""Rules waived, over HTTP."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.records import PersonBrief, Record
from accounts.models import User
from governance.actions.waivers import waive, withdraw_waiver
from governance.api.bodies.references import DomainRef, ItemRef
from governance.api.bodies.statements import Body, Day
from governance.api.dated import Dated
from governance.api.records.positions import Under
from governance.models import RuleWaiver
from governance.pages.waivers import waivers_seen_by
from metrics.api.records import Brief


class WaiverRecord(Record[RuleWaiver]):
    """Which rule does not hold, for what, until when, and who says so."""

    contradiction = Under(allow_null=True)
    domain = Brief(allow_null=True)
    by = PersonBrief()
    on_behalf_of = PersonBrief(allow_null=True)

    class Meta:
        model = RuleWaiver
        fields = ["id", "number", "rule", "contradiction", "domain", "reason", "from_on"]
        fields += ["until_on", "by", "on_behalf_of", "at", "is_withdrawn"]
        read_only_fields = fields


class WaiverBody(Body):
    """A rule, and the one item or domain it is waived for."""

    rule = serializers.ChoiceField(RuleWaiver.Rule.choices)
    contradiction = ItemRef(required=False)
    domain = DomainRef(required=False)
    from_on = Day(required=False)
    until_on = Day()
    reason = serializers.CharField(max_length=2000)

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        """Ask for exactly one thing it is for."""
        if ("contradiction" in attrs) == ("domain" in attrs):
            raise serializers.ValidationError("Name one item or one domain.")
        return attrs


def seen(rows: QuerySet[RuleWaiver], person: User) -> QuerySet[RuleWaiver]:
    """Take what a person may know of."""
    return rows.filter(pk__in=waivers_seen_by(person).values("pk"))


WAIVERS = Dated(
    noun="rule-waivers",
    one="a rule waiver",
    argument="waiver",
    rows=RuleWaiver.objects.select_related("contradiction", "domain", "by", "on_behalf_of"),
    record=WaiverRecord,
    body=WaiverBody,
    make=waive,
    take_back=withdraw_waiver,
    narrow=seen,
    text="Rules that do not hold for a while. Whatever is decided under one names it.",
    sends={
        "rule": "recommender",
        "contradiction": "C-014",
        "until_on": "2026-12-18",
        "reason": "Nobody else may decide on bonus rules this quarter.",
    },
)
