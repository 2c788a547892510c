"""The table that `make bench` prints."""

import os
from dataclasses import dataclass, field

from django.db import connection

from benchmarks.data import HISTORY_ROWS, SEED

ROW = "{:<28} {:>8} {:>10} {:>4}  {:<33} {:>8} {:>7}  {:<17} {}"


@dataclass(frozen=True)
class Aim:
    """What a case is to reach; a case without an aim is only shown."""

    ratio: float | None = None
    ms: float | None = None
    sql: int | None = None

    def __str__(self) -> str:
        said = (
            f"<= {self.ratio:g}x" if self.ratio else "",
            f"<= {self.ms:,g} ms" if self.ms else "",
            f"<= {self.sql} SQL" if self.sql else "",
        )
        return ", ".join(part for part in said if part) or "-"


@dataclass(frozen=True)
class Line:
    """One measured case: its milliseconds, its SQL statements, and what it is measured by."""

    name: str
    size: int
    ours: float
    queries: int | None
    bound_name: str
    bound: float | None
    aim: Aim

    @property
    def ratio(self) -> float:
        """Ours over the lower bound."""
        return self.ours / self.bound if self.bound else 0

    @property
    def met(self) -> bool:
        """Whether every aim of the case was met."""
        pairs = (
            (self.ratio, self.aim.ratio),
            (self.ours, self.aim.ms),
            (self.queries, self.aim.sql),
        )
        return all(most is None or (value or 0) <= most for value, most in pairs)

    def __str__(self) -> str:
        return ROW.format(
            self.name,
            f"{self.size:,}",
            f"{self.ours:,.2f}",
            "" if self.queries is None else self.queries,
            self.bound_name,
            "" if self.bound is None else f"{self.bound:,.2f}",
            "" if self.bound is None else f"{self.ratio:.1f}x",
            str(self.aim),
            "met" if self.met else "MISSED",
        ).rstrip()


@dataclass
class Report:
    """All lines of a run."""

    rounds: int
    lines: list[Line] = field(default_factory=list)
    counts_server: bool = True

    def add(self, line: Line) -> None:
        """Take a line, and show it: a run takes minutes."""
        self.lines.append(line)
        print(line, flush=True)

    def start(self) -> None:
        """Say what is measured, and name the columns."""
        what = f"{connection.vendor}, {os.cpu_count()} cores, median of {self.rounds} rounds"
        print(f"{what}; generated items with {HISTORY_ROWS} history rows each, seed {SEED}.\n")
        head = ("case", "items", "ours ms", "SQL", "lower bound", "ms", "ratio", "aim", "")
        print(ROW.format(*head).rstrip())

    def migrated(self, size: int, cpu: float, wall: float) -> None:
        """Note how long a fresh migrate took."""
        clock = f"{wall:.0f} s of wall clock"
        self.add(Line("fresh migrate", size, cpu * 1000, None, clock, None, Aim(ms=60_000)))

    def compare_sizes(self, *sizes: int) -> None:
        """Set the register page at the largest size beside the same page at the smallest."""
        small, large = (
            {one.name: one for one in self.lines if one.size == size}
            for size in (min(sizes), max(sizes))
        )
        if small == large:
            return
        one, many = small["register page"], large["register page"]
        name = f"the same page at {one.size:,}"
        self.add(
            Line(many.name, many.size, many.ours, many.queries, name, one.ours, Aim(ratio=1.5))
        )
        grown = [name for name in large if large[name].queries != small[name].queries]
        print(f"\nSQL counts that grow with the data: {', '.join(grown) or 'none'}.")

    @property
    def all_met(self) -> bool:
        """Whether every aim was met."""
        return all(line.met for line in self.lines)

    def end(self) -> None:
        """Say what the figures count."""
        server = "and of" if self.counts_server else "but not of"
        print(f"Milliseconds of CPU of our process {server} the database.")
        load = os.getloadavg()[1]
        print(f"Load average {load:.1f} on {os.cpu_count()} cores; above these, all is slower.")
