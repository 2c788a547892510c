"""Pages about one's own account."""

from django.urls import URLPattern, path

from accounts.views import settings, tokens

urlpatterns: list[URLPattern] = [
    # Stands before allauth's own page, where anybody could change the address unrecorded.
    path("accounts/email/", settings.address, name="account_email"),
    path("settings/", settings.settings, name="profile"),
    path("settings/calendar/", settings.calendar, name="calendar"),
    path("settings/calendar/holidays/", settings.holiday_add, name="holiday_add"),
    path(
        "settings/calendar/holidays/<int:pk>/withdraw/",
        settings.holiday_withdraw,
        name="holiday_withdraw",
    ),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/make/", tokens.make, name="token_make"),
    path("settings/tokens/<slug:prefix>/revoke/", tokens.revoke, name="token_revoke"),
]
