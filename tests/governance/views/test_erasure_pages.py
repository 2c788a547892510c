"""Erasure by page: only administrators, only what they may see, only with the code typed out."""

from typing import Any

import pytest

from accounts.models import LedgerEntry, User
from governance.actions import comments
from governance.actions.evidence import add_evidence
from governance.actions.people import deactivate_person
from governance.history.addresses import address_of
from governance.history.verification import findings
from governance.history.words import cells_of
from governance.models import Comment, Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, logged
from tests.governance.history.erasing import SECRET, said
from tests.governance.views.visiting import visit

pytestmark = pytest.mark.django_db


def text(page: Any) -> str:
    content: str = page.content.decode()
    return content


class TestErasurePages:
    def confirm(self, company: Company, comment: Comment, **changes: str) -> Any:
        path = f"/audit/erasure/words/governance_comment/{comment.pk}/body/"
        facts = {"reason": "Asked for", "code": comment.contradiction.code, **changes}
        return visit(company.administrator, path, facts)

    def test_finds_words_shows_where_they_stand_and_takes_them_out(self, company: Company) -> None:
        item = assigned(company)
        comment = said(company, item)
        found = visit(company.administrator, "/audit/erasure/", {"words": "quarterman"})
        path = f"/audit/erasure/words/governance_comment/{comment.pk}/body/"
        assert path in text(found)
        assert SECRET.split("'")[0] in text(visit(company.administrator, path))

        done = self.confirm(company, comment)

        assert done.status_code == 302
        assert Comment.objects.get().body == "[redacted]"
        again = visit(company.administrator, "/audit/erasure/", {"words": "quarterman"})
        assert again.context["found"] == []
        assert again.context["done"][0]["chain"] == item.code
        assert "[redacted]" in text(visit(company.viewer, f"/c/{item.code}/"))
        assert "Quarterman" not in text(visit(company.viewer, f"/c/{item.code}/"))

    @pytest.mark.parametrize(
        "changes", [{"code": "C-999"}, {"code": ""}, {"reason": ""}, {"reason": "  "}]
    )
    def test_nothing_goes_without_the_code_and_a_reason(
        self, company: Company, changes: dict[str, str]
    ) -> None:
        comment = said(company, assigned(company))

        page = self.confirm(company, comment, **changes)

        assert page.status_code == 422
        assert "There is a problem" in text(page)
        assert Comment.objects.get().body == SECRET

    @pytest.mark.parametrize(
        "who", ["steward", "auditor", "decider", "marketing_head", "outsider", "viewer"]
    )
    def test_refuses_everybody_but_administrators(self, company: Company, who: str) -> None:
        comment = said(company, assigned(company))
        person = getattr(company, who)
        path = f"/audit/erasure/words/governance_comment/{comment.pk}/body/"
        pages = (
            visit(person, "/audit/erasure/"),
            visit(person, "/audit/erasure/", {"words": "quarterman"}),
            visit(person, "/audit/erasure/of/C-001/"),
            visit(person, path),
            visit(person, path, {"reason": "x", "code": "C-001"}),
            visit(person, f"/audit/erasure/people/{company.outsider.pk}/"),
        )

        assert [page.status_code for page in pages] == [403] * len(pages)
        assert all("Only an administrator may" in text(page) for page in pages)
        assert Comment.objects.get().body == SECRET

    def test_what_the_administrator_may_not_see_is_not_there(self, company: Company) -> None:
        hidden = logged(company, is_confidential=True)
        comment = said_confidentially(company, hidden)
        path = f"/audit/erasure/words/governance_comment/{comment.pk}/body/"
        admin = company.administrator

        assert visit(admin, f"/audit/erasure/of/{hidden.code}/").status_code == 404
        assert visit(admin, path).status_code == 404
        assert visit(admin, path, {"reason": "x", "code": hidden.code}).status_code == 404
        found = visit(admin, "/audit/erasure/", {"words": "quarterman"})
        assert found.context["found"] == []
        assert Comment.objects.get().body == SECRET

    def test_confidential_words_go_by_the_address_a_reader_gives(self, company: Company) -> None:
        hidden = logged(company, is_confidential=True)
        comment = said_confidentially(company, hidden)
        listed = visit(company.sales_head, f"/audit/erasure/addresses/{hidden.code}/")
        (address,) = (told for cell, told in listed.context["found"] if cell.text == SECRET)
        assert address in text(listed)
        audit = visit(company.steward, f"/audit/?item={hidden.code}")
        assert f"/audit/erasure/addresses/{hidden.code}/" in text(audit)
        admin, path = company.administrator, "/audit/erasure/address/"
        assert visit(admin, path, {"address": address, "reason": ""}).status_code == 422
        assert Comment.objects.get().body == SECRET

        done = visit(admin, path, {"address": address, "reason": "Asked for"})

        assert done.status_code == 302
        comment.refresh_from_db()
        assert comment.body == "[redacted]"
        assert "Quarterman" not in text(visit(company.steward, f"/c/{hidden.code}/"))
        assert list(findings()) == []

    @pytest.mark.parametrize(
        "wrong",
        ["", "x", "C-001.2.body.", "C-001.2.body", "C-001.x.body.0", "{0}0", "{0}.1", "{1}"],
    )
    def test_nothing_is_learned_from_a_wrong_address(self, company: Company, wrong: str) -> None:
        hidden = logged(company, is_confidential=True)
        comment = said_confidentially(company, hidden)
        entry = LedgerEntry.objects.get(table_name="governance_comment", row_id=comment.pk)
        right = address_of(next(one for one in cells_of(hidden.code) if one.text == SECRET))
        guessed = wrong.format(right, f"{hidden.code}.{entry.seq}.body.{'0' * 16}")

        page = visit(
            company.administrator,
            "/audit/erasure/address/",
            {"address": guessed, "reason": "Asked for"},
        )

        assert page.status_code == 422
        assert hidden.code not in text(page).replace(guessed, "")
        assert Comment.objects.get().body == SECRET

    @pytest.mark.parametrize("who", ["outsider", "viewer", "administrator", "executive"])
    def test_addresses_are_for_who_may_read_the_item(self, company: Company, who: str) -> None:
        hidden, seen = logged(company, is_confidential=True), logged(company)
        said_confidentially(company, hidden)

        for item in (hidden, seen):
            page = visit(getattr(company, who), f"/audit/erasure/addresses/{item.code}/")
            assert page.status_code == 404

    def test_restricted_words_can_go_unread(self, company: Company) -> None:
        item = assigned(company)
        shown = add_evidence(
            item=item,
            title="Payroll",
            text=SECRET,
            is_restricted=True,
            actor=company.steward,
            at=clock.tick(),
        )
        admin = company.administrator
        searched = visit(admin, "/audit/erasure/", {"words": "quarterman"})
        assert searched.context["found"] == []
        listed = visit(admin, f"/audit/erasure/of/{item.code}/")
        assert "Quarterman" not in text(listed)
        path = f"/audit/erasure/words/governance_evidence/{shown.pk}/text/"
        assert path in text(listed)
        assert "Quarterman" not in text(visit(admin, path))

        visit(admin, path, {"reason": "Asked for", "code": item.code})

        shown.refresh_from_db()
        assert shown.text == "[redacted]"

    @pytest.mark.parametrize(
        "place",
        [
            "governance_comment/999/body",
            "governance_comment/1/by",
            "governance_comment/1/nothing",
            "accounts_user/1/password",
            "accounts_ledgerentry/1/payload",
            "governance_redaction/1/reason",
            "sqlite_master/1/sql",
        ],
    )
    def test_a_place_without_words_is_not_found(self, company: Company, place: str) -> None:
        said(company, assigned(company))

        page = visit(company.administrator, f"/audit/erasure/words/{place}/")

        assert page.status_code == 404

    def test_takes_the_name_of_somebody_who_left(self, company: Company) -> None:
        leaver = company.outsider
        item = assigned(company)
        comments.comment(item=item, body="Ask Outsider.", actor=company.steward, at=clock.tick())
        path = f"/audit/erasure/people/{leaver.pk}/"
        facts = {"reason": "Asked for", "code": leaver.email}
        assert visit(company.administrator, path, facts).status_code == 409
        deactivate_person(
            person=leaver, reason="Left", actor=company.administrator, at=clock.tick()
        )
        before = visit(company.administrator, path)
        assert [cell.text for cell in before.context["found"]] == ["Ask Outsider."]
        assert visit(company.administrator, path, {**facts, "code": "x"}).status_code == 422

        assert visit(company.administrator, path, facts).status_code == 302

        assert User.objects.get(pk=leaver.pk).name == f"Former person {leaver.pk}"
        assert f"Former person {leaver.pk}" not in [
            one.name for one in visit(company.administrator, "/audit/erasure/").context["former"]
        ]


def said_confidentially(company: Company, item: Contradiction) -> Comment:
    return comments.comment(item=item, body=SECRET, actor=company.steward, at=clock.tick())
