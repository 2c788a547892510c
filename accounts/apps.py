"""Who: people, functions, calendars and the record of what each of them did."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configure the app of people and records."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
