import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a message to a chat be told with another that waited beside it."""

    dependencies = [("governance", "0036_repeated_bridges")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="told_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tells_too",
                to="governance.delivery",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_with__isnull", True),
                    models.Q(
                        ("body", ""),
                        ("channel", "chat"),
                        models.Q(("pk", models.F("told_with")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="delivery_told_with_another_has_no_words",
            ),
        ),
    ]
