from django.db import migrations, models

SINCE = models.DateTimeField(
    blank=True, help_text="When the time that runs was last made shorter.", null=True
)


class Migration(migrations.Migration):
    """Keep since when the shorter times of a raised severity run."""

    dependencies = [("governance", "0034_notices_of_follow_ups")]

    operations = [
        migrations.AddField(model_name=name, name="tightened_at", field=SINCE)
        for name in ("contradiction", "historicalcontradiction")
    ]
