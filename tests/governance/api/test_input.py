"""What people and programs send by mistake, and what the API makes of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from governance.models import Comment, Contradiction, Evidence
from tests.factories.governance import Company, decided, investigating, logged
from tests.factories.metrics import Q4, reading
from tests.governance.api.client import Caller, address, codes, fields

ITEMS = "/api/v1/contradictions/"
NUL = "a\x00b"


@pytest.fixture
def item(company: Company) -> Contradiction:
    return investigating(company)


def sides(*claims: str) -> list[dict[str, Any]]:
    return [{"label": f"Side {number}", "claim": claim} for number, claim in enumerate(claims)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"words"',
        '{"body": NaN}',
        '{"body": "\\u0000"}',
        '{"body": "\\ud800"}',
        '{"body": 1e999999999}',
        "[" * 100_000,
        "\ufeff{}",
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    company: Company, item: Contradiction, text: str
) -> None:
    answer = Caller(company.steward).post(
        address(item, "comment"), text, format=None, content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert Comment.objects.count() == 0


def test_bytes_that_are_not_utf_8_are_refused(company: Company, item: Contradiction) -> None:
    answer = Caller(company.steward).post(
        address(item, "comment"),
        b'{"body": "\xff\xfe"}',
        format=None,
        content_type="application/json",
    )

    assert answer.status_code == 400


def test_another_kind_of_body_is_refused(company: Company, item: Contradiction) -> None:
    answer = Caller(company.steward).post(
        address(item, "comment"), "<a/>", format=None, content_type="text/xml"
    )

    assert answer.status_code == 415
    assert codes(answer) == {"unsupported_media_type"}


def test_a_body_that_is_too_large_is_refused(company: Company, item: Contradiction) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        answer = Caller(company.steward).post(address(item, "comment"), {"body": "x" * 2000})

    assert answer.status_code == 413
    assert codes(answer) == {"too_large"}


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ({}, "statements.1.non_field_errors"),
        ({"label": "Sales"}, "statements.1.non_field_errors"),
        ({"label": "Sales", "value": "1234567890123456"}, "statements.1.value"),
        ({"label": "Sales", "value": 10**30}, "statements.1.value"),
        ({"label": "Sales", "value": "1.23456"}, "statements.1.value"),
        ({"label": "Sales", "value": "Infinity"}, "statements.1.value"),
        ({"label": "Sales", "value": True, "unit": "apples"}, "statements.1.unit"),
        ({"measurement": 10**20}, "statements.1.measurement"),
        ({"measurement": "1.5"}, "statements.1.measurement"),
        ({"measurement": True}, "statements.1.measurement"),
        ({"measurement": 424242}, "statements.1.measurement"),
        ({"kpi": "no-such", "value": 1}, "statements.1.kpi"),
        ({"claim": "x", "period_start": "2026-01-01"}, "statements.1.period_end"),
        (
            {"claim": "x", "period_start": "2026-02-01", "period_end": "2026-01-01"},
            "statements.1.period_end",
        ),
        ({"claim": "x", "as_of": "9999-12-31"}, "statements.1.as_of"),
        ({"claim": "x", "sample_size": 10**12}, "statements.1.sample_size"),
    ],
)
def test_a_side_that_cannot_be_names_its_field(
    company: Company, statement: dict[str, Any], field: str
) -> None:
    body = {"statements": [*sides("Leads are up"), statement]}

    answer = Caller(company.steward).post(ITEMS, body)

    assert answer.status_code == 400
    assert field in fields(answer)
    assert Contradiction.objects.count() == 0


def test_one_side_is_not_enough(company: Company) -> None:
    answer = Caller(company.steward).post(ITEMS, {"statements": sides("Leads are up")})

    assert answer.status_code == 400
    assert "statements" in str(fields(answer))


def test_a_second_sighting_names_the_open_item(company: Company) -> None:
    item = logged(company)
    kpis = [position.kpi for position in item.positions.order_by("order")]
    rows = [reading(kpi, 500 + number, Q4) for number, kpi in enumerate(kpis) if kpi]
    body = {"statements": [{"measurement": row.pk} for row in rows]}

    answer = Caller(company.steward).post(ITEMS, body)

    assert answer.status_code == 409
    assert codes(answer) == {"already_open"}
    assert answer.json()["item"] == item.code


def test_an_exposure_is_in_the_company_s_currency_unless_said(company: Company) -> None:
    body = {"statements": sides("Up", "Flat"), "exposure": "250000"}

    answer = Caller(company.steward).post(ITEMS, body)

    assert answer.status_code == 201
    made = answer.json()
    assert (made["exposure"], made["exposure_currency"]) == ("250000", "EUR")


def test_only_those_who_may_log_do(company: Company) -> None:
    body = {"statements": sides("Up", "Flat")}

    for who in (company.viewer, company.auditor, company.administrator, company.decider):
        assert Caller(who).post(ITEMS, body).status_code == 403
    assert Caller(company.outsider).post(ITEMS, body).status_code == 201


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("assign", {}, "owner"),
        ("assign", {"owner": "Head of Sales"}, "owner"),
        ("assign", {"owner": 10**25}, "owner"),
        ("change_severity", {"severity": 9, "reason": "x"}, "severity"),
        ("change_severity", {"severity": 1}, "reason"),
        ("describe", {"domain": NUL.replace("\x00", "")}, "domain"),
        ("describe", {"tolerance": "-1"}, "tolerance"),
        ("dismiss", {"reason": "x", "duplicate_of": "C-999"}, "duplicate_of"),
        ("dismiss", {"reason": "x", "duplicate_of": 14}, "duplicate_of"),
        ("force", {"overruled": "x", "reason": "y"}, "belief"),
        ("add_option", {"summary": "x"}, "outcome"),
        ("change_option", {"option": "Q"}, "option"),
        (
            "revise_position",
            {"position": 99, "reason": "x", "statement": {"claim": "x"}},
            "position",
        ),
        ("pause", {"waiting_on": 1, "until_on": "someday", "reason": "x"}, "until_on"),
    ],
)
def test_a_wrong_field_is_named(
    company: Company, item: Contradiction, verb: str, body: dict[str, Any], field: str
) -> None:
    answer = Caller(company.steward).does(verb, item, body)

    assert answer.status_code == 400
    assert any(str(name).startswith(field) for name in fields(answer)), answer.json()


def test_what_an_action_finds_wrong_is_named_too(company: Company, item: Contradiction) -> None:
    body = {"waiting_on": company.sales_head.pk, "until_on": "2030-01-01", "reason": "x"}

    answer = Caller(company.marketing_head).does("pause", item, body)

    assert answer.status_code == 400
    assert fields(answer) == {"until_on"}


def test_a_row_of_another_item_cannot_be_named(company: Company, item: Contradiction) -> None:
    other = decided(company)
    position = other.positions.earliest("order").pk
    follow_up = other.follow_ups.get().pk

    caller = Caller(company.steward)

    answer = caller.does("answer", item, {"position": position, "answer": "confirmed"})
    assert fields(answer) == {"position"}
    answer = caller.does("cancel_follow_up", item, {"follow_up": follow_up, "reason": "x"})
    assert fields(answer) == {"follow_up"}


def test_a_rule_of_the_database_is_a_conflict_in_words(
    company: Company, item: Contradiction
) -> None:
    position = item.positions.earliest("order").pk
    body = {"position": position, "statement": {"label": "M", "claim": "x"}, "reason": "x"}
    caller = Caller(company.steward)
    assert caller.does("revise_position", item, body).status_code == 200

    answer = caller.does("revise_position", item, body)

    assert answer.status_code in (400, 409)
    assert "IntegrityError" not in answer.content.decode()
    assert "constraint" not in answer.content.decode().lower()


@pytest.mark.parametrize(
    "query", [{"q": NUL}, {"kpi": NUL}, {"q": "\ud800".encode("utf-8", "replace")}]
)
def test_a_query_no_database_can_hold_is_no_server_error(
    company: Company, query: dict[str, Any]
) -> None:
    for url in (ITEMS, "/api/v1/measurements/", "/api/v1/kpis/"):
        assert Caller(company.viewer).get(url, **query).status_code in (200, 400)


def test_evidence_is_kept_and_handed_over_as_a_file(company: Company, item: Contradiction) -> None:
    caller = Caller(company.outsider)
    sent = {"title": "Export", "file": SimpleUploadedFile("leads.csv", b"a,b\n1,2\n")}

    answer = caller.post(address(item, "add_evidence"), sent, format="multipart")

    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert shown["size"] == 8
    file = caller.get(shown["download"])
    assert b"".join(file.streaming_content) == b"a,b\n1,2\n"
    assert file["Content-Type"] == "text/csv"
    assert file["Content-Disposition"] == 'attachment; filename="leads.csv"'
    assert file["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "x"}, "None"),
        ({"title": "x", "text": "a", "url": "https://example.com/"}, "None"),
        ({"title": "x", "url": "javascript:alert(1)"}, "url"),
        ({"title": "x", "url": "example"}, "url"),
        ({"text": "x"}, "title"),
    ],
)
def test_evidence_is_one_of_three(
    company: Company, item: Contradiction, body: dict[str, Any], field: str
) -> None:
    answer = Caller(company.outsider).does("add_evidence", item, body)

    assert answer.status_code == 400
    assert {str(name) for name in fields(answer)} <= {field, "non_field_errors"}
    assert Evidence.objects.count() == 0


def test_a_file_of_another_type_is_refused(company: Company, item: Contradiction) -> None:
    sent = {"title": "x", "file": SimpleUploadedFile("run.exe", b"MZ")}

    answer = Caller(company.outsider).post(address(item, "add_evidence"), sent, format="multipart")

    assert answer.status_code == 400
    assert fields(answer) == {"file"}


@pytest.mark.parametrize("key", ["-4e141", "-1", "4e141", "x"])
@pytest.mark.parametrize("address", [f"{ITEMS}?raiser=", "/api/v1/decision-rights/?person="])
def test_a_key_that_no_row_can_have_is_refused(company: Company, address: str, key: str) -> None:
    answer = Caller(company.steward).get(f"{address}{key}")

    assert answer.status_code == 400
    assert fields(answer) <= {"raiser", "person"}
