"""The bridge page: two figures, the steps between them, and what nobody has explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.conf import settings

from accounts.models import User
from governance.actions.bridges import AUTHORS, SIGNERS, WHILE, sign_checks, submit_checks
from governance.bridging.engine import Stride, message
from governance.bridging.walks import steps_of, walk_of
from governance.clocks.faces import Faces
from governance.dispute.sentences import Segment, Sentence
from governance.dispute.wording import run_on
from governance.dossier import Dossier
from governance.models import Bridge, BridgeLine, Evidence, Position
from governance.pages.addresses import item_url, page_url, verb_url
from governance.pages.bridge_bars import bars_of
from governance.pages.bridge_repeat import repeating
from governance.pages.bridge_run import (
    counted_rows,
    lists_say,
    over_time,
    run_facts,
    run_of,
)
from governance.policies import Standing, sees_restricted
from governance.rights.lending import authors_of
from metrics.figures import days, difference, percent, quantity

OF_THE = " of the "
Status = Bridge.Status


@dataclass(frozen=True)
class Pair:
    """Two figures a bridge can lead between, and the bridge that stands there."""

    start: Position
    end: Position
    bridge: Bridge | None

    @property
    def key(self) -> str:
        """Its part of an address: the places of the two sides."""
        return f"{self.start.order}-{self.end.order}"

    @property
    def label(self) -> str:
        """From whom to whom."""
        return f"{self.start.label} → {self.end.label}"


def pairs(dossier: Dossier) -> list[Pair]:
    """Return every two figures in one unit, each with the bridge between them, if any."""
    measured = [one for one in dossier.positions if one.value is not None]
    superseded = {one.supersedes_id for one in dossier.bridges}
    standing = [one for one in dossier.bridges if one.pk not in superseded]
    found = []
    for start, end in combinations(measured, 2):
        if (start.unit, start.currency) == (end.unit, end.currency):
            sides = {start.order, end.order}
            bridge = next((b for b in standing if {b.start.order, b.end.order} == sides), None)
            turned = bridge is not None and bridge.start.order == end.order
            found.append(Pair(end, start, bridge) if turned else Pair(start, end, bridge))
    return sorted(found, key=lambda pair: pair.bridge is None)


class BridgePage:
    """What the page shows of one pair, for one person at one moment."""

    def __init__(
        self, dossier: Dossier, person: User, at: datetime, pair: Pair, shown: Bridge | None
    ) -> None:
        self.dossier, self.item, self.person, self.at = dossier, dossier.item, person, at
        self.pair, self.bridge = pair, shown
        self.start, self.end = (shown.start, shown.end) if shown else (pair.start, pair.end)
        self.lines: list[BridgeLine] = steps_of(shown) if shown else []
        self.run = run_of(shown, self.lines)
        self.standing = Standing(self.item, person, at)
        self.sees_restricted = sees_restricted(self.item, person)
        self.walk = walk_of(shown or Bridge(start=self.start, end=self.end), self.lines)

    @property
    def is_current(self) -> bool:
        """Whether nothing superseded what is shown."""
        return self.bridge == self.pair.bridge

    @property
    def is_outdated(self) -> bool:
        """Whether a side has revised its figure since."""
        ends = {self.pair.start.pk, self.pair.end.pk}
        return self.bridge is not None and {self.start.pk, self.end.pk} != ends

    @property
    def may_draw(self) -> bool:
        """Whether the person may start a bridge here."""
        return self.item.status in WHILE and self.standing.any_of(AUTHORS)

    @property
    def may_start(self) -> bool:
        """Whether a new bridge is possible: there is none, or the one there is done with."""
        old = self.bridge
        done = old is None or old.status == Status.SIGNED or self.is_outdated
        return self.may_draw and self.is_current and done

    @property
    def may_edit(self) -> bool:
        """Whether the person may change steps now."""
        open_still = self.bridge is not None and self.bridge.status != Status.SIGNED
        return self.may_draw and self.is_current and open_still

    @property
    def may_submit(self) -> bool:
        """Whether a draft is the person's to submit."""
        return self.may_edit and self.bridge is not None and self.bridge.status == Status.DRAFT

    @property
    def may_sign(self) -> bool:
        """Whether a submitted bridge waits for this person's name."""
        kept = self.bridge
        waits = kept is not None and kept.status == Status.SUBMITTED and self.is_current
        mine = kept is not None and bool(self.standing.near(SIGNERS) & authors_of(kept))
        open_still = self.item.status in WHILE
        return waits and not mine and open_still and self.standing.any_of(SIGNERS)

    def context(self) -> dict[str, Any]:
        """Return everything the template prints."""
        kept = self.bridge
        return {
            "item": self.item,
            "item_url": item_url(self.item),
            "url": page_url("bridge", self.item.code),
            "page": self,
            "bridge": kept,
            "about": self.item.summary.get("about", ""),
            "as_of": " and ".join(dict.fromkeys(str(p.as_of) for p in self._ends if p.as_of)),
            **self._clocks(),
            "sentence": self.sentence(),
            "facts": self.facts(),
            "sides": self._sides(),
            "chart": self.chart(),
            "rows": [self._row(stride) for stride in self.walk.strides],
            "first": self._total(self.start),
            "last": self._total(self.end),
            "rest": self._rest(),
            "unit": f"{self.unit_label[:1].upper()}{self.unit_label[1:]}" or "Amount",
            "evidence_url": verb_url("add_evidence", self.item),
            "checks": self.checks(),
            "earlier": self._earlier(),
            "waits_for": self._signers(),
            **self._computed(),
        }

    def _computed(self) -> dict[str, Any]:
        """Return the two lists it was computed from, and where they are given."""
        lists = (
            f"{page_url('bridge_lists', self.item.code)}?sides={self.start.order}-{self.end.order}"
        )
        facts = run_facts(self.run, self.bridge) if self.run and self.bridge else None
        may_compute = (self.may_edit or self.may_start) and not self.is_outdated
        return {
            "run": facts,
            "lists_url": lists if may_compute else "",
            "over_time": over_time(self.item, self.start, self.end) if self.run else [],
            "may_keep": self.may_draw and self.is_current,
            **repeating(self),
            "has_rows": any(line.run_id for line in self.lines),
        }

    @property
    def _ends(self) -> tuple[Position, Position]:
        return self.start, self.end

    @property
    def unit_label(self) -> str:
        """What is counted."""
        return self.start.unit_label or self.end.unit_label

    def written(self, amount: Any) -> str:
        """Write a signed amount in the unit of the two figures."""
        return difference(amount, self.start.unit, self.start.currency)

    def size(self, amount: Any) -> str:
        """Write an amount without its sign."""
        return self.written(abs(amount)).lstrip("+")

    def _clocks(self) -> dict[str, Any]:
        clock = Faces([self.item.owner, self.item.decider], self.at).of(self.item)
        return {"clock": clock, "customer_days": days(self.item.customer_days(self.at.date()))}

    def sentence(self) -> Sentence:
        """Say how far apart they are, and what explains most of it."""
        told = message(self.walk, self.start.unit, self.start.currency)
        if not self.walk.gap:
            return told
        apart = [
            Segment(f"{self.start.label} and {self.end.label} differ by "),
            Segment(self.size(self.walk.gap), is_figure=True),
        ]
        counted = self.start.unit == "count" and self.unit_label
        unit = f" {self.unit_label}" if counted else ""
        if told[1].text == OF_THE:  # the gap was named a moment ago
            first = Segment(told[0].text.lower(), told[0].is_figure)
            return [*apart, Segment(f"{unit}: "), first, *told[3:]]
        return [*apart, Segment(f"{unit}. "), *told]

    def facts(self) -> list[tuple[str, str]]:
        """Return the gap, what is explained, what is not, and what may stay so."""
        walk, base = self.walk, self.end.value
        of_end = f", {percent(abs(walk.gap / base))}" if base else ""
        allowed = settings.TIEOUT.bridge_unexplained_percent
        return [
            (f"Gap, share of {self.end.label}", f"{self.size(walk.gap)}{of_end}"),
            ("Explained", self._share(walk.explained, walk.explained_share)),
            ("Unexplained", self._share(walk.unexplained, walk.unexplained_share)),
            ("May stay unexplained", f"{percent(allowed / 100)} of gap"),
        ]

    def _share(self, amount: Any, share: Any) -> str:
        part = f", {percent(abs(share) / 100)} of gap" if share is not None else ""
        return f"{self.size(amount)}{part}"

    def _sides(self) -> list[dict[str, str]]:
        found = pairs(self.dossier)
        if len(found) < 2:
            return []
        url = page_url("bridge", self.item.code)
        return [
            {
                "url": f"{url}?sides={pair.key}",
                "label": pair.label,
                "current": "true" if pair.key == self.pair.key else "",
            }
            for pair in found
        ]

    def chart(self) -> dict[str, Any]:
        """Return the bars of both panels, with the same figures in words."""
        title = f"From {self._named(self.start)} to {self._named(self.end)}"
        return {"label": self._in_words(), "title": title, **bars_of(self.walk, self.start)}

    def _named(self, position: Position) -> str:
        system = f", {position.system}" if position.system_id else ""
        return f"{position.label}{system}"

    def _in_words(self) -> str:
        steps = [f"{one.line.label} {self.written(one.line.amount)}" for one in self.walk.strides]
        steps.append(f"unexplained {self.written(self.walk.unexplained)}")
        ends = [f"{one.label} {self._total(one)['amount']}" for one in self._ends]
        return (
            f"Bridge from {' to '.join(ends)}: {', '.join(steps)}. The table repeats the figures."
        )

    def _total(self, position: Position) -> dict[str, str]:
        value = quantity(position.value or 0, position.unit, position.currency)
        definition = position.definition
        said = run_on(definition.meaning) if definition else ""
        meaning = f"definition v{definition.number}, {said}" if definition else ""
        grain = position.population
        rows = (grain if grain.startswith("one row") else f"one row per {grain}") if grain else ""
        known = f"as of {position.as_of}" if position.as_of and not (meaning or rows) else ""
        source = ", ".join(part for part in (meaning, rows, known) if part)
        return {"label": self._named(position), "amount": value, "source": source}

    def _row(self, stride: Stride) -> dict[str, Any]:
        line: BridgeLine = stride.line.source
        share = percent(stride.share / 100) if stride.share is not None else ""
        return {
            "line": line,
            "step": line.cause,
            "label": line.label,
            "amount": self.written(line.amount),
            "share": share,
            "total": quantity(stride.after, self.start.unit, self.start.currency),
            "evidence": self._evidence(line.evidence),
            "rows": counted_rows(line.rows),
            "notes": line.note_count,  # type: ignore[attr-defined]  # steps_of counts them
            "step_url": page_url("bridge_step", self.item.code, line.bridge_id, line.pk),
            "rows_url": self._rows_url(line),
        }

    def _rows_url(self, line: BridgeLine) -> str:
        """Where the rows of a step are, for those who may read them while they are kept."""
        is_kept = self.run is not None and self.run.kept.deleted_at is None
        if not (line.rows and is_kept and self.sees_restricted):
            return ""
        return page_url("bridge_rows", self.item.code, line.bridge_id, line.pk)

    def _evidence(self, shown: Evidence | None) -> dict[str, str] | None:
        if shown is None:
            return None
        if shown.is_restricted and not self.sees_restricted:
            return {"code": shown.code, "title": "restricted"}
        url = f"{item_url(self.item)}#{shown.code}"
        if shown.kind == Evidence.Kind.FILE:
            url = page_url("evidence", self.item.code, shown.number)
        elif shown.kind == Evidence.Kind.LINK:
            url = shown.url
        return {"code": shown.code, "url": url, "title": f"{shown.title}, {shown.as_of}"}

    def _rest(self) -> dict[str, Any]:
        share = self.walk.unexplained_share
        allowed = percent(settings.TIEOUT.bridge_unexplained_percent / 100)
        note = "" if self.walk.is_within else f"above {allowed}, needs a note"
        return {
            "amount": self.written(self.walk.unexplained),
            "size": self.size(self.walk.unexplained),
            "share": percent(share / 100) if share is not None else "",
            "near": note,
            "note": self.bridge.note if self.bridge else "",
            "lists": lists_say(self.run, self.bridge) if self.run and self.bridge else "",
        }

    def checks(self) -> Sequence[Any]:
        """Return what the next act still needs, its own form aside."""
        if self.bridge is None:
            return []
        if self.may_submit:
            return [check for check in submit_checks(self.bridge, self.lines)[:2] if not check.ok]
        return []

    @property
    def needs_note(self) -> bool:
        """Whether a signature needs a note that nobody gave yet."""
        return self.bridge is not None and not all(
            check.ok for check in sign_checks(self.bridge, self.lines)
        )

    def _earlier(self) -> list[dict[str, Any]]:
        url, sides = page_url("bridge", self.item.code), {self.start.order, self.end.order}
        current = self.pair.bridge
        return [
            {"bridge": one, "url": f"{url}?bridge={one.pk}", "is_shown": one == self.bridge}
            for one in self.dossier.bridges
            if one != current and {one.start.order, one.end.order} == sides
        ]

    def _signers(self) -> str:
        """Say whose name a submitted bridge waits for."""
        heads = [one.function.head for one in self._ends if one.function and one.function.head]
        people = [*heads, self.item.owner, self.item.decider]
        by = self.bridge.by if self.bridge else None
        names = list(dict.fromkeys(str(one) for one in people if one and one != by))
        return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
