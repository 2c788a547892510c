from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from accounts.time_zones import reader_time_zone


def zone_for(person: User | AnonymousUser) -> str:
    def page(_: HttpRequest) -> HttpResponse:
        return HttpResponse(timezone.get_current_timezone_name())

    request = RequestFactory().get("/")
    request.user = person
    return reader_time_zone(page)(request).content.decode()


def test_a_person_reads_moments_in_their_own_zone() -> None:
    assert zone_for(User(time_zone="Asia/Tokyo")) == "Asia/Tokyo"


def test_a_stranger_reads_them_in_the_zone_of_the_site() -> None:
    assert zone_for(AnonymousUser()) == "UTC"


def test_one_reader_never_sees_the_zone_of_the_one_before() -> None:
    zone_for(User(time_zone="Asia/Tokyo"))
    assert timezone.get_current_timezone_name() == "UTC"
