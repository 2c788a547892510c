"""Bodies of bridges made by hand."""

from rest_framework import serializers

from governance.api.bodies.moves import Perhaps
from governance.api.bodies.references import LineRef, UnderRef
from governance.api.bodies.statements import Amount, Body


class StartBody(Body):
    """From which position to which."""

    start = UnderRef("positions", "position")
    end = UnderRef("positions", "position")


class PartBody(Body):
    """A part of the gap: its cause by diagnosis step, and a signed amount."""

    cause = serializers.IntegerField(min_value=1, max_value=5)
    label = serializers.CharField(max_length=120)  # type: ignore[assignment]  # a field
    amount = Amount()
    evidence = UnderRef("evidence", "evidence", required=False, allow_null=True)


class LineBody(PartBody):
    """A part of the gap that a bridge explains."""

    bridge = UnderRef("bridges", "bridge")


class ChangeLineBody(PartBody):
    """What a line says now."""

    line = LineRef()


class WithdrawLineBody(Perhaps):
    """A line that leaves the bridge."""

    line = LineRef()


class SignBody(Body):
    """A bridge to put a name under; a note is needed while a part is unexplained."""

    bridge = UnderRef("bridges", "bridge")
    note = serializers.CharField(max_length=2000, required=False)


class SubmitBody(SignBody):
    """A draft to put before the sides."""

    is_all_i_can_explain = serializers.BooleanField(required=False)
