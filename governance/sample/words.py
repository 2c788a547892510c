"""What a script may mention: people, sides, options and readings, found when their turn comes."""

from datetime import date
from decimal import Decimal
from typing import Any

from governance.actions.positions import Statement
from governance.models import Dissent, Review
from governance.sample.almanac import Day
from governance.sample.script import Named, Scene
from metrics.periods import Period


def person(key: str) -> Named:
    """Mention a person."""
    return Named(lambda scene: scene.directory.people[key])


def function(key: str) -> Named:
    """Mention a function."""
    return Named(lambda scene: scene.directory.functions[key])


def domain(key: str) -> Named:
    """Mention a data domain."""
    return Named(lambda scene: scene.directory.domains[key])


def decision_type(key: str) -> Named:
    """Mention a sort of decision."""
    return Named(lambda scene: scene.directory.decision_types[key])


def case(key: str) -> Named:
    """Mention another item."""
    return Named(lambda scene: scene.directory.items[key])


def side(order: int) -> Named:
    """Mention what a side of the item says now, by its place."""
    standing = {"order": order, "superseded_by__isnull": True}
    return Named(lambda scene: scene.item.positions.get(**standing))


def option(letter: str) -> Named:
    """Mention an option of the present cycle."""
    return Named(lambda scene: scene.item.options.get(letter=letter, cycle=scene.item.cycle))


def follow_up(title: str) -> Named:
    """Mention a promise by how its title starts."""
    return Named(lambda scene: scene.item.follow_ups.get(title__startswith=title))


def dissent() -> Named:
    """Mention the dissent from the decision that stands."""
    return Named(lambda scene: Dissent.objects.get(decision=scene.item.current_decision))


def review() -> Named:
    """Mention the review that was scheduled last."""
    return Named(lambda _: Review.objects.latest("pk"))


def made(kind: type[Any], **facts: Any) -> Named:
    """Mention something an action takes whole, such as a promise."""
    return Named(lambda scene: kind(**{name: scene.told(fact) for name, fact in facts.items()}))


def reads(
    kpi: str,
    *,
    quarter: int = 0,
    month: int | None = None,
    period: Period | None = None,
    **more: Any,
) -> Named:
    """State a side by the reading of its KPI for a quarter, a month or a period in the past."""

    def find(scene: Scene) -> Statement:
        almanac = scene.directory.almanac
        told = almanac.quarter(quarter) if month is None else almanac.month(month)
        return Statement(measurement=scene.directory.reading(kpi, period or told), **more)

    return Named(find)


def notices(kpi: str, value: str, *, month: int, as_of: Day) -> Named:
    """State a side by what its KPI shows before a reading of it is kept."""

    def find(scene: Scene) -> Statement:
        period = scene.directory.almanac.month(month)
        return Statement(
            kpi=scene.directory.kpis[kpi],
            value=Decimal(value),
            period_start=period.start,
            period_end=period.end,
            as_of=scene.told(as_of),
        )

    return Named(find)


def says(who: str, claim: str, **more: Any) -> Named:
    """State a side in words alone."""

    def find(scene: Scene) -> Statement:
        one = scene.directory.functions[who]
        return Statement(function=one, label=one.name, claim=claim, **more)

    return Named(find)


def counts(who: str, value: str, *, quarter: int = 0, as_of: Day, **more: Any) -> Named:
    """State a side by a figure that no KPI keeps yet."""

    def find(scene: Scene) -> Statement:
        one, period = scene.directory.functions[who], scene.directory.almanac.quarter(quarter)
        read_on: date = scene.told(as_of)
        return Statement(
            function=one,
            label=one.name,
            value=Decimal(value),
            period_start=period.start,
            period_end=period.end,
            as_of=read_on,
            **more,
        )

    return Named(find)


def bridge() -> Named:
    """Mention the newest bridge of the item."""
    return Named(lambda scene: scene.item.bridges.latest("at"))


def exhibit(number: int) -> Named:
    """Mention a piece of evidence by its number."""
    return Named(lambda scene: scene.item.evidence.get(number=number))
