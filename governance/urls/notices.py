"""What one is told, and when."""

from django.urls import URLPattern, path

from governance.views import mail_links, notices, silence

urlpatterns: list[URLPattern] = [
    path("inbox/", notices.inbox, name="inbox"),
    path("inbox/read/", notices.mark_read, name="inbox_read"),
    path("inbox/<int:pk>/read/", notices.mark_read, name="notice_read"),
    path("settings/mail/", notices.mail_settings, name="mail_settings"),
    path("settings/mail/revoke/", notices.links_revoke, name="links_revoke"),
    path("a/<str:token>/", mail_links.answer, name="mail_link"),
    path("unsubscribe/<str:token>/", notices.unsubscribe, name="unsubscribe"),
    path("c/<str:code>/ladder/", silence.ladder, name="ladder"),
]
