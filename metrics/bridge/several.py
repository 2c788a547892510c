"""Three lists or more: each against one baseline, and what each combination of them knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from metrics.bridge.duck import Running
from metrics.bridge.problems import BridgeError
from metrics.bridge.result import Bridge
from metrics.bridge.run import USUAL, Lists, bridge
from metrics.bridge.sides import Side, check_pair


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """How many entities exactly these lists hold, and how many exactly these count."""

    lists: frozenset[str]
    known: int
    counted: int


@dataclass(frozen=True, kw_only=True)
class Several:
    """A bridge from the baseline to each other list, and the overlap of all of them.

    Rows without a usable key belong to no entity, and so to no overlap.
    """

    baseline: str
    bridges: Mapping[str, Bridge]
    overlap: tuple[Overlap, ...]


def bridge_all(
    sides: Mapping[str, Side],
    baseline: str,
    *,
    running: Running = USUAL,
    work: Path | None = None,
) -> Several:
    """Walk from the baseline to every other list; names of sides are for people."""
    if baseline not in sides or len(sides) < 2:
        raise BridgeError("Name two lists or more, and one of them as the baseline.")
    others = {name: side for name, side in sides.items() if name != baseline}
    walk = partial(bridge, sides[baseline], running=running, work=work)
    return Several(
        baseline=baseline,
        bridges={name: walk(side) for name, side in others.items()},
        overlap=overlap_of(sides, running=running, work=work),
    )


def overlap_of(
    sides: Mapping[str, Side], *, running: Running = USUAL, work: Path | None = None
) -> tuple[Overlap, ...]:
    """Count the entities that each combination of lists holds, the largest combination first."""
    first, *rest = sides.values()
    for side in rest:
        check_pair(first, side)
    # Names of sides are people's words; in the statement they are numbers.
    numbered = {f"side{n}": side for n, side in enumerate(sides.values())}
    keys = [f"k{n}" for n in range(1, len(first.key) + 1)]
    with Lists(numbered, running=running, work=work) as lists:
        shapes = lists.shapes()
        held = " UNION ALL ".join(
            f"SELECT {', '.join(keys)}, {1 << n} AS bit, MAX(stage) AS stage "
            f"FROM ({shapes[name].rows.sql(dialect='duckdb')}) AS {name} "
            f"WHERE {' AND '.join(f'{key} IS NOT NULL' for key in keys)} GROUP BY {', '.join(keys)}"
            for n, name in enumerate(numbered)
        )
        grouped = "SELECT SUM(bit)::BIGINT AS mask FROM ({}) AS h WHERE stage >= {} GROUP BY {}"
        known, counted = (
            dict(
                lists.duck.rows(
                    "SELECT mask, COUNT(*) FROM "
                    f"({grouped.format(held, stage, ', '.join(keys))}) AS e GROUP BY mask",
                    "Setting all lists side by side",
                )
            )
            for stage in (1, 3)
        )
    found = [
        Overlap(
            lists=frozenset(name for n, name in enumerate(sides) if mask >> n & 1),
            known=known.get(mask, 0),
            counted=counted.get(mask, 0),
        )
        for mask in {*known, *counted}
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.lists), sorted(one.lists))))
