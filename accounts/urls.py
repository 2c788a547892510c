"""Pages about one's own account."""

from django.urls import URLPattern, path

from accounts.views import tokens

urlpatterns: list[URLPattern] = [
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/make/", tokens.make, name="token_make"),
    path("settings/tokens/<slug:prefix>/revoke/", tokens.revoke, name="token_revoke"),
]
