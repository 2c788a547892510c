"""Bodies of the verbs on an agenda."""

from rest_framework import serializers

from governance.api.bodies.references import ItemRef
from governance.api.bodies.statements import Body, Day


class ItemBody(Body):
    """An item, by its code."""

    item = ItemRef()


class MoveItemBody(ItemBody):
    """Which way: -1 is earlier, 1 is later."""

    by = serializers.ChoiceField(choices=(-1, 1))


class DeferBody(ItemBody):
    """Until when, and what waiting costs."""

    until_on = Day()
    cost = serializers.CharField(max_length=300)
