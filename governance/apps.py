"""Who decides, and how disputes end."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GovernanceConfig(AppConfig):
    """Configure the app of contradictions, and put its triggers back after `migrate`."""

    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the one receiver we allow: SQLite loses triggers when a table is rebuilt."""
        from governance.history import triggers

        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="triggers")
