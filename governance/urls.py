"""Pages."""

from django.urls import URLPattern, URLResolver, path

from governance.views import register

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.register, name="register"),
    path("register/filters/", register.filters, name="register_filters"),
    path("register/items.csv", register.export, name="register_csv"),
    path("register/peek/<int:number>/", register.peek, name="register_peek"),
]
