"""Refuse half a period, and a currency without an amount: a check that comes to NULL holds."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Say of each case what is there."""

    dependencies = [
        ("accounts", "0005_find_ledger_entries_by_moment"),
        ("governance", "0007_pauses_count_by_setting"),
        ("metrics", "0006_no_reading_without_a_value"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="contradiction",
            name="contradiction_exposure_has_currency",
        ),
        migrations.RemoveConstraint(
            model_name="position",
            name="position_period_runs_on",
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exposure__isnull", True), ("exposure_currency", "")),
                    models.Q(
                        ("exposure__gte", 0),
                        ("exposure__isnull", False),
                        models.Q(("exposure_currency", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contradiction_exposure_has_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_end__isnull", True), ("period_start__isnull", True)),
                    models.Q(
                        ("period_end__gte", models.F("period_start")),
                        ("period_end__isnull", False),
                        ("period_start__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="position_period_runs_on",
            ),
        ),
    ]
