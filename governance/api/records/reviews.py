"""What the API says of bodies that review, and of reviews."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.records import PersonBrief, Record
from governance.models import Review, ReviewBody


class BodyBrief(serializers.Serializer[ReviewBody]):
    """A body where another record names one."""

    slug = serializers.CharField()
    name = serializers.CharField()


class BodyRecord(Record[ReviewBody]):
    """Who sits in a body, and how it meets."""

    chair = PersonBrief()
    scribe = PersonBrief()
    members = serializers.SerializerMethodField()

    class Meta:
        model = ReviewBody
        fields = ["id", "slug", "name", "chair", "scribe", "members", "quorum"]
        fields += ["workdays_after", "meets_at", "time_zone", "minutes", "place"]
        fields += ["is_confidential"]
        read_only_fields = fields

    @extend_schema_field(PersonBrief(many=True))
    def get_members(self, body: ReviewBody) -> list[dict[str, object]]:
        """Return everybody with a seat, chair and scribe included."""
        sitting = [seat.person for seat in body.seats.all() if not seat.is_withdrawn]
        ordered = sorted(sitting, key=lambda one: (one.name, one.pk))
        return [dict(PersonBrief(person).data) for person in ordered]


class ReviewRecord(Record[Review]):
    """One meeting; `quarter` always comes with its dates. `version` grows with each change."""

    body = BodyBrief()
    chair = PersonBrief()
    scribe = PersonBrief()
    name = serializers.CharField(source="label")
    item = serializers.CharField(source="item.code", default=None)
    invited = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = ["id", "body", "name", "quarter", "period_start", "period_end", "number"]
        fields += ["is_extraordinary", "item", "starts_at", "minutes", "time_zone", "place"]
        fields += ["chair", "scribe", "quorum", "status", "version", "uid", "invited"]
        read_only_fields = fields

    @extend_schema_field(PersonBrief(many=True))
    def get_invited(self, review: Review) -> list[dict[str, object]]:
        """Return everybody who is invited."""
        guests = [one.person for one in review.invited.all() if not one.is_withdrawn]
        ordered = sorted(guests, key=lambda one: (one.name, one.pk))
        return [dict(PersonBrief(person).data) for person in ordered]
