"""Let the index of open items answer what waits for a person, without reading a row."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0005_origin_of_imported_items"),
        ("metrics", "0005_files_say_what_they_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="contradiction",
            name="contradiction_open_facts",
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
                    "escalated_to",
                    "cycle",
                ],
                name="contradiction_open_facts",
            ),
        ),
    ]
