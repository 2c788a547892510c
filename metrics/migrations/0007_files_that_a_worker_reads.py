"""Let a kept file say what a worker was asked for, and how far it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the columns."""

    dependencies = [
        ("metrics", "0006_no_reading_without_a_value"),
    ]

    operations = [
        migrations.AddField(
            model_name="pendingimport",
            name="asked",
            field=models.CharField(
                blank=True,
                help_text="What a worker was asked for: check, all or good rows.",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="pendingimport",
            name="rows",
            field=models.PositiveIntegerField(default=0, help_text="How many the file holds."),
        ),
        migrations.AddField(
            model_name="pendingimport",
            name="step",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Waits for a person"),
                    ("queued", "Waits for a worker, or is being read"),
                    ("writing", "Being imported"),
                    ("checked", "Read; nothing was imported"),
                    ("stopped", "Stopped; nothing was imported"),
                ],
                default="",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="pendingimport",
            name="trouble",
            field=models.TextField(blank=True, help_text="Why a worker stopped."),
        ),
    ]
