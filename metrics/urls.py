"""Pages that show no fact of governance."""

from django.urls import URLPattern, path

from metrics.views import fiscal_year, imports

urlpatterns: list[URLPattern] = [
    path("settings/fiscal-year/", fiscal_year.fiscal_year, name="fiscal_year"),
    path(
        "settings/fiscal-year/<int:pk>/withdraw/",
        fiscal_year.fiscal_change_withdraw,
        name="fiscal_change_withdraw",
    ),
    path("measurements/import/", imports.start, name="import_start"),
    path("measurements/import/<uuid:key>/columns/", imports.columns, name="import_columns"),
    path("measurements/import/<uuid:key>/check/", imports.check, name="import_check"),
    path("measurements/import/<uuid:key>/check.csv", imports.check_csv, name="import_check_csv"),
    path("measurements/import/<uuid:key>/run/", imports.run, name="import_run"),
    path("measurements/import/<uuid:key>/result/", imports.result, name="import_result"),
    path("measurements/import/<uuid:key>/result.csv", imports.result_csv, name="import_result_csv"),
]
