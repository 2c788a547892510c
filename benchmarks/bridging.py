"""Two lists bridged, beside one DuckDB statement written by hand that classifies the same.

    python -m benchmarks.bridging [--rows 1000000 10000000] [--kind parquet|csv] [--rounds 3]

Each run is a process of its own, so that its peak of memory is its own. Ours looks the files
through, hashes them, finds out how they are written and counts their rows besides.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench" / "bridge"
SEED = 7
MEMORY_MB = {"hand": 1_800, "ours": 1_800}
MOST_MB = ((1_000_000, 500), (10_000_000, 2_500))
# Larger lists are measured once.
REPEATED = 1_000_000
MOST_RATIO, MOST_GROWTH = 1.3, 12
ROW = "{:>11} {:<6} {:>8} {:>8} {:>8}   {}"

# One row in eight of the left is on the right alone and the other way round; one in sixteen is
# there twice; a year of days, of which a quarter counts; one status in ten does not count.
LIST = """
SELECT md5((i + {shift})::VARCHAR) AS id,
    DATE '2018-01-01' + (hash(i + {seed}) % 365)::INT AS on_day,
    CASE WHEN hash(i + {seed} + 1) % 10 = 0 THEN 'lost' ELSE 'won' END AS status
FROM (SELECT CASE WHEN r % 16 = 0 THEN r + 1 ELSE r END AS i FROM range({rows}) AS t(r))
"""

BY_HAND = """
WITH l AS (
    SELECT id, COUNT(*) FILTER (on_day >= DATE '2018-01-01' AND on_day < DATE '2018-10-01') AS w,
        COUNT(*) FILTER (on_day >= DATE '2018-01-01' AND on_day < DATE '2018-10-01'
            AND status = 'won') AS c
    FROM {left} GROUP BY id),
r AS (
    SELECT id, COUNT(*) FILTER (on_day >= DATE '2018-01-01' AND on_day < DATE '2018-10-01') AS w,
        COUNT(*) FILTER (on_day >= DATE '2018-01-01' AND on_day < DATE '2018-10-01'
            AND status = 'won') AS c
    FROM {right} GROUP BY id)
SELECT SUM(l.c), SUM(r.c), COUNT(*) FILTER (l.c > 0 AND r.c > 0),
    SUM(l.c) FILTER (r.id IS NULL), SUM(r.c) FILTER (l.id IS NULL),
    SUM(l.c) FILTER (r.w = 0), SUM(r.c) FILTER (l.w = 0),
    SUM(l.c) FILTER (r.w > 0 AND r.c = 0), SUM(r.c) FILTER (l.w > 0 AND l.c = 0),
    SUM(l.c - 1) FILTER (l.c > 0 AND r.c > 0), SUM(r.c - 1) FILTER (l.c > 0 AND r.c > 0)
FROM l FULL JOIN r ON l.id = r.id
"""


@dataclass(frozen=True)
class Taken:
    """Seconds of CPU and of the clock, peak megabytes, and what came out."""

    cpu: float
    wall: float
    mb: float
    answer: list[int]


def files(rows: int, kind: str) -> tuple[Path, Path]:
    """Generate both lists once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = []
    for name, shift, seed in (("left", 0, SEED), ("right", rows // 8, SEED + 10)):
        path = FOLDER / f"{name}-{rows}.{kind}"
        if not path.exists():
            options = "FORMAT csv, HEADER" if kind == "csv" else "FORMAT parquet"
            select = LIST.format(rows=rows, shift=shift, seed=seed)
            duckdb.execute(f"COPY ({select}) TO '{path}' ({options})")
        made.append(path)
    return made[0], made[1]


def by_hand(left: Path, right: Path) -> list[int]:
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY_MB['hand']}MB'")
    connection.execute(f"SET temp_directory = '{FOLDER / 'spilled'}'")
    sql = BY_HAND.format(left=f"'{left}'", right=f"'{right}'")
    return [int(figure or 0) for figure in connection.execute(sql).fetchall()[0]]


def ours(left: Path, right: Path) -> list[int]:
    from metrics.bridge import Bridge, Counted, File, Key, Running, Side, Window, bridge

    def side(path: Path) -> Side:
        return Side(
            source=File(path=path),
            key=(Key("id"),),
            window=Window("on_day", date(2018, 1, 1), date(2018, 10, 1)),
            counted=Counted("status", ("won",)),
        )

    found: Bridge = bridge(side(left), side(right), running=Running(memory_mb=MEMORY_MB["ours"]))
    steps = {(step.cause.value, step.side): abs(int(step.amount)) for step in found.steps}
    causes = ("absent", "dates", "status", "duplicates")
    return [
        *(int(found.left_total), int(found.right_total), found.matched),
        *(steps.get((cause, side), 0) for cause in causes for side in ("left", "right")),
    ]


def child(which: str, left: Path, right: Path) -> None:
    """Run one of both, and print what it took."""
    import metrics.bridge  # noqa: F401 - loading it is no part of what is measured

    cpu, wall = time.process_time(), time.perf_counter()
    answer = (ours if which == "ours" else by_hand)(left, right)
    taken = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**taken, "mb": peak, "answer": answer}))


