"""Bodies of endpoints and chats."""

from rest_framework import serializers

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


class ChatBody(Body):
    """A chat of a function: the address is kept locked and never said again."""

    name = serializers.CharField(max_length=80)
    function = FunctionRef()
    address = serializers.CharField(max_length=1000, write_only=True)
    events = Events()
