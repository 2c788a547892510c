from dataclasses import dataclass
from typing import Any

import pytest
from django.test import RequestFactory

from governance.navigation import navigation


@dataclass
class Reader:
    is_administrator: bool = False
    is_authenticated: bool = True


def nav(at: str, *, reader: Reader | None = None, theme: str = "") -> dict[str, Any]:
    request = RequestFactory().get(at)
    request.user = reader or Reader()  # type: ignore[assignment]
    request.COOKIES["theme"] = theme
    found: dict[str, Any] = navigation(request)["nav"]
    return found


def labels(found: dict[str, Any]) -> list[str]:
    return [item["label"] for item in found["items"]]


def test_offers_logging_to_those_who_may() -> None:
    found = nav("/")
    assert labels(found)[:3] == ["Home", "Triage", "Register"]
    assert found["search"] == "/search/"
    assert found["log"] == ""


def test_people_is_for_administrators() -> None:
    assert "People" in labels(nav("/", reader=Reader(is_administrator=True)))
    assert "People" not in labels(nav("/"))


def test_offers_nothing_to_a_stranger() -> None:
    assert nav("/", reader=Reader(is_authenticated=False))["items"] == []


@pytest.mark.parametrize(
    ("at", "current"),
    [
        ("/register/", {"Register": "page"}),
        ("/c/C-014/", {"Register": "true"}),
        ("/", {"Home": "page"}),
    ],
)
def test_marks_the_place_one_is_in(at: str, current: dict[str, str]) -> None:
    marked = {item["label"]: item["current"] for item in nav(at)["items"] if item["current"]}
    assert marked == current


def test_remembers_a_theme_and_ignores_what_is_none() -> None:
    assert nav("/", theme="dark")["theme"] == "dark"
    assert nav("/", theme='"><script>')["theme"] == ""
