"""The classification: one statement that groups each side by entity, then sets both side by side.

It is written once, in plain SQL, and handed to each engine in its own words by sqlglot. A row is
at stage 3 when its side counts it, 2 when it lies in the window with a status that is not counted,
and 1 when it lies outside the window; an entity is at the best stage of its rows. What a side
counts are units: rows, or identities by its own rule. Columns:

    left_rows      line, k1.., u1.., o1.., stage, amount, reason     one per row of the list
    left_units     unit, k1.., lines, amount, nth                    for a rule of its own alone
    left_entities  k1.., stage, units, lines, amount, and of the first unit: first, first_lines,
                   first_amount
    entities       k1.., left_* and right_* of these, left_cause, right_cause

A line is the place of a row; lines are how many rows there are. A cause says how the other side
knows an entity. `pair`: both count it, so its first units match and any more are extra. `merged`:
the other side counts it, but within a unit that stands for another entity. Otherwise no unit of
it finds its like, for the reason named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from sqlglot import exp, parse_one

from metrics.bridge.sides import SIDES, SideName

COUNTED = 3
CHANGES = ("lower", "lower_by", "higher", "higher_by")


@dataclass(frozen=True)
class SideShape:
    """What the statement needs to know of a side beside its rows.

    `orders` are the descending flags of its tie-break columns. `identity` is the number of columns
    of its own identity rule, 0 where rows count; `is_one_per_entity` where that rule is the key.
    """

    rows: exp.Query
    orders: tuple[bool, ...] = ()
    identity: int = 0
    is_one_per_entity: bool = False

    @property
    def has_own_rule(self) -> bool:
        """Whether its units are neither rows nor entities."""
        return self.identity > 0 and not self.is_one_per_entity


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Both sides, how many columns the common key has, and whether amounts are added up.

    `has_arg_min` is for engines that know ARG_MIN; others rank rows instead.
    """

    left: SideShape
    right: SideShape
    keys: int
    has_amount: bool = False
    has_arg_min: bool = True

    @property
    def measures(self) -> tuple[str, ...]:
        """What is summed up of each side, in the order of the answer; lines are units of rows."""
        rules = self.left.identity or self.right.identity
        counts = ("units", "lines", "first_lines") if rules else ("units",)
        return (*counts, "amount", "first_amount") if self.has_amount else counts

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `steps`."""
        sums = [f"{side}_{measure}" for side in SIDES for measure in self.measures]
        return ("left_cause", "right_cause", "pairs", *sums, *(CHANGES if self.has_amount else ()))

    def steps(self) -> exp.Select:
        """Sum up by both causes: left_cause, right_cause, pairs, and `measures` of each side.

        `pairs` counts the entities of each combination. With amounts four figures follow: the
        pairs whose right amount is lower, by how much, and the same for higher ones.
        """
        sums = [
            f"SUM({side}_{measure}) AS {side}_{measure}"
            for side in SIDES
            for measure in self.measures
        ]
        are_paired = "left_cause = 'pair'"
        change = "right_first_amount - left_first_amount"
        if self.has_amount:
            sums += [
                f"SUM(CASE WHEN {are_paired} AND {change} {sign} 0 THEN {what} END) AS {name}"
                for sign, name, what in zip(
                    "<<>>", CHANGES, ("1", change, "1", change), strict=True
                )
            ]
        return self._with_entities(
            f"""SELECT left_cause, right_cause, COUNT(*) AS pairs, {", ".join(sums)}
            FROM entities GROUP BY left_cause, right_cause"""
        )

    def labelled(self, side: SideName) -> exp.Select:
        """Name the cause of each counted row of one side: line, cause, first, reason.

        `first` is the line of the row that stands for the entity on this side.
        """
        shape = self._shape(side)
        extra = "matching" if shape.identity else "duplicates"
        if shape.has_own_rule:
            source = f"{side}_counted AS s JOIN {side}_units AS n ON n.unit = s.unit"
            of, is_first = "n", "n.nth = 1"
        else:
            source, of = f"{side}_rows AS s", "s"
            is_first = "1 = 1" if shape.is_one_per_entity else f"s.line = e.{side}_first"
        return self._with_entities(
            f"""SELECT s.line AS line, CASE
                WHEN e.{side}_cause IS NULL THEN 'key'
                WHEN e.{side}_cause = 'pair' AND {is_first} THEN 'matched'
                WHEN e.{side}_cause = 'merged' AND {is_first} THEN 'matching'
                WHEN e.{side}_cause IN ('pair', 'merged') THEN '{extra}'
                ELSE e.{side}_cause END AS cause,
            e.{side}_first AS first,
            CASE WHEN e.{side}_cause IS NULL THEN s.reason END AS reason
            FROM {source} LEFT JOIN entities AS e ON {self._same("e", of)}
            WHERE s.stage = {COUNTED}"""
        )

    def changed(self) -> exp.Select:
        """List the pairs whose amounts differ: key, and line and amount on both sides."""
        return self._with_entities(
            f"""SELECT {self._keys()}, left_first AS left_line, right_first AS right_line,
            left_first_amount AS left_amount, right_first_amount AS right_amount,
            right_first_amount - left_first_amount AS difference
            FROM entities
            WHERE left_cause = 'pair' AND left_first_amount <> right_first_amount"""
        )

    def _with_entities(self, select: str) -> exp.Select:
        """Put everything that leads to `entities` before a select."""
        parts: dict[str, str | exp.Query] = {
            f"{side}_rows": self._shape(side).rows for side in SIDES
        }
        for side in SIDES:
            if self._shape(side).has_own_rule:
                parts[f"{side}_known"] = f"""SELECT {self._keys()}, MAX(stage) AS stage
                FROM {side}_rows GROUP BY {self._keys()}"""
            else:
                parts[f"{side}_entities"] = self._grouped(side)
        for side in SIDES:
            if self._shape(side).has_own_rule:
                parts |= self._by_own_rule(side)
        parts["entities"] = self._entities()
        found = cast("exp.Select", parse_one(select, dialect="duckdb"))
        for name, query in parts.items():
            found = found.with_(name, as_=query, dialect="duckdb", copy=False)
        return found

    def _grouped(self, side: SideName) -> str:
        """Group by entity where rows count, or where an entity counts once."""
        shape = self._shape(side)
        lines = _where_counted("1", by="COUNT")
        first, first_amount = (
            _where_counted("line", by="MIN"),
            f"ARG_MIN(CASE WHEN stage = {COUNTED} THEN amount END, line)",
        )
        source = f"{side}_rows"
        if shape.orders or not self.has_arg_min:
            order = _order(shape.orders, "stage DESC")
            source = f"""(SELECT *, ROW_NUMBER() OVER (PARTITION BY {self._keys()}
            ORDER BY {order}) AS nth FROM {source}) AS ranked"""
            first, first_amount = (_where_counted(one, "nth = 1") for one in ("line", "amount"))
        units, first_lines, amount = lines, "1", _where_counted("amount")
        if shape.is_one_per_entity:
            # Rows without a usable key stand for nobody else, so each counts.
            units = f"CASE WHEN {self._is_bad()} THEN {lines} ELSE LEAST({lines}, 1) END"
            first_lines = lines
            amount = f"CASE WHEN {self._is_bad()} THEN {amount} ELSE {first_amount} END"
        amounts = f", {amount} AS amount, {first_amount} AS first_amount" if self.has_amount else ""
        return f"""SELECT {self._keys()}, MAX(stage) AS stage, {units} AS units,
        {lines} AS lines, {first} AS first, {first_lines} AS first_lines {amounts}
        FROM {source} GROUP BY {self._keys()}"""

    def _by_own_rule(self, side: SideName) -> dict[str, str]:
        """Let each identity stand for one entity, if it can for one that the other side counts."""
        shape = self._shape(side)
        other: SideName = "right" if side == "left" else "left"
        known = f"{other}_known" if self._shape(other).has_own_rule else f"{other}_entities"
        identity = [f"u{n}" for n in range(1, shape.identity + 1)]
        # A row without an identity of its own stands for itself.
        lone = f"CASE WHEN {' OR '.join(f'{u} IS NULL' for u in identity)} THEN line END"
        carried = [f"o{n}" for n in range(1, len(shape.orders) + 1)]
        carried += ["amount"] if self.has_amount else []
        own = "".join(f", MAX(CASE WHEN line = unit THEN {c} END) AS {c}" for c in carried)
        spread = "".join(f", MAX(s.{c}) OVER (PARTITION BY s.unit) AS {c}" for c in carried)
        amount = ", amount" if self.has_amount else ""
        return {
            f"{side}_counted": f"""SELECT *, FIRST_VALUE(line) OVER (
                PARTITION BY {", ".join(identity)}, {lone} ORDER BY {_order(shape.orders)}) AS unit
                FROM {side}_rows WHERE stage = {COUNTED}""",
            f"{side}_spread": f"""SELECT unit, {self._keys()}, COUNT(*) AS lines {own}
                FROM {side}_counted GROUP BY unit, {self._keys()}""",
            f"{side}_chosen": f"""SELECT s.unit, {self._keys("s")},
                SUM(s.lines) OVER (PARTITION BY s.unit) AS lines {spread},
                ROW_NUMBER() OVER (PARTITION BY s.unit ORDER BY
                    CASE WHEN {self._is_bad("s")} THEN 1 ELSE 0 END,
                    COALESCE(w.stage, 0) DESC, {self._keys("s")}) AS choice
                FROM {side}_spread AS s LEFT JOIN {known} AS w ON {self._same("w", "s")}""",
            f"{side}_units": f"""SELECT unit, {self._keys()}, lines {amount}, ROW_NUMBER() OVER (
                PARTITION BY {self._keys()} ORDER BY {_order(shape.orders, line="unit")}) AS nth
                FROM {side}_chosen WHERE choice = 1""",
            f"{side}_entities": self._of_units(side),
        }

    def _of_units(self, side: SideName) -> str:
        """Group units by entity, keeping entities for which no unit stands."""
        nothing = ", 0 AS amount, 0 AS nth" if self.has_amount else ", 0 AS nth"
        amount = ", amount" if self.has_amount else ""
        amounts = (
            """, SUM(amount) AS amount,
            SUM(CASE WHEN nth = 1 THEN amount END) AS first_amount"""
            if self.has_amount
            else ""
        )
        return f"""SELECT {self._keys()}, MAX(stage) AS stage, SUM(units) AS units,
            SUM(lines) AS lines, MIN(CASE WHEN nth = 1 THEN unit END) AS first,
            SUM(CASE WHEN nth = 1 THEN lines END) AS first_lines {amounts}
            FROM (SELECT {self._keys()}, stage, 0 AS units, NULL AS unit, 0 AS lines {nothing}
                FROM {side}_known
                UNION ALL SELECT {self._keys()}, 0, 1, unit, lines {amount}, nth
                FROM {side}_units) AS together
            GROUP BY {self._keys()}"""

    def _entities(self) -> str:
        """Join both sides by the common key and name the causes."""
        keys = ", ".join(f"COALESCE(l.k{n}, r.k{n}) AS k{n}" for n in range(1, self.keys + 1))
        columns = ", ".join(
            f"{side[0]}.{name} AS {side}_{name}"
            for side in SIDES
            for name in (*self.measures, "first")
        )
        return f"""SELECT {keys}, {columns}, {self._cause("l", "r")} AS left_cause,
        {self._cause("r", "l")} AS right_cause
        FROM left_entities AS l FULL JOIN right_entities AS r ON {self._same("l", "r")}"""

    def _cause(self, this: str, other: str) -> str:
        return f"""CASE WHEN COALESCE({this}.units, 0) = 0 THEN NULL
            WHEN {self._is_bad(this)} THEN 'key'
            WHEN {other}.stage IS NULL THEN 'absent'
            WHEN {other}.stage = 1 THEN 'dates'
            WHEN {other}.stage = 2 THEN 'status'
            WHEN {other}.units = 0 THEN 'merged'
            ELSE 'pair' END"""

    def _shape(self, side: SideName) -> SideShape:
        return self.left if side == "left" else self.right

    def _keys(self, table: str = "") -> str:
        return ", ".join(self._each_key(table))

    def _same(self, one: str, other: str) -> str:
        pairs = zip(self._each_key(one), self._each_key(other), strict=True)
        return " AND ".join(f"{this} = {that}" for this, that in pairs)

    def _is_bad(self, table: str = "") -> str:
        return " OR ".join(f"{key} IS NULL" for key in self._each_key(table))

    def _each_key(self, table: str) -> list[str]:
        return [f"{f'{table}.' if table else ''}k{n}" for n in range(1, self.keys + 1)]


def _where_counted(value: str, more: str = "", by: str = "SUM") -> str:
    condition = f"stage = {COUNTED}{f' AND {more}' if more else ''}"
    return f"{by}(CASE WHEN {condition} THEN {value} END)"


def _order(descending: Iterable[bool], before: str = "", line: str = "line") -> str:
    columns = [
        f"o{n} {'DESC' if one else 'ASC'} NULLS LAST" for n, one in enumerate(descending, start=1)
    ]
    return ", ".join([*([before] if before else []), *columns, line])
