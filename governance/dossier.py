"""Everything known of one item, now or at a moment; pages, checks and exports read this.

The same loader serves both, so an as-of page differs from the live one only in what was known.
Each part is read when it is first asked for.
"""

from collections import defaultdict
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from django.db import models

from governance.history.as_of import known
from governance.models import (
    Acceptance,
    AgreerAnswer,
    Bridge,
    BridgeLine,
    CompetingClaim,
    Contradiction,
    Decision,
    DecisionUse,
    DiagnosisStep,
    Dissent,
    Escalation,
    Evidence,
    FollowUp,
    Option,
    Pause,
    Position,
    PositionAnswer,
    Verification,
)
from metrics.models import KPI

Row = TypeVar("Row", bound=models.Model)


class Dossier:
    """One item and all that hangs under it, as known at a moment (None: now)."""

    def __init__(self, item: Contradiction, at: datetime | None = None) -> None:
        self.item, self.at = item, at

    def _rows(self, model: type[Row], *related: str, **where: object) -> list[Row]:
        """Return the rows known at the moment, in the model's own order, with related records."""
        if self.at is None:
            found = model._default_manager.filter(**where).select_related(*related)
            return list(found)
        if not hasattr(model, "history"):
            known = model._default_manager.filter(**where, at__lte=self.at)
            return list(known.select_related(*related))
        return self._from_history(model, *related, **where)

    def _from_history(self, model: type[Row], *related: str, **where: object) -> list[Row]:
        kept = model.history.filter(**where, history_date__lte=self.at)  # type: ignore[attr-defined]
        latest = {row.id: row for row in kept.order_by("history_date", "history_id")}
        rows: list[Row] = [row.instance for row in latest.values()]
        models.prefetch_related_objects(rows, *related)
        for name in reversed(model._meta.ordering or ("pk",)):
            attribute = str(name).lstrip("-").replace("id", "pk") if name == "id" else str(name)
            rows.sort(
                key=lambda row: getattr(row, attribute.lstrip("-")),
                reverse=attribute.startswith("-"),
            )
        return rows

    @property
    def mine(self) -> dict[str, object]:
        """The filter for rows that hang directly under the item."""
        return {"contradiction_id": self.item.pk}

    @cached_property
    def all_positions(self) -> list[Position]:
        """Every position ever stated, superseded ones included."""
        positions = self._rows(
            Position,
            "function",
            "by",
            "system",
            "kpi",
            "kpi__function",
            "definition__population",
            "measurement",
            **self.mine,
        )
        if self.at is not None:
            self._with_kpis_then(positions, self.at)
        return positions

    def _with_kpis_then(self, positions: list[Position], at: datetime) -> None:
        """Let each position name its KPI as it was known: its cadence, target and uses change."""
        keys = {row.kpi_id for row in positions if row.kpi_id}
        then = known(KPI.objects.filter(pk__in=keys), at) if keys else {}
        for position in positions:
            if position.kpi and position.kpi_id in then:
                function = position.kpi.function
                position.kpi = then[position.kpi_id]
                if function and position.kpi.function_id == function.pk:
                    position.kpi.function = function

    @cached_property
    def positions(self) -> list[Position]:
        """The positions that stand."""
        return current(self.all_positions)

    @cached_property
    def answers(self) -> dict[int, list[PositionAnswer]]:
        """What was answered, by position."""
        grouped: dict[int, list[PositionAnswer]] = defaultdict(list)
        for row in self._rows(PositionAnswer, "by", position__contradiction_id=self.item.pk):
            grouped[row.position_id].append(row)
        return grouped

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What was shown."""
        return self._rows(Evidence, "by", "position", **self.mine)

    @cached_property
    def diagnosis(self) -> dict[int, DiagnosisStep]:
        """The current answer per diagnosis step, in this cycle."""
        rows = self._rows(DiagnosisStep, "by", **self.mine, cycle=self.item.cycle)
        return {row.step: row for row in current(rows)}

    @cached_property
    def options(self) -> list[Option]:
        """The options of this cycle that were not withdrawn."""
        rows = self._rows(
            Option, "action_owner", "restated_by", "adopts", **self.mine, cycle=self.item.cycle
        )
        return [row for row in rows if not row.is_withdrawn]

    @cached_property
    def agreers(self) -> list[AgreerAnswer]:
        """Who was asked to agree in this cycle, and what they answered."""
        return self._rows(AgreerAnswer, "person", "answered_by", **self.mine, cycle=self.item.cycle)

    @cached_property
    def decisions(self) -> list[Decision]:
        """Every decision on it, newest first."""
        return self._rows(Decision, "by", "on_behalf_of", "recorded_by", "option", **self.mine)

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that stands."""
        return next(
            (row for row in self.decisions if row.pk == self.item.current_decision_id), None
        )

    @cached_property
    def uses(self) -> list[DecisionUse]:
        """Which number is used for what, by the decision that stands."""
        if not self.decision:
            return []
        found = DecisionUse.objects.filter(decision=self.decision)
        return list(found.select_related("position", "restated_by"))

    @cached_property
    def dissents(self) -> list[Dissent]:
        """Who disagreed with the decision that stands."""
        if not self.decision:
            return []
        return current(self._rows(Dissent, "function", "person", decision=self.decision))

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """What was promised in this cycle, or before it and is still to be done."""
        rows, still = self._rows(FollowUp, "owner", "proof", **self.mine), FollowUp.Status.OPEN
        return [row for row in rows if row.cycle == self.item.cycle or row.status == still]

    @cached_property
    def acceptance(self) -> Acceptance | None:
        """The acceptance that stands, or stood last in this cycle."""
        rows = self._rows(Acceptance, "by", "on_behalf_of", **self.mine, cycle=self.item.cycle)
        return next(iter(current(rows)), None)

    @cached_property
    def verifications(self) -> list[Verification]:
        """What was read after the fix in this cycle, newest first."""
        return self._rows(Verification, "by", **self.mine, cycle=self.item.cycle)

    @cached_property
    def pauses(self) -> list[Pause]:
        """When the working clock stood still."""
        return self._rows(Pause, "waiting_on", "by", **self.mine)

    @cached_property
    def escalations(self) -> list[Escalation]:
        """Who was told, at which level."""
        return self._rows(Escalation, "to", "by", **self.mine)

    @cached_property
    def claims(self) -> list[CompetingClaim]:
        """Who else says it is theirs."""
        return self._rows(CompetingClaim, "by", **self.mine)

    @cached_property
    def bridges(self) -> list[Bridge]:
        """Every bridge, newest first."""
        return self._rows(Bridge, "start", "end", "by", "signed_by", **self.mine)

    @cached_property
    def bridge(self) -> Bridge | None:
        """The newest that nothing supersedes; what is cited yields to a later signed one alone."""
        if self.cited_bridge is None:
            return next(iter(current(self.bridges)), None)
        found = last = self.cited_bridge
        later = {row.supersedes_id: row for row in self.bridges}
        while after := later.get(last.pk):
            last = after
            found = last if last.status == Bridge.Status.SIGNED else found
        return found

    @cached_property
    def cited_bridge(self) -> Bridge | None:
        """The bridge that the proposal cites, and so the decision."""
        key = self.item.cited_bridge_id
        return next((row for row in self.bridges if row.pk == key), None)

    @property
    def cites_bridge(self) -> bool:
        """Whether the proposal cites the bridge that is shown."""
        return self.bridge is not None and self.bridge.pk == self.item.cited_bridge_id

    @cached_property
    def bridge_lines(self) -> list[BridgeLine]:
        """The lines of that bridge which stand."""
        if not self.bridge:
            return []
        rows = self._rows(BridgeLine, "evidence", bridge_id=self.bridge.pk)
        return [row for row in rows if not row.is_withdrawn]


def current(rows: list[Row]) -> list[Row]:
    """Return the rows that no other row of the list supersedes."""
    replaced = {getattr(row, "supersedes_id", None) for row in rows}
    return [row for row in rows if row.pk not in replaced]
