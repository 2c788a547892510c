"""Templates under a strict content security policy: nothing inline, nothing from elsewhere."""

import re

import pytest

from tests.architecture.source import APPS, ROOT

TEMPLATES = [
    path
    for top in ("templates", *(f"{app}/templates" for app in APPS))
    for path in sorted((ROOT / top).rglob("*"))
    if path.suffix in {".html", ".svg", ".txt"}
]
REFUSED = {
    "an inline style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a script without src": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE
    ),
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an htmx attribute that needs eval": re.compile(r"hx-on|\bjs:|hx-vars", re.IGNORECASE),
    "something loaded from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE
    ),
    # Help texts are written in code; password rules come as a list in markup.
    "text marked safe": re.compile(r"(?<!\.help_text)\|\s*safe\b|autoescape\s+off"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_templates_hold_nothing_the_policy_would_block(what: str) -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {match.group(0)[:60]}"
        for path in TEMPLATES
        if path.suffix != ".txt"
        # A mail has no stylesheet to link to, and no policy that would refuse its own.
        if not (what == "a style element" and path.parent.name == "mails")
        for match in REFUSED[what].finditer(path.read_text(encoding="utf-8"))
    ]

    assert offenders == []


@pytest.mark.parametrize(
    ("what", "markup"),
    [
        ("an inline style attribute", '<p class="a" style="color: red">'),
        ("a style element", "<style>"),
        ("a script without src", "<script>"),
        ("an inline event handler", '<a href="#" onclick="x()">'),
        ("an htmx attribute that needs eval", '<a hx-on:click="x()">'),
        ("something loaded from elsewhere", '<script src="//cdn.example.com/a.js">'),
        ("text marked safe", "{{ note|safe }}"),
    ],
)
def test_the_patterns_find_what_they_name(what: str, markup: str) -> None:
    assert REFUSED[what].search(markup)
