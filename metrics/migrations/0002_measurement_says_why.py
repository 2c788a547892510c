from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="measurement",
            name="reason",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Why it was corrected, or what a reader must know.",
                max_length=300,
            ),
            preserve_default=False,
        ),
    ]
