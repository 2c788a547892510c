"""What one is told, and when."""

from django.urls import URLPattern, path

from governance.views import chats, endpoints, mail_links, notices, replies, silence

urlpatterns: list[URLPattern] = [
    path("inbox/", notices.inbox, name="inbox"),
    path("inbox/read/", notices.mark_read, name="inbox_read"),
    path("inbox/<int:pk>/read/", notices.mark_read, name="notice_read"),
    path("settings/mail/", notices.mail_settings, name="mail_settings"),
    path("settings/mail/calendar/", notices.feed_renew, name="feed_renew"),
    path("calendar/<str:token>/tieout.ics", notices.calendar_feed, name="calendar_feed"),
    path("settings/mail/revoke/", notices.links_revoke, name="links_revoke"),
    path("settings/chats/", chats.chats, name="chats"),
    path("settings/chats/add/", chats.add, name="chat_add"),
    path("settings/chats/<int:pk>/", chats.chat, name="chat"),
    path("settings/chats/<int:pk>/test/", chats.test, name="chat_test"),
    path("settings/chats/<int:pk>/end/", chats.end, name="chat_end"),
    path("settings/endpoints/", endpoints.endpoints, name="endpoints"),
    path("settings/endpoints/add/", endpoints.add, name="endpoint_add"),
    path("settings/endpoints/deliveries/", endpoints.deliveries, name="deliveries"),
    path("settings/endpoints/deliveries/<int:pk>/again/", endpoints.again, name="delivery_again"),
    path("settings/endpoints/<int:pk>/", endpoints.endpoint, name="endpoint"),
    path("settings/endpoints/<int:pk>/switch/", endpoints.switch, name="endpoint_switch"),
    path("settings/endpoints/<int:pk>/rotate/", endpoints.rotate, name="endpoint_rotate"),
    path("settings/endpoints/<int:pk>/test/", endpoints.test, name="endpoint_test"),
    path("inbound/mail/", replies.inbound, name="inbound_mail"),
    path("a/<str:token>/", mail_links.answer, name="mail_link"),
    path("unsubscribe/<str:token>/", notices.unsubscribe, name="unsubscribe"),
    path("c/<str:code>/due.ics", notices.item_calendar, name="item_calendar"),
    path("c/<str:code>/ladder/", silence.ladder, name="ladder"),
]
