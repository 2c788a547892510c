"""Pages about the company itself: its people, their rights, and lists to start from."""

from django.urls import URLPattern, path

from governance.views import absence, import_jobs, lists, people, polls, rights

urlpatterns: list[URLPattern] = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/invite/", people.person_invite_again, name="person_invite_again"),
    path("people/<int:pk>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("people/functions/new/", people.function_add, name="function_add"),
    path("people/functions/<slug:slug>/", people.function, name="function"),
    path("rights/", rights.who_decides, name="who_decides"),
    path("rights/grant/", rights.right_grant, name="right_grant"),
    path("rights/types/", rights.decision_types, name="decision_types"),
    path("rights/domain/<slug:slug>/", rights.domain_rights, name="domain_rights"),
    path("rights/kpi/<slug:slug>/", rights.kpi_rights, name="kpi_rights"),
    path("rights/<int:pk>/end/", rights.right_end, name="right_end"),
    path("polls/", polls.polls, name="polls"),
    path("polls/new/", polls.poll_ask, name="poll_ask"),
    path("polls/pack/", polls.poll_pack, name="poll_pack"),
    path("polls/<int:pk>/", polls.poll, name="poll"),
    path("polls/<int:pk>/answer/", polls.poll_answer, name="poll_answer"),
    path("polls/<int:pk>/close/", polls.poll_close, name="poll_close"),
    path("polls/<int:pk>/withdraw/", polls.poll_withdraw, name="poll_withdraw"),
    path("polls/<int:pk>/log/", polls.poll_log, name="poll_log"),
    path("polls/<int:pk>/slide/", polls.poll_slide, name="poll_slide"),
    path("settings/leave/", absence.leave, name="leave"),
    path("settings/leave/<int:pk>/withdraw/", absence.leave_withdraw, name="leave_withdraw"),
    path("settings/stand-in/", absence.stand_in, name="stand_in"),
    path("settings/stand-in/<int:pk>/withdraw/", absence.stand_in_end, name="stand_in_end"),
    path("settings/import/", lists.start, name="register_import"),
    path("settings/import/<slug:slug>.csv", lists.template, name="list_template"),
    path("settings/import/<uuid:key>/check/", lists.check, name="list_check"),
    path("settings/import/<uuid:key>/check.csv", lists.check_csv, name="list_check_csv"),
    path("settings/import/<uuid:key>/run/", lists.run, name="list_run"),
    path("settings/import/<uuid:key>/job/", import_jobs.list_job, name="list_job"),
    path("settings/import/<uuid:key>/result/", lists.result, name="list_result"),
    path("settings/import/<uuid:key>/result.csv", lists.result_csv, name="list_result_csv"),
]
