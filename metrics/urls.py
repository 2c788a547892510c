"""Pages that show no fact of governance."""

from django.urls import URLPattern, path

from metrics.views import imports

urlpatterns: list[URLPattern] = [
    path("measurements/import/", imports.start, name="import_start"),
    path("measurements/import/<uuid:key>/columns/", imports.columns, name="import_columns"),
    path("measurements/import/<uuid:key>/check/", imports.check, name="import_check"),
    path("measurements/import/<uuid:key>/check.csv", imports.check_csv, name="import_check_csv"),
    path("measurements/import/<uuid:key>/run/", imports.run, name="import_run"),
    path("measurements/import/<uuid:key>/result/", imports.result, name="import_result"),
    path("measurements/import/<uuid:key>/result.csv", imports.result_csv, name="import_result_csv"),
]
