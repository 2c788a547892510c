"""What the API says of endpoints, chats and what left the house; never an address of a chat."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.records import FunctionBrief, PersonBrief, Record
from governance.models import Chat, Delivery, Endpoint, Repeat
from governance.pages.deliveries import WORDS, state_of, teller_of


class EndpointRecord(Record[Endpoint]):
    """A system that is told of events; none named means all."""

    events = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Endpoint
        fields = ["id", "name", "url", "events", "is_active"]
        read_only_fields = fields


class NewEndpoint(EndpointRecord):
    """The same with its secret, which is said this once."""

    class Meta(EndpointRecord.Meta):
        fields = [*EndpointRecord.Meta.fields, "secret"]
        read_only_fields = fields


class ChatRecord(Record[Chat]):
    """A chat that is told what concerns a function; of its address only the last signs."""

    function = FunctionBrief()
    events = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Chat
        fields = ["id", "name", "function", "service", "ending", "events", "is_active"]
        read_only_fields = fields


class RepeatRecord(Record[Repeat]):
    """Who asked for a message once more, and when."""

    by = PersonBrief()

    class Meta:
        model = Repeat
        fields = ["by", "at"]
        read_only_fields = fields


class DeliveryRecord(Record[Delivery]):
    """One message that left the house or is about to, and what its last try met."""

    person = PersonBrief(allow_null=True)
    state = serializers.SerializerMethodField()
    tries = serializers.SerializerMethodField()
    met = serializers.SerializerMethodField()
    next_try_at = serializers.SerializerMethodField()
    repeats = RepeatRecord(many=True)

    class Meta:
        model = Delivery
        fields = ["id", "channel", "person", "endpoint", "chat", "told_with", "subject", "state"]
        fields += ["tries", "met", "created_at", "sent_at", "next_try_at", "repeats"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=list(WORDS)))
    def get_state(self, row: Delivery) -> str:
        """Say how far it is."""
        return state_of(row)

    def get_tries(self, row: Delivery) -> int:
        """Count how often it was tried."""
        return int(teller_of(row).outbox.attempts)

    def get_met(self, row: Delivery) -> str:
        """Say what the last try met."""
        return teller_of(row).outbox.last_error or row.answered

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_try_at(self, row: Delivery) -> str | None:
        """Say when it is tried next, if it is."""
        due_at = teller_of(row).outbox.due_at if state_of(row) == "waiting" else None
        return serializers.DateTimeField().to_representation(due_at) if due_at else None
