import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a notice name the follow-up that it is of."""

    dependencies = [("governance", "0033_cited_bridges")]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="follow_up",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.followup",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follow_up__isnull", True), ("item__isnull", False), _connector="OR"
                ),
                name="notification_of_a_follow_up_names_its_item",
            ),
        ),
    ]
