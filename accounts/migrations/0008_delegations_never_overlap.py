"""PostgreSQL: one person's delegations never overlap, whatever two transactions can see.

SQLite writes one at a time, so the trigger of `governance.history.triggers` is enough there.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EXCLUDE = """
ALTER TABLE accounts_delegation ADD CONSTRAINT delegation_one_at_a_time
EXCLUDE USING gist (
    person_id WITH =,
    daterange(from_on, until_on, '[]') WITH &&
) WHERE (NOT is_withdrawn)
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
            "ALTER TABLE accounts_delegation DROP CONSTRAINT delegation_one_at_a_time"
        )


class Migration(migrations.Migration):
    """Add the exclusion constraint."""

    dependencies = [("accounts", "0007_ledger_names_on_whose_behalf")]

    operations = [migrations.RunPython(add, drop)]
