"""Pages."""

from django.urls import URLPattern, URLResolver, include, path

from governance.views import (
    bridge_given,
    bridge_lists,
    bridge_rows,
    bridge_steps,
    bridges,
    contradictions,
    decisions,
    follow_ups,
    home,
    log,
    register,
    search,
    triage,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("", include("governance.urls.kpis")),
    path("search/", search.search, name="search"),
    path("triage/", triage.triage, name="triage"),
    path("triage/<str:code>/", triage.triage, name="triage_item"),
    path("triage/<str:code>/snooze/", triage.put_aside, name="triage_snooze"),
    path("triage/<str:code>/<str:verb>/", triage.settle, name="triage_settle"),
    path("", include("governance.urls.company")),
    path("register/", register.register, name="register"),
    path("register/filters/", register.filters, name="register_filters"),
    path("register/items.csv", register.export, name="register_csv"),
    path("register/peek/<int:number>/", register.peek, name="register_peek"),
    path("register/new/", log.log, name="log"),
    path("register/new/preview/", log.preview_page, name="log_preview"),
    path("register/new/side/<str:letter>/", log.side, name="log_side"),
    path("register/new/add/<str:code>/", log.add, name="log_add"),
    path("", include("governance.urls.notices")),
    path("c/<str:code>/", contradictions.detail, name="contradiction"),
    path("c/<str:code>/evidence/<int:number>/", contradictions.evidence, name="evidence"),
    path("decisions/", decisions.log, name="decisions"),
    path("decisions/beliefs/", decisions.beliefs, name="beliefs"),
    path("d/<str:code>/", decisions.decision, name="decision"),
    path("d/<str:code>/revisit/", decisions.look_again, name="revisit"),
    path("actions/", follow_ups.open_ones, name="follow_ups"),
    path("actions/<int:key>/done/", follow_ups.done, name="follow_up_done"),
    path("c/<str:code>/decide/", decisions.decide, name="decide"),
    path("c/<str:code>/bridge/", bridges.bridge, name="bridge"),
    path("c/<str:code>/bridge/start/", bridges.start, name="bridge_start"),
    path("c/<str:code>/bridge/<int:bridge>/steps/", bridges.add_line, name="bridge_lines"),
    path(
        "c/<str:code>/bridge/<int:bridge>/steps/<int:line>/",
        bridges.change_line,
        name="bridge_line",
    ),
    path(
        "c/<str:code>/bridge/<int:bridge>/steps/<int:line>/withdraw/",
        bridges.withdraw_line,
        name="bridge_line_withdraw",
    ),
    path("c/<str:code>/bridge/lists/", bridge_given.lists, name="bridge_lists"),
    path("c/<str:code>/bridge/lists/<uuid:key>/", bridge_lists.job, name="bridge_job"),
    path(
        "c/<str:code>/bridge/lists/<uuid:key>/preview/", bridge_lists.preview, name="bridge_preview"
    ),
    path("c/<str:code>/bridge/lists/<uuid:key>/run/", bridge_lists.run, name="bridge_run"),
    path("c/<str:code>/bridge/lists/<uuid:key>/cancel/", bridge_lists.cancel, name="bridge_cancel"),
    path(
        "c/<str:code>/bridge/<int:bridge>/steps/<int:line>/rows/",
        bridge_rows.rows,
        name="bridge_rows",
    ),
    path(
        "c/<str:code>/bridge/<int:bridge>/steps/<int:line>/rows/download/",
        bridge_rows.download,
        name="bridge_rows_download",
    ),
    path(
        "c/<str:code>/bridge/<int:bridge>/steps/<int:line>/notes/",
        bridge_steps.notes,
        name="bridge_step",
    ),
    path(
        "c/<str:code>/bridge/<int:bridge>/steps/<int:line>/evidence/",
        bridge_steps.evidence,
        name="bridge_step_evidence",
    ),
    path("c/<str:code>/bridge/<int:bridge>/rows/keep/", bridge_steps.keep, name="bridge_keep"),
    path(
        "c/<str:code>/bridge/<int:bridge>/rows/forget/", bridge_steps.forget, name="bridge_forget"
    ),
    path("c/<str:code>/bridge/<int:bridge>/share/", bridge_steps.share, name="bridge_share"),
    path("c/<str:code>/bridge/<int:bridge>/submit/", bridges.submit, name="bridge_submit"),
    path("c/<str:code>/bridge/<int:bridge>/sign/", bridges.sign, name="bridge_sign"),
    path("c/<str:code>/<verb:verb>/", contradictions.use, name="verb"),
    path("c/<str:code>/<verb:verb>/<int:row>/", contradictions.use, name="verb_row"),
    path("", include("governance.urls.reviews")),
    path("", include("governance.urls.audit")),
]
