"""Let the company say how often a clock may pause in a cycle; two pauses at once stay refused."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Refuse two running pauses instead of a second one in the cycle."""

    dependencies = [
        ("governance", "0006_cover_what_waits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="pause", name="pause_once_per_cycle"),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("contradiction",),
                name="pause_one_at_a_time",
            ),
        ),
    ]
