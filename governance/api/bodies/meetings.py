"""Bodies of the verbs of a meeting."""

from typing import Any

from rest_framework import serializers

from governance.api.bodies.references import ItemRef, PersonRef
from governance.api.bodies.reviews import Versioned
from governance.api.bodies.statements import Body
from governance.reviews.candidates import MOST_LEFT


class AttendanceBody(Body):
    """Everybody who is there, by key; who is left out is not."""

    present = serializers.ListField(child=PersonRef(), max_length=50)


class TurnBody(Versioned):
    """A part: customer, due, expiring, meanings, beliefs, close; or the code of an item."""

    stop = serializers.CharField(max_length=20)


class ParkBody(Body):
    """A point for another day."""

    text = serializers.CharField(max_length=300)
    item = ItemRef(required=False)


class AdviseBody(Body):
    """What is recommended to a decider who is not there."""

    item = ItemRef()
    option = serializers.CharField(max_length=1, help_text="Its letter.")
    reason = serializers.CharField(max_length=300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Find the option on the table of the item."""
        item = attrs["item"]
        table = item.options.filter(cycle=item.cycle, is_withdrawn=False)
        option = table.filter(letter=attrs["option"].upper()).first()
        if option is None:
            raise serializers.ValidationError({"option": "There is no such option."})
        return attrs | {"option": option}


class ReasonOfItem(Body):
    """Why one item stays undecided."""

    item = serializers.CharField(max_length=12)
    reason = serializers.CharField(max_length=300)


class CloseReviewBody(Versioned):
    """Why each item that is left stays undecided."""

    reasons = serializers.ListField(child=ReasonOfItem(), max_length=MOST_LEFT, required=False)

    def validate_reasons(self, given: list[dict[str, str]]) -> dict[str, str]:
        """Return the reasons by the code of their item."""
        return {one["item"]: one["reason"] for one in given}


class AddendumBody(Body):
    """A correction of minutes."""

    text = serializers.CharField(max_length=2000)
