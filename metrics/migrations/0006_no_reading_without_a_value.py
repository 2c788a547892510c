"""Refuse a reading that says nothing: a check that comes to NULL holds, so no part may."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Say of each case that there is a whole."""

    dependencies = [
        ("metrics", "0005_files_say_what_they_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="measurement",
            name="measurement_no_rate_without_whole",
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("denominator__isnull", True),
                        ("numerator__isnull", True),
                        ("value__isnull", False),
                    ),
                    models.Q(
                        ("denominator", 0),
                        ("denominator__isnull", False),
                        ("numerator__isnull", False),
                        ("value__isnull", True),
                    ),
                    models.Q(
                        ("denominator__gt", 0),
                        ("denominator__isnull", False),
                        ("numerator__isnull", False),
                        ("value__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="measurement_no_rate_without_whole",
            ),
        ),
    ]
