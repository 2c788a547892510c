"""Let a holiday or a leave be taken back: governed rows are never deleted."""

from django.db import migrations, models

TAKEN_BACK = models.BooleanField(default=False, help_text="Taken back; kept for history.")


class Migration(migrations.Migration):
    """Add the mark to both, and to their histories."""

    dependencies = [("accounts", "0003_deployment_marks_a_sample")]

    operations = [
        migrations.AddField(model_name=name, name="is_withdrawn", field=TAKEN_BACK)
        for name in ("holiday", "historicalholiday", "leave", "historicalleave")
    ]
