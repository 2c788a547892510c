"""The table that `make bench` prints."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """One measured case: milliseconds of CPU per request, SQL statements, and the aim."""

    name: str
    size: int
    ours: float
    queries: int
    bound_name: str
    bound: float
    most: float | None = None
    most_queries: int | None = None

    @property
    def ratio(self) -> float:
        """Ours over the lower bound."""
        return self.ours / self.bound if self.bound else float("inf")

    @property
    def met(self) -> bool:
        """Whether both aims are met; a case without an aim is only shown."""
        fast = self.most is None or self.ratio <= self.most
        return fast and (self.most_queries is None or self.queries <= self.most_queries)

    def __str__(self) -> str:
        aim = f"<= {self.most:g}x" if self.most is not None else "-"
        sql = f" (<= {self.most_queries})" if self.most_queries is not None else ""
        return (
            f"{self.name:34} {self.size:>8,} {self.ours:>9.2f} {self.queries:>4}{sql:<8} "
            f"{self.bound_name:34} {self.bound:>9.2f} {self.ratio:>7.1f}x {aim:>8} "
            f"{'ok' if self.met else 'MISSED'}"
        )


@dataclass
class Report:
    """All lines of a run."""

    rounds: int
    lines: list[Line] = field(default_factory=list)
    migrations: list[tuple[int, float]] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Take a line."""
        self.lines.append(line)

    def migrated(self, size: int, seconds: float) -> None:
        """Note how long a fresh migrate took."""
        self.migrations.append((size, seconds))

    def compare_sizes(self, *sizes: int) -> None:
        """Set the register page at the largest size beside the same page at the smallest."""
        found = {line.size: line for line in self.lines if line.name == "register page"}
        small, large = found.get(min(sizes)), found.get(max(sizes))
        if small and large and small is not large:
            name = f"register page at {small.size:,}"
            self.add(
                Line("register page", large.size, large.ours, large.queries, name, small.ours, 1.5)
            )

    @property
    def all_met(self) -> bool:
        """Whether every aim was met."""
        return all(line.met for line in self.lines)

    def print(self) -> None:
        """Print every line, and what a fresh migrate took."""
        head = f"{'case':34} {'items':>8} {'ours ms':>9} {'SQL':<13}{'lower bound':34} {'ms':>9}"
        print(f"{head} {'ratio':>8} {'aim':>8}")
        for line in self.lines:
            print(line)
        for size, seconds in self.migrations:
            print(f"fresh migrate before {size:,} items: {seconds:.1f} s (aim <= 60 s)")
        print(f"CPU per request, median of {self.rounds} rounds; generated data, seed 7.")
