"""Pages of reviews."""

from django.urls import URLPattern, path

from governance.views import agenda, live, minutes, pre_reads, reviews

ONE = "reviews/<slug:slug>/<slug:label>/"
ITEM = f"{ONE}agenda/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/bodies/new/", reviews.body_add, name="review_body_add"),
    path("reviews/<slug:slug>/", reviews.body, name="review_body"),
    path("reviews/<slug:slug>/change/", reviews.body_change, name="review_body_change"),
    path("reviews/<slug:slug>/schedule/", reviews.schedule, name="review_schedule"),
    path(ONE, reviews.review, name="review"),
    path(f"{ONE}move/", reviews.move, name="review_move"),
    path(f"{ONE}cancel/", reviews.cancel, name="review_cancel"),
    path(f"{ONE}pre-read/", pre_reads.pre_read, name="pre_read"),
    path(f"{ONE}pre-read/publish/", pre_reads.publish, name="pre_read_publish"),
    path(f"{ONE}pre-read/printing/", pre_reads.printing, name="pre_read_printing"),
    path(f"{ONE}pack.pdf", pre_reads.printed, name="pack_pdf"),
    path(f"{ONE}pack.md", pre_reads.written, {"kind": "md"}, name="pack_md"),
    path(f"{ONE}pack.csv", pre_reads.written, {"kind": "csv"}, name="pack_csv"),
    path(f"{ONE}invite.ics", reviews.calendar, {"name": "invite"}, name="review_invitation"),
    path(f"{ONE}reading.ics", reviews.calendar, {"name": "reading"}, name="review_reading_time"),
    path(f"{ONE}open/", reviews.step, {"verb": "open"}, name="review_open"),
    path(f"{ONE}start/", reviews.step, {"verb": "start"}, name="review_start"),
    path(f"{ONE}close/", minutes.close, name="review_close"),
    path(f"{ONE}minutes/", minutes.minutes, name="minutes"),
    path(f"{ONE}minutes/add/", minutes.add, name="minutes_add"),
    path(f"{ONE}live/", live.live, name="live"),
    path(f"{ONE}live/turn/", live.turn, name="live_turn"),
    path(f"{ONE}live/pulse/", live.beat, name="live_pulse"),
    path(f"{ONE}live/attendance/", live.attendance, name="live_attendance"),
    path(f"{ONE}live/park/", live.parking, name="live_park"),
    path(f"{ONE}live/<str:code>/decide/", live.decide, name="live_decide"),
    path(f"{ONE}live/<str:code>/advise/", live.recommend, name="live_advise"),
    path(f"{ONE}pin/", agenda.pin, name="agenda_pin"),
    path(f"{ITEM}pin/", agenda.arrange, {"verb": "pin"}, name="agenda_pin_item"),
    path(f"{ITEM}unpin/", agenda.arrange, {"verb": "unpin"}, name="agenda_unpin_item"),
    path(f"{ITEM}up/", agenda.arrange, {"verb": "up"}, name="agenda_up"),
    path(f"{ITEM}down/", agenda.arrange, {"verb": "down"}, name="agenda_down"),
    path(f"{ITEM}defer/", agenda.defer, name="agenda_defer"),
]