def measured(which: str, left: Path, right: Path) -> Taken:
    """Run one of both in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bridging", "--child", which, str(left), str(right)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Taken(**json.loads(done.stdout))


def best(of: list[Taken]) -> Taken:
    """Take the least of each figure: what disturbs a run only ever adds."""
    return Taken(
        cpu=min(one.cpu for one in of),
        wall=min(one.wall for one in of),
        mb=min(one.mb for one in of),
        answer=of[0].answer,
    )


def main() -> int:
    """Measure every size, and say whether the aims were met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bridging", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--kind", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=3, metavar=("WHICH", "LEFT", "RIGHT"))
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.child[0], Path(chosen.child[1]), Path(chosen.child[2]))
        return 0
    print(f"{chosen.kind}, {os.cpu_count()} cores, best of {chosen.rounds} rounds, seed {SEED}.\n")
    print(ROW.format("rows", "", "CPU s", "wall s", "MB", "aim"))
    first: Taken | None = None
    met = True
    for rows in chosen.rows:
        left, right = files(rows, chosen.kind)
        runs: dict[str, list[Taken]] = {"hand": [], "ours": []}
        for _ in range(chosen.rounds if rows <= REPEATED else 1):
            for which, taken in runs.items():
                taken.append(measured(which, left, right))
        hand, mine = best(runs["hand"]), best(runs["ours"])
        if hand.answer != mine.answer:
            raise SystemExit(f"Ours says {mine.answer}, the statement by hand {hand.answer}.")
        met &= report(rows, hand, mine, first)
        first = first or mine
    print(f"\nLoad average {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores.")
    return 0 if met else 1


def report(rows: int, hand: Taken, mine: Taken, first: Taken | None) -> bool:
    """Print both, and their ratios beside the aims."""
    for name, one in (("hand", hand), ("ours", mine)):
        print(ROW.format(f"{rows:,}", name, *_figures(one), ""))
    most_mb = next((mb for size, mb in MOST_MB if rows <= size), None)
    aims = [("of hand, CPU", mine.cpu / hand.cpu, MOST_RATIO)]
    if most_mb:
        aims.append(("MB", mine.mb, most_mb))
    if first is not None:
        aims.append(("of the first size, wall", mine.wall / first.wall, MOST_GROWTH))
    said = [f"{value:,.2f} {what} (<= {most:,g})" for what, value, most in aims]
    met = all(value <= most for _, value, most in aims)
    ratios = (f"{mine.cpu / hand.cpu:.2f}x", f"{mine.wall / hand.wall:.2f}x", "")
    print(ROW.format("", "ratio", *ratios, f"{'; '.join(said)}: {'met' if met else 'MISSED'}"))
    return met


def _figures(one: Taken) -> tuple[str, str, str]:
    return f"{one.cpu:.2f}", f"{one.wall:.2f}", f"{one.mb:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
