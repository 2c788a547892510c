import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0003_files_kept_between_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="pendingimport",
            name="imported_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pendingimport",
            name="record",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="metrics.measurementimport",
            ),
        ),
        migrations.AddField(
            model_name="pendingimport",
            name="counts",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="pendingimport",
            name="result",
            field=models.FileField(
                blank=True,
                help_text="What became of each row.",
                max_length=200,
                upload_to="imports/",
            ),
        ),
    ]
