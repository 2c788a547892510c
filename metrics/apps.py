"""What is measured: domains, systems, KPIs, definitions and readings."""

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    """Configure the app of figures."""

    name = "metrics"
    default_auto_field = "django.db.models.BigAutoField"
