"""Work monthly readings out of the public Olist files, ready for `import_measurements`.

    python docs/olist/monthly.py FOLDER_OF_FILES FOLDER_FOR_RESULTS

The files are those of the Brazilian E-Commerce and Marketing Funnel data sets; see README.md
beside this script. An order counts in the month in which it was bought, once it is delivered:
its status says so and its day of delivery is there. It is on time when it was delivered on or
before the estimated day. A review counts with its order; a score of 1 or 2 is low.
"""

import sys
from pathlib import Path

import duckdb

FILES = {
    "leads": "marketing_qualified_leads.csv",
    "deals": "closed_deals.csv",
    "orders": "orders_sample.csv",
    "reviews": "order_reviews_sample.csv",
}
# Before this month the sample holds a handful of orders, and after a gap.
FIRST_MONTH = "2017-01"

DELIVERED = """
    SELECT order_id,
           order_purchase_timestamp::TIMESTAMP AS bought_at,
           order_delivered_customer_date::DATE <= order_estimated_delivery_date::DATE AS is_on_time
      FROM orders
     WHERE order_status = 'delivered' AND order_delivered_customer_date IS NOT NULL
"""
COUNTS = {
    "olist-mqls": "SELECT strptime(first_contact_date, '%m/%d/%Y') AS happened_at FROM leads",
    "olist-won": "SELECT won_date::TIMESTAMP AS happened_at FROM deals",
}
SHARES = {
    "olist-on-time": f"SELECT bought_at AS happened_at, is_on_time AS is_part FROM ({DELIVERED})",
    "olist-low-scores": f"""
        SELECT bought_at AS happened_at, review_score::INTEGER <= 2 AS is_part
          FROM reviews JOIN ({DELIVERED}) USING (order_id)
    """,
}
COLUMNS = "'{kpi}' AS kpi, strftime(happened_at, '%Y-%m') AS period"
COUNTED = f"""
    SELECT {COLUMNS}, count(*) AS value, {{as_of}} AS as_of, 'olist' AS system
      FROM ({{rows}}) GROUP BY period ORDER BY period
"""
SHARED = f"""
    SELECT {COLUMNS}, count(*) FILTER (is_part) AS numerator, count(*) AS denominator,
           {{as_of}} AS as_of, 'olist' AS system, 'sampled' AS grade, count(*) AS sample_size
      FROM ({{rows}}) GROUP BY period HAVING period >= '{FIRST_MONTH}' ORDER BY period
"""
# How many leads of a month and an origin were won in which month: as much of the two lists as may
# be handed on, and enough to set them side by side.
COHORTS = """
    SELECT strftime(strptime(first_contact_date, '%m/%d/%Y'), '%Y-%m') AS first_contact,
           origin, strftime(won_date::TIMESTAMP, '%Y-%m') AS won, count(*) AS leads
      FROM leads LEFT JOIN deals USING (mql_id)
     GROUP BY ALL ORDER BY first_contact, origin NULLS LAST, won NULLS LAST
"""
# The last day any file knows of; the files do not say when they were taken.
AS_OF = "(SELECT max(won_date::TIMESTAMP)::DATE::VARCHAR FROM deals)"


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """Read the files as text, so that every date is converted in the open, then lock the door."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": "500MB",
        }
    )
    for name, file in FILES.items():
        path = str(folder / file).replace("'", "''")
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', all_varchar = true)"
        )
    return connection


def write(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write the rows of a query as CSV and return how many there are."""
    target = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{target}' (HEADER, DELIMITER ',')")
    with path.open(encoding="utf-8") as written:
        return sum(1 for _ in written) - 1


def main(source: Path, target: Path) -> None:
    """Write one file a KPI, and what both lists of the funnel hold together."""
    target.mkdir(parents=True, exist_ok=True)
    connection = opened(source)
    for shape, queries in ((COUNTED, COUNTS), (SHARED, SHARES)):
        for kpi, rows in queries.items():
            query = shape.format(kpi=kpi, rows=rows, as_of=AS_OF)
            months = write(connection, query, target / f"{kpi}.csv")
            print(f"{kpi}.csv: {months} months")
    (target / "lists").mkdir(exist_ok=True)
    cohorts = write(connection, COHORTS, target / "lists" / "leads-and-deals.csv")
    print(f"lists/leads-and-deals.csv: {cohorts} cohorts")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
