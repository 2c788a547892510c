"""Let a kept file say what it holds: readings, or a list the company starts from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column."""

    dependencies = [("metrics", "0004_what_became_of_files")]

    operations = [
        migrations.AddField(
            model_name="pendingimport",
            name="kind",
            field=models.CharField(
                default="readings", help_text="readings, or which list it holds.", max_length=12
            ),
        ),
    ]
