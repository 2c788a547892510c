"""Root of the URL map; each app adds its own include."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
