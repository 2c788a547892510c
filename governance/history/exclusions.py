"""PostgreSQL: what never overlaps, whatever two transactions can see of each other.

SQLite writes one at a time, so the triggers of `governance.history.triggers` are enough there.
"""

from django.db import connections

HOLDERS = """
"right" WITH =,
COALESCE(domain_id, 0) WITH =,
COALESCE(kpi_id, 0) WITH =,
COALESCE(decision_type_id, 0) WITH =,
int4range(severity_from::int, severity_to::int, '[]') WITH &&,
numrange(exposure_from, exposure_to) WITH &&,
daterange(since, until) WITH &&
) WHERE ("right" IN ('accountable', 'decides')
"""
DELEGATIONS = """
person_id WITH =,
daterange(from_on, until_on, '[]') WITH &&
) WHERE (NOT is_withdrawn
"""
DECLARED = {
    "decisionright_holders_never_overlap": ("governance_decisionright", HOLDERS),
    "delegation_one_at_a_time": ("accounts_delegation", DELEGATIONS),
}


def install(using: str = "default") -> None:
    """Add every exclusion the database lacks, where its table is made."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in missing(using):
            table, excluded = DECLARED[name]
            if table in tables:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
                cursor.execute(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({excluded})"
                )


def missing(using: str = "default") -> list[str]:
    """Return the names of declared exclusions that the database lacks; SQLite needs none."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        present = {name for (name,) in cursor.fetchall()}
    return sorted(DECLARED.keys() - present)
