"""Which rule explains it: the other normalisers tried on what has no like on the other side."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from metrics.bridge.columns import key_of, text_of
from metrics.bridge.duck import Running
from metrics.bridge.run import USUAL, Opening
from metrics.bridge.sides import SIDES, Key, Normaliser, Side, SideName

EXAMPLES = 5
NEAR = 20
# Near matches are looked for among so many keys of each side, first in order; all pairs of keys
# with the same first letter are compared.
MOST_COMPARED = 3_000
LEAST_LIKE = 0.9


@dataclass(frozen=True)
class Example:
    """The cells of a key as they stand on both sides, joined by a comma."""

    left: str
    right: str


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a normaliser would match among the rows that have no like now.

    `entities` are matched one to one, `left_rows` and `right_rows` the rows behind them. `merged`
    counts the different keys of either side that it would take for one: many speak against it.
    """

    normaliser: Normaliser
    entities: int
    left_rows: int
    right_rows: int
    merged: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class Near:
    """Two keys that are nearly the same, for a person to judge; `likeness` is at most 1."""

    left: str
    right: str
    likeness: float


@dataclass(frozen=True, kw_only=True)
class WhichRule:
    """All trials, the one that matches most first, and near matches, the nearest first."""

    trials: tuple[Trial, ...]
    near: tuple[Near, ...]


def which_rule(
    left: Side, right: Side, *, running: Running = USUAL, work: Path | None = None
) -> WhichRule:
    """Try every normaliser on the rows that are absent from the other side or have no key."""
    with Opening(left, right, running=running, work=work) as opening:
        for side in SIDES:
            _gather(opening, side)
        now = {tuple(key.normaliser for key in one.key) for one in (left, right)}
        tried = [one for one in Normaliser if now != {(one,) * len(left.key)}]
        trials = [_trial(opening, one) for one in tried]
        best = sorted((one for one in trials if one.entities), key=lambda one: -one.entities)
        return WhichRule(trials=tuple(best), near=_near(opening))


def _gather(opening: Opening, side: SideName) -> None:
    """Keep the rows without their like, with their key as written and by every normaliser."""
    opened = opening.opened[side]
    place = exp.column(exp.to_identifier(opened.place, quoted=True))
    keys = opening.sides[side].key
    texts = [exp.func("coalesce", text_of(opened, key.column), _text("")) for key in keys]
    columns = [exp.alias_(_joined(texts), "written")]
    for normaliser in Normaliser:
        cells = [key_of(opened, Key(key.column, normaliser)) for key in keys]
        columns.append(exp.alias_(_joined(cells), normaliser.value, quoted=True))
    labels = opening.statement.labelled(side).subquery("labels")
    lines = exp.select("line").from_(labels).where("cause IN ('absent', 'key')")
    select = exp.select(*columns).from_(opened.view).where(place.isin(query=lines))
    sql = select.sql(dialect="duckdb")
    opening.duck.rows(
        f"CREATE TEMP TABLE {side}_unmatched AS {sql}", f"Gathering rows of the {side} list"
    )


def _trial(opening: Opening, normaliser: Normaliser) -> Trial:
    grouped = {
        side: f"""(SELECT "{normaliser}" AS k, COUNT(*) AS n, MIN(written) AS example,
        COUNT(DISTINCT written) AS keys FROM {side}_unmatched
        WHERE "{normaliser}" IS NOT NULL GROUP BY k) AS {side[0]}"""
        for side in SIDES
    }
    both = f"{grouped['left']} JOIN {grouped['right']} ON l.k = r.k"
    ((entities, left_rows, right_rows, merged),) = opening.duck.rows(
        f"SELECT COUNT(*), SUM(l.n), SUM(r.n), SUM(l.keys + r.keys - 2) FROM {both}",
        f"Trying {normaliser}",
    )
    found = opening.duck.rows(
        f"SELECT l.example, r.example FROM {both} ORDER BY l.k LIMIT {EXAMPLES}"
    )
    return Trial(
        normaliser=normaliser,
        entities=entities,
        left_rows=int(left_rows or 0),
        right_rows=int(right_rows or 0),
        merged=int(merged or 0),
        examples=tuple(Example(*pair) for pair in found),
    )


def _near(opening: Opening) -> tuple[Near, ...]:
    some = {
        side: f"""(SELECT folded AS k, MIN(written) AS example FROM {side}_unmatched
        WHERE folded IS NOT NULL GROUP BY k ORDER BY k LIMIT {MOST_COMPARED}) AS {side[0]}"""
        for side in SIDES
    }
    found = opening.duck.rows(
        f"""SELECT * FROM (
            SELECT l.example, r.example, jaro_winkler_similarity(l.k, r.k) AS likeness
            FROM {some["left"]} JOIN {some["right"]} ON l.k[1] = r.k[1] AND l.k <> r.k) AS pairs
        WHERE likeness >= {LEAST_LIKE} ORDER BY likeness DESC, 1, 2 LIMIT {NEAR}""",
        "Looking for near matches",
    )
    return tuple(Near(left=one, right=other, likeness=round(like, 3)) for one, other, like in found)


def _joined(cells: Sequence[exp.Expr]) -> exp.Expr:
    """Join the cells of a key; one that is NULL makes the whole NULL."""
    whole = cells[0]
    for cell in cells[1:]:
        whole = exp.DPipe(this=exp.DPipe(this=whole, expression=_text(", ")), expression=cell)
    return whole


def _text(text: str) -> exp.Expr:
    return exp.Literal.string(text)
