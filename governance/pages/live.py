"""The screen of a meeting: one stop at a time, the same on every device."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from governance.models import Contradiction, Review
from governance.pages.addresses import from_meeting, verb_url
from governance.pages.agenda import due_rows
from governance.reviews.agenda import agenda_of
from governance.reviews.meeting import LAST, Place, Room, left_over, place_of, pulse, room_of
from governance.reviews.roles import hosts

Status = Contradiction.Status


class Live:
    """A meeting as one person sees it at a moment."""

    def __init__(self, review: Review, person: User, at: datetime) -> None:
        self.review, self.person, self.at = review, person, at
        self.agenda = agenda_of(review, person, at)
        self.place: Place = place_of(review, self.agenda)
        self.room: Room = room_of(review)
        self.is_host = hosts(review, person)

    @property
    def item_code(self) -> str:
        """The item on the screen, if it is one that the person may read."""
        entry = self.place.stop.entry
        return entry.code if entry and not entry.is_hidden else ""

    @property
    def pulse(self) -> str:
        """What changes once the screen has to."""
        return pulse(self.review, self.place)

    def context(self) -> dict[str, Any]:
        """Return what every stop shows."""
        place, stop = self.place, self.place.stop
        return {
            "review": self.review,
            "body": self.review.body,
            "agenda": self.agenda,
            "stop": stop,
            "nth": place.index + 1,
            "count": len(place.stops),
            "before": place.before,
            "after": place.after,
            "version": place.version,
            "pulse": self.pulse,
            "room": self.room,
            "is_host": self.is_host,
            "time": self._time(),
            "ends_at": place.ends_at,
            "due": due_rows(self.agenda, self.at) if stop.key == "due" else [],
            "left": left_over(self.review) if stop.key == LAST else [],
            "hidden": stop.entry if stop.entry and stop.entry.is_hidden else None,
            "urls": self._urls(),
        }

    def _time(self) -> str:
        """Say how much of the time of this stop is left, or by how much it is over."""
        ends = self.place.ends_at
        if ends is None:
            return ""
        left = int((ends - self.at).total_seconds())
        minutes, seconds = divmod(abs(left), 60)
        return f"{minutes}:{seconds:02d} {'left' if left >= 0 else 'over'}"

    def _urls(self) -> dict[str, str]:
        names = ("live", "live_turn", "live_pulse", "live_attendance", "live_park", "review")
        urls = {name: self._url(name) for name in (*names, "review_close", "agenda_pin")}
        if code := self.item_code:
            urls["defer"] = self._url("agenda_defer", code)
            urls["advise"] = self._url("live_advise", code)
            urls["decide"] = self._url("live_decide", code)
        return urls

    def _url(self, name: str, *more: str) -> str:
        return reverse(name, args=[self.review.body.slug, self.review.label, *more])

    def beside(self, item: Contradiction) -> dict[str, Any]:
        """Return what stands beside the stage of an item: whether its decider is there."""
        asked = item.status == Status.PROPOSED
        absent = asked and item.decider_id is not None and item.decider_id not in self.room.present
        entry = self.place.stop.entry
        assign = verb_url("reassign" if item.owner_id else "assign", item)
        may_defer = self.is_host and entry is not None and entry.put_off is None
        return {
            "decider_is_here": item.decider_id in self.room.present,
            "may_advise": self.is_host and absent and self.room.is_taken,
            "decider_is_absent": absent and self.room.is_taken,
            "put_off": entry.put_off if entry and asked else None,
            "may_defer": may_defer and item.status in ("proposed", "investigating", "assigned"),
            "advice": list(item.advice.filter(review=self.review).select_related("option", "by")),
            "assign_url": from_meeting(assign, self.review),
        }
