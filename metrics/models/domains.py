"""The tree of data domains, and the systems figures come from."""

from collections.abc import Iterator

from django.db import models

from accounts.history import History


class DataDomain(models.Model):
    """A subject the company keeps data on, such as leads; domains form a tree."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    history = History()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="datadomain_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"domain:{self.pk}"

    def lineage(self) -> Iterator["DataDomain"]:
        """Yield this domain, its parent, and so on up to the root."""
        domain: DataDomain | None = self
        while domain:
            yield domain
            domain = domain.parent


class SourceSystem(models.Model):
    """Where a figure is read: a system of record, or a spreadsheet that became one."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    is_shadow = models.BooleanField(default=False)
    retire_by = models.DateField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retire_by__isnull=True) | models.Q(is_shadow=True),
                name="sourcesystem_only_shadows_retire",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"system:{self.pk}"
