"""Where a value stands against its target."""

from decimal import Decimal
from enum import StrEnum


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEAR = "near"


class Status(StrEnum):
    """The four answers a target can give."""

    OK = "ok"
    RISK = "risk"
    OFF = "off"
    NONE = "none"


WORST_FIRST = (Status.OFF, Status.RISK, Status.NONE, Status.OK)


def status_against(
    value: Decimal | None,
    target: Decimal | None,
    *,
    direction: Direction | str = Direction.HIGHER,
    at_risk: Decimal | None = None,
) -> Status:
    """Judge a value; without a value or a target nothing is measured, and that is never green.

    `at_risk` is the last value that is not yet off target. For `near` it marks the distance at
    which a value is off; half of that distance is still on target.
    """
    if value is None or target is None:
        return Status.NONE
    match Direction(direction):
        case Direction.HIGHER:
            short, allowed = target - value, target - (target if at_risk is None else at_risk)
        case Direction.LOWER:
            short, allowed = value - target, (target if at_risk is None else at_risk) - target
        case Direction.NEAR:
            allowed = abs((target if at_risk is None else at_risk) - target)
            short = max(abs(value - target) - allowed / 2, Decimal(0))
            allowed /= 2
    if short <= 0:
        return Status.OK
    return Status.RISK if short <= allowed else Status.OFF


def is_as_good(value: Decimal, target: Decimal, direction: Direction | str) -> bool:
    """Tell whether a value reaches its target."""
    return status_against(value, target, direction=direction) is Status.OK


def worst(statuses: list[Status]) -> Status:
    """Pick the status that needs attention first; what is not measured ranks before green."""
    return min(statuses, key=WORST_FIRST.index, default=Status.NONE)
