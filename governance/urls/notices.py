"""What one is told, and when."""

from django.urls import URLPattern, path

from governance.views import notices, silence

urlpatterns: list[URLPattern] = [
    path("inbox/", notices.inbox, name="inbox"),
    path("inbox/read/", notices.mark_read, name="inbox_read"),
    path("inbox/<int:pk>/read/", notices.mark_read, name="notice_read"),
    path("settings/mail/", notices.mail_settings, name="mail_settings"),
    path("unsubscribe/<str:token>/", notices.unsubscribe, name="unsubscribe"),
    path("c/<str:code>/ladder/", silence.ladder, name="ladder"),
]
