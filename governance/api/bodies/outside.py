"""Bodies of endpoints and chats."""

from rest_framework import serializers

from governance.api.bodies.moves import Perhaps
from governance.api.bodies.references import FunctionRef
from governance.api.bodies.statements import Body

MOST_EVENTS = 100


class Events(serializers.ListField):
    """Names of events."""

    child = serializers.CharField(max_length=40)

    def __init__(self) -> None:
        super().__init__(required=False, max_length=MOST_EVENTS)


class EndpointBody(Body):
    """Another system, and of what it is told."""

    name = serializers.CharField(max_length=80)
    url = serializers.URLField(max_length=500)
    events = Events()


class ChangedEndpointBody(Perhaps):
    """What is to be another way, and why."""

    name = serializers.CharField(max_length=80, required=False)
    url = serializers.URLField(max_length=500, required=False)
    events = Events()


class ChatBody(Body):
    """A chat of a function: the address is kept locked and never said again."""

    name = serializers.CharField(max_length=80)
    function = FunctionRef()
    address = serializers.CharField(max_length=1000, write_only=True)
    events = Events()


class ChangedChatBody(Perhaps):
    """What is to be another way, and why; a new address takes the place of the one before."""

    name = serializers.CharField(max_length=80, required=False)
    function = FunctionRef(required=False)
    address = serializers.CharField(max_length=1000, required=False, write_only=True)
    events = Events()
