"""Who holds which right over what, over HTTP: granted from a day on, ended, never edited."""

from typing import Any

from rest_framework import serializers

from governance.actions.rights import end, grant
from governance.api import reading
from governance.api.bodies.references import DecisionTypeRef, DomainRef, KPIRef, PersonRef
from governance.api.bodies.statements import Body, Day, Money
from governance.api.dated import Dated
from governance.api.filters import RightFilters
from governance.api.records.rights import DecisionRightRecord
from governance.models import Contradiction, DecisionRight

LEAST, MOST = min(Contradiction.Severity.values), max(Contradiction.Severity.values)


class GrantBody(Body):
    """Who may do what, over one domain or one KPI; for a sort of decision and a band, if named."""

    person = PersonRef()
    right = serializers.ChoiceField(DecisionRight.Right.choices)
    domain = DomainRef(required=False)
    kpi = KPIRef(required=False)
    decision_type = DecisionTypeRef(required=False)
    severity_from = serializers.IntegerField(required=False, min_value=LEAST, max_value=MOST)
    severity_to = serializers.IntegerField(required=False, min_value=LEAST, max_value=MOST)
    exposure_from = Money(required=False, min_value=0)
    exposure_to = Money(required=False, min_value=0)
    since = Day(required=False)
    until = Day(required=False)
    reason = serializers.CharField(max_length=2000, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for exactly one thing it is over."""
        if ("domain" in attrs) == ("kpi" in attrs):
            raise serializers.ValidationError("Name one domain or one KPI.")
        return attrs


class EndBody(Body):
    """From which day on it no longer holds, and why."""

    until = Day()
    reason = serializers.CharField(max_length=2000)


RIGHTS = Dated(
    noun="decision-rights",
    one="a decision right",
    argument="right",
    rows=reading.RIGHTS,
    record=DecisionRightRecord,
    body=GrantBody,
    make=grant,
    take_back=end,
    taken_back_with=EndBody,
    filters=RightFilters,
    text="Who is accountable, decides, recommends or arbitrates, over what and when.",
    sends={"person": 12, "right": "decides", "domain": "leads", "since": "2027-01-01"},
    says_why={"until": "2027-01-01", "reason": "The function moves."},
)
