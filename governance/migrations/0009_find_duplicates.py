"""Find the duplicates of an item without reading every item that is none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index."""

    dependencies = [("governance", "0008_checks_that_no_null_passes")]

    operations = [
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(
                condition=models.Q(("duplicate_of__isnull", False)),
                fields=["duplicate_of"],
                name="contradiction_duplicates",
            ),
        ),
    ]
