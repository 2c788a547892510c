"""Add the mark of a database that holds a sample company."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the table; it stays empty wherever a company keeps its own records."""

    dependencies = [("accounts", "0002_personal_tokens")]

    operations = [
        migrations.CreateModel(
            name="Deployment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("sample", "Sample company")], max_length=6, unique=True
                    ),
                ),
                (
                    "told_on",
                    models.DateField(help_text="The day from which the sample counts its days."),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
