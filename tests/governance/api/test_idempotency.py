from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.models import Comment, Contradiction, Evidence, IdempotencyKey
from tests.factories.clock import clock
from tests.factories.governance import Company, investigating
from tests.governance.api.client import Caller, address, codes, tag

KEY = {"Idempotency-Key": "a-name-of-my-own"}
BODY = {"body": "Seen again."}


@pytest.fixture
def item(company: Company) -> Contradiction:
    return investigating(company)


def test_the_same_request_twice_has_one_effect_and_one_answer(
    company: Company, item: Contradiction
) -> None:
    caller = Caller(company.steward)
    first = caller.post(address(item, "comment"), BODY, headers=KEY)
    second = caller.post(address(item, "comment"), BODY, headers=KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Comment.objects.count() == 1


def test_the_key_is_looked_up_before_the_version(company: Company, item: Contradiction) -> None:
    caller = Caller(company.steward)
    url, body = address(item, "change_severity"), {"severity": 1, "reason": "Board"}
    headers = {**KEY, "If-Match": tag(item)}
    first = caller.post(url, body, headers=headers)

    second = caller.post(url, body, headers=headers)

    assert first.status_code == second.status_code == 200
    assert second["ETag"] == first["ETag"] != tag(item)
    item.refresh_from_db()
    assert first["ETag"] == tag(item)


def test_a_changed_body_is_refused(company: Company, item: Contradiction) -> None:
    caller = Caller(company.steward)
    caller.post(address(item, "comment"), BODY, headers=KEY)

    answer = caller.post(address(item, "comment"), {"body": "Something else."}, headers=KEY)

    assert answer.status_code == 422
    assert codes(answer) == {"idempotency_key_reused"}
    assert Comment.objects.count() == 1


def test_the_same_body_written_otherwise_is_the_same(company: Company, item: Contradiction) -> None:
    caller = Caller(company.marketing_head)
    url = address(item, "answer_step")
    texts = (
        '{"step": 1, "finding": "clear", "note": "Read"}',
        '{"note":"Read","finding":"clear","step":1}',
    )
    answers = [
        caller.post(url, text, format=None, content_type="application/json", headers=KEY)
        for text in texts
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert item.diagnosis.count() == 1


def test_a_key_belongs_to_one_person_and_one_address(company: Company, item: Contradiction) -> None:
    other = investigating(company)
    for caller, target in (
        (Caller(company.steward), item),
        (Caller(company.outsider), item),
        (Caller(company.steward), other),
    ):
        assert caller.post(address(target, "comment"), BODY, headers=KEY).status_code == 201

    assert Comment.objects.count() == 3


def test_a_request_under_way_is_a_conflict(company: Company, item: Contradiction) -> None:
    caller = Caller(company.steward)
    caller.post(address(item, "comment"), BODY, headers=KEY)
    IdempotencyKey.objects.update(status_code=None, created_at=clock.moment + timedelta(minutes=60))

    answer = caller.post(address(item, "comment"), BODY, headers=KEY)

    assert answer.status_code == 409
    assert codes(answer) == {"in_flight"}
    assert Comment.objects.count() == 1


def test_a_key_left_by_a_killed_request_is_taken_over(
    company: Company, item: Contradiction
) -> None:
    caller = Caller(company.steward)
    caller.post(address(item, "comment"), BODY, headers=KEY)
    IdempotencyKey.objects.update(status_code=None, answer="")

    answer = caller.post(address(item, "comment"), BODY, headers=KEY)

    assert answer.status_code == 201
    kept = IdempotencyKey.objects.get()
    assert (kept.status_code, kept.answer) == (201, answer.content.decode())


def test_a_refusal_leaves_the_key_free(company: Company, item: Contradiction) -> None:
    caller = Caller(company.steward)
    refused = caller.post(address(item, "comment"), {"body": ""}, headers=KEY)

    answer = caller.post(address(item, "comment"), BODY, headers=KEY)

    assert (refused.status_code, answer.status_code) == (400, 201)


def test_an_answer_is_forgotten_after_a_day(company: Company, item: Contradiction) -> None:
    caller = Caller(company.steward)
    caller.post(address(item, "comment"), BODY, headers=KEY)
    clock.tick(25)

    answer = caller.post(address(item, "comment"), {"body": "Another"}, headers=KEY)

    assert answer.status_code == 201
    assert IdempotencyKey.objects.count() == 1


def test_a_file_counts_by_its_content(company: Company, item: Contradiction) -> None:
    caller = Caller(company.steward)

    def send(content: bytes) -> int:
        body = {"title": "Export", "file": SimpleUploadedFile("a.csv", content)}
        url = address(item, "add_evidence")
        answer = caller.post(url, body, format="multipart", headers=KEY)
        return int(answer.status_code)

    assert [send(b"a,b\n"), send(b"a,b\n"), send(b"c,d\n")] == [201, 201, 422]
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "é"])
def test_a_key_that_cannot_be_kept_is_refused(
    company: Company, item: Contradiction, key: str
) -> None:
    answer = Caller(company.steward).post(
        address(item, "comment"), BODY, headers={"Idempotency-Key": key}
    )

    assert answer.status_code == 400
    assert Comment.objects.count() == 0


def test_logging_twice_makes_one_item(company: Company) -> None:
    caller = Caller(company.steward)
    body = {
        "statements": [
            {"label": "Marketing", "claim": "Leads are up"},
            {"label": "Sales", "claim": "Leads are flat"},
        ]
    }
    answers = [caller.post("/api/v1/contradictions/", body, headers=KEY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer["Location"] for answer in answers} == {"/api/v1/contradictions/C-001/"}
    assert Contradiction.objects.count() == 1
