"""People, functions, days off, delegations and the ledger: the first tables, in one step."""

import accounts.fiscal_years
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_personal_tokens'),
        ('accounts', '0003_deployment_marks_a_sample'),
        ('accounts', '0004_days_off_can_be_taken_back'),
        ('accounts', '0005_find_ledger_entries_by_moment'),
        ('accounts', '0006_delegations'),
        ('accounts', '0007_ledger_names_on_whose_behalf'),
        ('accounts', '0008_delegations_never_overlap'),
        ('accounts', '0009_fiscal_years_of_weeks_and_changes'),
        ('accounts', '0010_ledger_says_what_came_by_mail'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('role', models.CharField(choices=[('viewer', 'Viewer'), ('contributor', 'Contributor'), ('steward', 'Steward'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], default='viewer', max_length=13)),
                ('time_zone', models.CharField(default='UTC', max_length=40)),
                ('is_active', models.BooleanField(default=True)),
                ('is_system', models.BooleanField(default=False)),
                ('shortcuts', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
            ],
            options={
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_in_any_case'), models.UniqueConstraint(condition=models.Q(('is_system', True)), fields=('is_system',), name='user_one_system'), models.CheckConstraint(condition=models.Q(('is_system', False), ('role', 'viewer'), _connector='OR'), name='user_system_has_no_role')],
            },
        ),
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sample', 'Sample company')], max_length=6, unique=True)),
                ('told_on', models.DateField(help_text='The day from which the sample counts its days.')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(help_text='What it is for, such as nightly export.', max_length=60)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created',),
            },
        ),
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('working_days', models.CharField(default='12345', help_text='ISO weekdays, 1 is Monday.', max_length=7)),
                ('time_zone', models.CharField(default='UTC', max_length=40)),
                ('fiscal_start_month', models.PositiveSmallIntegerField(default=1)),
                ('fiscal_named_by_end', models.BooleanField(default=True)),
                ('fiscal_pattern', models.CharField(choices=[(accounts.fiscal_years.Pattern['MONTHS'], 'Whole months'), (accounts.fiscal_years.Pattern['W445'], 'Weeks, 4-4-5'), (accounts.fiscal_years.Pattern['W454'], 'Weeks, 4-5-4'), (accounts.fiscal_years.Pattern['W544'], 'Weeks, 5-4-4')], default=accounts.fiscal_years.Pattern['MONTHS'], max_length=6)),
                ('fiscal_first_weekday', models.PositiveSmallIntegerField(default=1, help_text='ISO, of a year of weeks.')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('fiscal_start_month__range', (1, 12))), name='calendar_start_month_exists'), models.CheckConstraint(condition=models.Q(('fiscal_first_weekday__range', (1, 7)), ('fiscal_pattern__in', [accounts.fiscal_years.Pattern['MONTHS'], accounts.fiscal_years.Pattern['W445'], accounts.fiscal_years.Pattern['W454'], accounts.fiscal_years.Pattern['W544']])), name='calendar_weeks_exist')],
            },
        ),
        migrations.CreateModel(
            name='Function',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('letter', models.CharField(help_text='Its mark in the split glyph, such as M.', max_length=1)),
                ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='heads', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.AddField(
            model_name='user',
            name='function',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.function'),
        ),
        migrations.CreateModel(
            name='HistoricalCalendar',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=60)),
                ('working_days', models.CharField(default='12345', help_text='ISO weekdays, 1 is Monday.', max_length=7)),
                ('time_zone', models.CharField(default='UTC', max_length=40)),
                ('fiscal_start_month', models.PositiveSmallIntegerField(default=1)),
                ('fiscal_named_by_end', models.BooleanField(default=True)),
                ('fiscal_pattern', models.CharField(choices=[(accounts.fiscal_years.Pattern['MONTHS'], 'Whole months'), (accounts.fiscal_years.Pattern['W445'], 'Weeks, 4-4-5'), (accounts.fiscal_years.Pattern['W454'], 'Weeks, 4-5-4'), (accounts.fiscal_years.Pattern['W544'], 'Weeks, 5-4-4')], default=accounts.fiscal_years.Pattern['MONTHS'], max_length=6)),
                ('fiscal_first_weekday', models.PositiveSmallIntegerField(default=1, help_text='ISO, of a year of weeks.')),
                ('history_change_reason', models.TextField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical calendar',
                'verbose_name_plural': 'historical calendars',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'indexes': [models.Index(fields=['id', '-history_date', '-history_id'], name='calendar_as_of')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDelegation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('history_change_reason', models.TextField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical delegation',
                'verbose_name_plural': 'historical delegations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'indexes': [models.Index(fields=['id', '-history_date', '-history_id'], name='delegation_as_of')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFiscalChange',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('start_month', models.PositiveSmallIntegerField()),
                ('named_by_end', models.BooleanField(default=True)),
                ('pattern', models.CharField(choices=[(accounts.fiscal_years.Pattern['MONTHS'], 'Whole months'), (accounts.fiscal_years.Pattern['W445'], 'Weeks, 4-4-5'), (accounts.fiscal_years.Pattern['W454'], 'Weeks, 4-5-4'), (accounts.fiscal_years.Pattern['W544'], 'Weeks, 5-4-4')], default=accounts.fiscal_years.Pattern['MONTHS'], max_length=6)),
                ('first_weekday', models.PositiveSmallIntegerField(default=1)),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('history_change_reason', models.TextField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('calendar', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.calendar')),
                ('history_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical fiscal change',
                'verbose_name_plural': 'historical fiscal changes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'indexes': [models.Index(fields=['id', '-history_date', '-history_id'], name='fiscalchange_as_of')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFunction',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=60)),
                ('slug', models.SlugField(max_length=60)),
                ('letter', models.CharField(help_text='Its mark in the split glyph, such as M.', max_length=1)),
                ('history_change_reason', models.TextField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('head', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical function',
                'verbose_name_plural': 'historical functions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'indexes': [models.Index(fields=['id', '-history_date', '-history_id'], name='function_as_of')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalHoliday',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('on', models.DateField()),
                ('name', models.CharField(max_length=60)),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('history_change_reason', models.TextField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('calendar', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.calendar')),
                ('history_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical holiday',
                'verbose_name_plural': 'historical holidays',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'indexes': [models.Index(fields=['id', '-history_date', '-history_id'], name='holiday_as_of')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalLeave',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('history_change_reason', models.TextField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical leave',
                'verbose_name_plural': 'historical leaves',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'indexes': [models.Index(fields=['id', '-history_date', '-history_id'], name='leave_as_of')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalUser',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('email', models.EmailField(db_index=True, max_length=254)),
                ('name', models.CharField(max_length=80)),
                ('role', models.CharField(choices=[('viewer', 'Viewer'), ('contributor', 'Contributor'), ('steward', 'Steward'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], default='viewer', max_length=13)),
                ('time_zone', models.CharField(default='UTC', max_length=40)),
                ('is_active', models.BooleanField(default=True)),
                ('is_system', models.BooleanField(default=False)),
                ('history_change_reason', models.TextField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('function', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.function')),
                ('history_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical user',
                'verbose_name_plural': 'historical users',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'indexes': [models.Index(fields=['id', '-history_date', '-history_id'], name='user_as_of')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('name', models.CharField(max_length=60)),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holidays', to='accounts.calendar')),
            ],
            options={
                'ordering': ('on',),
                'constraints': [models.UniqueConstraint(fields=('calendar', 'on'), name='holiday_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('from_on',),
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='leave_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=60)),
                ('seq', models.PositiveIntegerField()),
                ('verb', models.CharField(max_length=40)),
                ('way', models.CharField(choices=[('mail', 'by mail')], help_text='How it came where the actor was not signed in: by a mailed link or a reply.', max_length=4, null=True)),
                ('at', models.DateTimeField()),
                ('table_name', models.CharField(max_length=63)),
                ('row_id', models.BigIntegerField()),
                ('payload', models.TextField(help_text='Canonical JSON, keyed by column and kind.')),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('on_behalf_of', models.ForeignKey(db_index=False, help_text='Whose right was used, where it was lent to the actor.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('chain', 'seq'),
                'indexes': [models.Index(fields=['-at', '-id'], name='ledgerentry_newest'), models.Index(fields=['verb', '-at', '-id'], name='ledgerentry_verb_newest')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='ledgerentry_seq_once_per_chain'), models.UniqueConstraint(fields=('table_name', 'row_id'), name='ledgerentry_row_once')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('from_on', 'id'),
                'indexes': [models.Index(fields=['to', 'until_on'], name='delegation_by_delegate')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='delegation_ends_after_start'), models.CheckConstraint(condition=models.Q(('to', models.F('person')), _negated=True), name='delegation_to_another'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='delegation_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='FiscalChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('start_month', models.PositiveSmallIntegerField()),
                ('named_by_end', models.BooleanField(default=True)),
                ('pattern', models.CharField(choices=[(accounts.fiscal_years.Pattern['MONTHS'], 'Whole months'), (accounts.fiscal_years.Pattern['W445'], 'Weeks, 4-4-5'), (accounts.fiscal_years.Pattern['W454'], 'Weeks, 4-5-4'), (accounts.fiscal_years.Pattern['W544'], 'Weeks, 5-4-4')], default=accounts.fiscal_years.Pattern['MONTHS'], max_length=6)),
                ('first_weekday', models.PositiveSmallIntegerField(default=1)),
                ('is_withdrawn', models.BooleanField(default=False, help_text='Taken back; kept for history.')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fiscal_changes', to='accounts.calendar')),
            ],
            options={
                'ordering': ('from_on',),
                'constraints': [models.UniqueConstraint(fields=('calendar', 'from_on'), name='fiscalchange_once_a_day'), models.CheckConstraint(condition=models.Q(('first_weekday__range', (1, 7)), ('pattern__in', [accounts.fiscal_years.Pattern['MONTHS'], accounts.fiscal_years.Pattern['W445'], accounts.fiscal_years.Pattern['W454'], accounts.fiscal_years.Pattern['W544']]), ('start_month__range', (1, 12))), name='fiscalchange_year_exists')],
            },
        ),
    ]
