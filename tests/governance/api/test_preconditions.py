import pytest

from governance.models import Comment, Contradiction
from tests.factories.governance import Company, accepted, investigating, verifying
from tests.governance.api.client import Caller, address, codes, tag

BODY = {"severity": 1, "reason": "The board pack quotes it."}


@pytest.fixture
def item(company: Company) -> Contradiction:
    return investigating(company)


def test_detail_carries_the_version_as_a_strong_tag(company: Company, item: Contradiction) -> None:
    answer = Caller(company.viewer).item(item)

    assert answer["ETag"] == f'"{item.code}-v{item.version}"'
    assert answer.json()["version"] == item.version


@pytest.mark.parametrize("header", ["", "*", " "])
def test_a_change_without_a_version_is_asked_for_one(
    company: Company, item: Contradiction, header: str
) -> None:
    answer = Caller(company.steward).does("change_severity", item, BODY, **{"If-Match": header})

    assert answer.status_code == 428
    assert codes(answer) == {"precondition_required"}
    assert answer.json()["item"] == item.code


@pytest.mark.parametrize("form", ['"{code}-v1"', 'W/"{code}-v{version}"', "{code}-v{version}"])
def test_another_version_is_stale_and_told_the_current_one(
    company: Company, item: Contradiction, form: str
) -> None:
    given = form.format(code=item.code, version=item.version)

    answer = Caller(company.steward).does("change_severity", item, BODY, **{"If-Match": given})

    assert answer.status_code == 412
    assert codes(answer) == {"stale"}
    assert f"{item.code} was changed by Head of Marketing at" in answer.content.decode()
    assert answer["ETag"] == tag(item)
    item.refresh_from_db()
    assert item.severity != 1


def test_one_of_several_tags_is_enough(company: Company, item: Contradiction) -> None:
    given = f'"C-999-v1", {tag(item)}'

    answer = Caller(company.steward).does("change_severity", item, BODY, **{"If-Match": given})

    assert answer.status_code == 200


def test_the_tag_of_an_answer_serves_the_next_change(company: Company, item: Contradiction) -> None:
    caller = Caller(company.steward)
    first = caller.does("change_severity", item, BODY)

    url = address(item, "describe")
    second = caller.post(url, {"question": "How many?"}, headers={"If-Match": first["ETag"]})

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_a_comment_asks_for_no_version_and_moves_none(
    company: Company, item: Contradiction
) -> None:
    answer = Caller(company.outsider).post(address(item, "comment"), {"body": "Seen again."})

    assert answer.status_code == 201
    assert Comment.objects.get().by == company.outsider
    assert Caller(company.viewer).item(item)["ETag"] == tag(item)


def test_refusals_name_every_unmet_condition(company: Company, item: Contradiction) -> None:
    answer = Caller(company.marketing_head).does("propose", item)

    assert answer.status_code == 409
    assert codes(answer) == {"unmet"}
    sentences = [error["detail"] for error in answer.json()["errors"]]
    assert "5 of 5 diagnosis steps still to be answered" in " ".join(sentences)
    assert len(sentences) > 2


def test_readings_that_lack_are_an_unmet_condition(company: Company) -> None:
    item = verifying(company)

    answer = Caller(company.steward).does("verify", item)

    assert answer.status_code == 409
    assert codes(answer) == {"unmet"}
    (error,) = answer.json()["errors"]
    assert error["detail"].startswith("0 of 2 later periods inside tolerance: record the next")
    item.refresh_from_db()
    assert item.status == "verifying"


def test_a_gap_that_is_still_there_is_an_unmet_condition(company: Company) -> None:
    item = accepted(company)

    answer = Caller(company.marketing_head).does("settle", item)

    assert answer.status_code == 409
    assert codes(answer) == {"unmet"}
