"""Root of the URL map; each app adds its own include."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("governance.api.urls")),
    path("", include("metrics.urls")),
    path("", include("governance.urls")),
]
