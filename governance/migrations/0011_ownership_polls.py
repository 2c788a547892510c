"""Polls of who owns what: whom they were put to, sealed answers, and answers opened at the end."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_find_ledger_entries_by_moment"),
        ("governance", "0010_notices"),
        ("metrics", "0007_files_that_a_worker_reads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnershipPoll",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=200)),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interest", "Interest"),
                            ("promise", "Promise"),
                            ("service", "Service"),
                            ("outcome", "Outcome"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("closes_on", models.DateField(help_text="Last day on which it can be answered.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="polls_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contradiction",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="poll",
                        to="governance.contradiction",
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="polls",
                        to="metrics.datadomain",
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="polls",
                        to="metrics.kpi",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalPollInvitee",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("seal", models.CharField(blank=True, max_length=64)),
                ("history_change_reason", models.TextField()),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.ownershippoll",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical poll invitee",
                "verbose_name_plural": "historical poll invitees",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PollInvitee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("seal", models.CharField(blank=True, max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitees",
                        to="governance.ownershippoll",
                    ),
                ),
            ],
            options={
                "ordering": ("person__name",),
            },
        ),
        migrations.CreateModel(
            name="PollAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("person", "A person"),
                            ("function", "A function"),
                            ("shared", "It is shared"),
                            ("nobody", "Nobody"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("secret", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "function",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.function",
                    ),
                ),
                (
                    "heads",
                    models.ForeignKey(
                        blank=True,
                        help_text="The function the named person headed then; both names are one claim.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.function",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invitee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="governance.pollinvitee",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SealedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("person", "A person"),
                            ("function", "A function"),
                            ("shared", "It is shared"),
                            ("nobody", "Nobody"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("secret", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "function",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.function",
                    ),
                ),
                (
                    "invitee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="governance.pollinvitee",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalOwnershipPoll",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=200)),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interest", "Interest"),
                            ("promise", "Promise"),
                            ("service", "Service"),
                            ("outcome", "Outcome"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("closes_on", models.DateField(help_text="Last day on which it can be answered.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contradiction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.contradiction",
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="metrics.datadomain",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="metrics.kpi",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ownership poll",
                "verbose_name_plural": "historical ownership polls",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["id", "-history_date", "-history_id"], name="ownershippoll_as_of"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="ownershippoll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("domain__isnull", True), ("kpi__isnull", True)),
                    models.Q(("domain__isnull", True), ("stage", "")),
                    models.Q(("kpi__isnull", True), ("stage", "")),
                    _connector="OR",
                ),
                name="ownershippoll_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownershippoll",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True),
                name="ownershippoll_asks_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownershippoll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status", "open")),
                    models.Q(
                        ("ended_at__isnull", False), models.Q(("status", "open"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="ownershippoll_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownershippoll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contradiction__isnull", True), ("status", "closed"), _connector="OR"
                ),
                name="ownershippoll_logged_when_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalpollinvitee",
            index=models.Index(
                fields=["id", "-history_date", "-history_id"], name="pollinvitee_as_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="pollinvitee",
            constraint=models.UniqueConstraint(
                fields=("poll", "person"), name="pollinvitee_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pollinvitee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("seal", "")),
                    models.Q(("answered_at__isnull", False), models.Q(("seal", ""), _negated=True)),
                    _connector="OR",
                ),
                name="pollinvitee_answers_under_seal",
            ),
        ),
        migrations.AddConstraint(
            model_name="pollanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("choice", "person"), ("function__isnull", True), ("person__isnull", False)
                    ),
                    models.Q(
                        ("choice", "function"),
                        ("function__isnull", False),
                        ("person__isnull", True),
                    ),
                    models.Q(
                        ("choice__in", ("shared", "nobody")),
                        ("function__isnull", True),
                        ("person__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="pollanswer_names_what_it_chose",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("choice", "person"), ("function__isnull", True), ("person__isnull", False)
                    ),
                    models.Q(
                        ("choice", "function"),
                        ("function__isnull", False),
                        ("person__isnull", True),
                    ),
                    models.Q(
                        ("choice__in", ("shared", "nobody")),
                        ("function__isnull", True),
                        ("person__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="sealedanswer_names_what_it_chose",
            ),
        ),
    ]
