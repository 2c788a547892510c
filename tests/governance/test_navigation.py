from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from governance.navigation import navigation


def page(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


FEW_PAGES = (
    path("", page, name="home"),
    path("register/", page, name="register"),
    path("people/", page, name="people"),
    path("search/", page, name="search"),
)


@dataclass
class Reader:
    is_administrator: bool = False
    is_authenticated: bool = True


@pytest.fixture(autouse=True)
def _few_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = FEW_PAGES


def nav(at: str, *, reader: Reader | None = None, theme: str = "") -> dict[str, Any]:
    request = RequestFactory().get(at)
    request.user = reader or Reader()  # type: ignore[assignment]
    request.COOKIES["theme"] = theme
    found: dict[str, Any] = navigation(request)["nav"]
    return found


def labels(found: dict[str, Any]) -> list[str]:
    return [item["label"] for item in found["items"]]


def test_offers_only_pages_that_exist() -> None:
    found = nav("/")
    assert labels(found) == ["Home", "Register"]
    assert found["search"] == "/search/"
    assert found["log"] == ""


def test_people_is_for_administrators() -> None:
    assert "People" in labels(nav("/", reader=Reader(is_administrator=True)))
    assert "People" not in labels(nav("/"))


def test_offers_nothing_to_a_stranger() -> None:
    assert nav("/", reader=Reader(is_authenticated=False))["items"] == []


@pytest.mark.parametrize(
    ("at", "current"),
    [("/register/", ["", "page"]), ("/c/C-014/", ["", "true"]), ("/", ["page", ""])],
)
def test_marks_the_place_one_is_in(at: str, current: list[str]) -> None:
    assert [item["current"] for item in nav(at)["items"]] == current


def test_remembers_a_theme_and_ignores_what_is_none() -> None:
    assert nav("/", theme="dark")["theme"] == "dark"
    assert nav("/", theme='"><script>')["theme"] == ""
