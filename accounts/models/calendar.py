"""Working time: the company calendar, holidays, and each person's leave."""

from django.core.exceptions import ValidationError
from django.db import models

from accounts.fiscal_years import Pattern, YearRule
from accounts.history import History
from accounts.zones import zones

PATTERNS = [
    (Pattern.MONTHS, "Whole months"),
    (Pattern.W445, "Weeks, 4-4-5"),
    (Pattern.W454, "Weeks, 4-5-4"),
    (Pattern.W544, "Weeks, 5-4-4"),
]


class Calendar(models.Model):
    """The company's working week; one deployment serves one company."""

    name = models.CharField(max_length=60, unique=True)
    working_days = models.CharField(
        max_length=7, default="1234567"[:5], help_text="ISO weekdays, 1 is Monday."
    )
    time_zone = models.CharField(max_length=40, default="UTC")
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    fiscal_named_by_end = models.BooleanField(default=True)
    fiscal_pattern = models.CharField(max_length=6, choices=PATTERNS, default=Pattern.MONTHS)
    fiscal_first_weekday = models.PositiveSmallIntegerField(
        default=1, help_text="ISO, of a year of weeks."
    )
    history = History()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_start_month__range=(1, 12)),
                name="calendar_start_month_exists",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    fiscal_first_weekday__range=(1, 7), fiscal_pattern__in=list(Pattern)
                ),
                name="calendar_weeks_exist",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"calendar:{self.pk}"

    def clean(self) -> None:
        """Refuse a week without a working day, and a zone that does not exist."""
        days = self.working_days
        if not days or set(days) - set("1234567") or len(set(days)) != len(days):
            raise ValidationError({"working_days": "Choose at least one day of the week."})
        if self.time_zone not in zones():
            how = "There is no such time zone. Choose one such as Europe/Berlin."
            raise ValidationError({"time_zone": how})


class FiscalChangeQuerySet(models.QuerySet["FiscalChange"]):
    """Changes of the fiscal year, narrowed in words."""

    def standing(self) -> "FiscalChangeQuerySet":
        """Return those that were not taken back."""
        return self.filter(is_withdrawn=False)


class FiscalChange(models.Model):
    """Another way to cut and name fiscal years, from the first day of one on."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="fiscal_changes")
    from_on = models.DateField()
    start_month = models.PositiveSmallIntegerField()
    named_by_end = models.BooleanField(default=True)
    pattern = models.CharField(max_length=6, choices=PATTERNS, default=Pattern.MONTHS)
    first_weekday = models.PositiveSmallIntegerField(default=1)
    is_withdrawn = models.BooleanField(default=False, help_text="Taken back; kept for history.")
    history = History()

    objects = FiscalChangeQuerySet.as_manager()

    class Meta:
        ordering = ("from_on",)
        constraints = [
            models.UniqueConstraint(fields=["calendar", "from_on"], name="fiscalchange_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(
                    start_month__range=(1, 12),
                    first_weekday__range=(1, 7),
                    pattern__in=list(Pattern),
                ),
                name="fiscalchange_year_exists",
            ),
        ]

    def __str__(self) -> str:
        return f"another fiscal year from {self.from_on}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"calendar:{self.calendar_id}"

    @property
    def rule(self) -> YearRule:
        """How years are cut from that day on."""
        return YearRule(
            start_month=self.start_month,
            named_by_end=self.named_by_end,
            pattern=Pattern(self.pattern),
            first_weekday=self.first_weekday,
        )


class HolidayQuerySet(models.QuerySet["Holiday"]):
    """Holidays, narrowed in words."""

    def standing(self) -> "HolidayQuerySet":
        """Return those that were not taken back."""
        return self.filter(is_withdrawn=False)


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Days away, narrowed in words."""

    def standing(self) -> "LeaveQuerySet":
        """Return those that were not taken back."""
        return self.filter(is_withdrawn=False)


class Holiday(models.Model):
    """A day on which nobody is expected to answer."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="holidays")
    on = models.DateField()
    name = models.CharField(max_length=60)
    is_withdrawn = models.BooleanField(default=False, help_text="Taken back; kept for history.")
    history = History()

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ("on",)
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="holiday_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"calendar:{self.calendar_id}"


class Leave(models.Model):
    """Days a person is away, both ends included."""

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="leaves")
    from_on = models.DateField()
    until_on = models.DateField()
    is_withdrawn = models.BooleanField(default=False, help_text="Taken back; kept for history.")
    history = History()

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ("from_on",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="leave_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} away {self.from_on} to {self.until_on}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"person:{self.person_id}"
