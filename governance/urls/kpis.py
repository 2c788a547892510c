"""The dictionary, and the pages of what metrics are kept by."""

from django.urls import URLPattern, path

from governance.views import definitions, domains, import_jobs, kpis

urlpatterns: list[URLPattern] = [
    path("dictionary/", kpis.dictionary, name="dictionary"),
    path("dictionary/new/", kpis.add, name="kpi_add"),
    path("dictionary/domains/", domains.domains, name="domains"),
    path("dictionary/domains/new/", domains.add_one_domain, name="domain_add"),
    path("dictionary/domains/<slug:slug>/", domains.change_one_domain, name="domain_change"),
    path("dictionary/systems/", domains.systems, name="systems"),
    path("dictionary/systems/new/", domains.add_one_system, name="system_add"),
    path("dictionary/systems/<slug:slug>/", domains.change_one_system, name="system_change"),
    path("dictionary/populations/", domains.populations, name="populations"),
    path("dictionary/populations/new/", domains.add_one_population, name="population_add"),
    path("dictionary/identity-rules/new/", domains.add_one_rule, name="identity_rule_add"),
    path("measurements/import/<uuid:key>/job/", import_jobs.readings_job, name="import_job"),
    path("m/<slug:slug>/", kpis.kpi, name="kpi"),
    path("m/<slug:slug>/readings.csv", kpis.readings_csv, name="readings_csv"),
    path("m/<slug:slug>/change/", kpis.change, name="kpi_change"),
    path("m/<slug:slug>/compare/<slug:other>/", kpis.compare, name="kpi_compare"),
    path("m/<slug:slug>/readings/new/", kpis.record, name="reading_record"),
    path("m/<slug:slug>/readings/<int:reading>/correct/", kpis.correct, name="reading_correct"),
    path("m/<slug:slug>/definitions/new/", definitions.propose, name="definition_propose"),
    path("m/<slug:slug>/definitions/<int:number>/", definitions.show, name="definition"),
    path(
        "m/<slug:slug>/definitions/<int:number>/approve/",
        definitions.approve,
        name="definition_approve",
    ),
    path(
        "m/<slug:slug>/definitions/<int:number>/reject/",
        definitions.reject,
        name="definition_reject",
    ),
]
