"""PostgreSQL: two holders of one right never overlap, whatever two transactions can see.

SQLite writes one at a time, so the trigger of `governance.history.triggers` is enough there.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EXCLUDE = """
ALTER TABLE governance_decisionright ADD CONSTRAINT decisionright_holders_never_overlap
EXCLUDE USING gist (
    "right" WITH =,
    COALESCE(domain_id, 0) WITH =,
    COALESCE(kpi_id, 0) WITH =,
    COALESCE(decision_type_id, 0) WITH =,
    int4range(severity_from::int, severity_to::int, '[]') WITH &&,
    numrange(exposure_from, exposure_to) WITH &&,
    daterange(since, until) WITH &&
) WHERE ("right" IN ('accountable', 'decides'))
"""


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the exclusion constraint where the database has them."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(EXCLUDE)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop it again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE governance_decisionright "
            "DROP CONSTRAINT decisionright_holders_never_overlap"
        )


class Migration(migrations.Migration):
    """Add the exclusion constraint."""

    dependencies = [("governance", "0001_initial")]

    operations = [migrations.RunPython(add, drop)]
