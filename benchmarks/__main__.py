"""make bench: print ours, the lower bound and the ratio, side by side, on generated data."""

import argparse
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "var" / "bench"


def main() -> int:
    """Build each size in a database of its own, run every case, and print the table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=25)
    chosen = parser.parse_args()
    BENCH.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{BENCH / 'bench.sqlite3'}")

    import django

    django.setup()
    from benchmarks.cases import measure_all
    from benchmarks.databases import fresh_database
    from benchmarks.report import Report

    report = Report(rounds=chosen.rounds)
    report.start()
    for size in chosen.items:
        with fresh_database(BENCH / f"items-{size}.sqlite3") as seconds:
            report.migrated(size, *seconds)
            measure_all(report, size)
    report.compare_sizes(*chosen.items)
    report.end()
    return 0 if report.all_met else 1


sys.exit(main())
