"""Facts that lists count and sort by, and items a person put aside for a while."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_one_holder_at_a_time"),
        ("metrics", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Snooze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until_on", models.DateField(help_text="First day on which it shows again.")),
            ],
        ),
        migrations.AddField(
            model_name="contradiction",
            name="is_split",
            field=models.BooleanField(
                default=False, help_text="The customer is off target, every function on it."
            ),
        ),
        migrations.AddField(
            model_name="contradiction",
            name="shown_on",
            field=models.DateField(
                blank=True, help_text="As-of date of the newest reading or evidence.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="contradiction",
            name="search_text",
            field=models.TextField(
                blank=True, help_text="Names of KPIs, sides, systems and populations."
            ),
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(
                condition=models.Q(
                    (
                        "status__in",
                        (
                            "logged",
                            "assigned",
                            "investigating",
                            "proposed",
                            "decided",
                            "verifying",
                            "accepted",
                        ),
                    )
                ),
                fields=[
                    "due_at",
                    "paused_until",
                    "owner",
                    "decider",
                    "status",
                    "is_split",
                    "shown_on",
                    "accepted_until",
                    "exposure",
                    "exposure_currency",
                    "occurred_on",
                    "number",
                    "is_confidential",
                ],
                name="contradiction_open_facts",
            ),
        ),
        migrations.AddField(
            model_name="snooze",
            name="contradiction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="snoozes",
                to="governance.contradiction",
            ),
        ),
        migrations.AddField(
            model_name="snooze",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="snoozes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.UniqueConstraint(
                fields=("person", "contradiction"), name="snooze_once_per_person"
            ),
        ),
    ]
