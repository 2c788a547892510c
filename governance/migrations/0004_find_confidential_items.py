"""Find the few confidential items at once, so that no other condition loses its index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index."""

    dependencies = [("governance", "0003_register_facts_and_snoozes")]

    operations = [
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(
                condition=models.Q(("is_confidential", True)),
                fields=["status"],
                name="contradiction_confidential",
            ),
        ),
    ]
