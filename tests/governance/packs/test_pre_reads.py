"""Pre-reads: frozen, published in time, told to those invited, and printed."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from accounts.models import LedgerEntry
from governance.actions.contradictions import change_severity
from governance.actions.pre_reads import note_opened, publish_pre_read
from governance.actions.reviews import cancel_review, start_review
from governance.history.verification import findings
from governance.models import Contradiction, Opening, PreRead, Review
from governance.packs.due import due, published_on, refreshed_on
from governance.packs.leaf import LONGEST_SUMMARY
from governance.packs.printing import pdf_of
from governance.packs.seen import hidden_codes, seen_by
from governance.packs.snapshot import hash_of
from governance.packs.writing import as_csv, as_markdown
from governance.refusals import IllegalMove, NotEntitled
from governance.tasks import tend
from tests.factories.clock import clock
from tests.factories.governance import Company, proposed
from tests.factories.reviews import council, opened, scheduled, under_way
from tests.factories.telling import mails_to

pytestmark = pytest.mark.django_db


def published(company: Company, review: Review | None = None) -> PreRead:
    return publish_pre_read(
        review=review or opened(company), actor=company.arbiter, at=clock.tick()
    )


def late(company: Company, **more: Any) -> Review:
    """Announce a review that is more than a week away, whatever the clock says by then."""
    return opened(company, starts_at=clock.moment + timedelta(days=20), **more)


class TestSnapshot:
    def test_holds_a_leaf_for_each_item_with_all_that_is_needed_to_decide(
        self, company: Company
    ) -> None:
        item = proposed(company)
        (leaf,) = published(company).content["items"]

        assert leaf["code"] == item.code
        assert [side["figure"] for side in leaf["sides"]] == ["847", "200"]
        assert [one["letter"] for one in leaf["options"]] == ["A", "B"]
        assert leaf["summary"].endswith("CRO is asked to choose A or B.")
        assert leaf["recommendation"]["letter"] == "A"
        assert len(leaf["summary"]) <= LONGEST_SUMMARY

    def test_keeps_the_ask_when_there_is_more_to_say_than_five_lines(
        self, company: Company
    ) -> None:
        item = proposed(company)
        Contradiction.objects.filter(pk=item.pk).update(
            question="Q" * 300, exposure=5, exposure_currency="EUR", exposure_basis="b" * 200
        )
        (leaf,) = published(company).content["items"]
        assert len(leaf["summary"]) <= LONGEST_SUMMARY
        assert leaf["summary"].endswith("CRO is asked to choose A or B.")

    def test_says_nothing_of_what_is_confidential(self, company: Company) -> None:
        item = proposed(company, is_confidential=True)
        made = published(company)

        assert made.content["items"] == []
        assert made.content["hidden"] == [item.code]
        assert item.title not in str(made.content)
        assert "confidential" in pdf_text(made)

    def test_stays_as_it_was_while_the_item_goes_on(self, company: Company) -> None:
        item = proposed(company)
        made = published(company)
        before = made.sha256
        change_severity(
            item=item, severity=4, reason="Smaller", actor=company.steward, at=clock.tick()
        )
        made.refresh_from_db()
        assert hash_of(made.content) == made.sha256 == before
        again = published(company, made.review)
        assert (again.number, again.content["items"][0]["changed"]) == (2, True)
        assert again.sha256 != before

    def test_is_hashed_as_the_ledger_hashes_it(self, company: Company) -> None:
        proposed(company)
        made = published(company)
        entry = LedgerEntry.objects.get(table_name="governance_preread", row_id=made.pk)
        assert f'"content:h":"{made.sha256}"' in entry.payload

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE governance_preread SET number = 9 WHERE id = %s",
            "UPDATE governance_preread SET content = '{}' WHERE id = %s",
            "DELETE FROM governance_preread WHERE id = %s",
        ],
    )
    def test_is_never_changed_or_deleted(self, company: Company, statement: str) -> None:
        made = published(company)
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [made.pk])


class TestPublishing:
    @pytest.mark.parametrize("who", ["outsider", "viewer", "decider", "administrator", "auditor"])
    def test_is_for_those_who_run_the_meeting(self, company: Company, who: str) -> None:
        review = opened(company)
        with pytest.raises(NotEntitled, match="publish its pre-read"):
            publish_pre_read(review=review, actor=getattr(company, who), at=clock.tick())

    @pytest.mark.parametrize("state", [scheduled, under_way])
    def test_is_of_an_announced_review(self, company: Company, state: Any) -> None:
        with pytest.raises(IllegalMove, match="announced"):
            published(company, state(company))

    def test_comes_by_itself_five_working_days_before_and_again_on_the_day_before(
        self, company: Company
    ) -> None:
        review = late(company)
        first, second = published_on(review), refreshed_on(review)
        at = review.starts_at
        days = [at - timedelta(days=n) for n in range(20, 0, -1)]
        made: list[Any] = []
        for day in days:
            for one in due(day):
                publish_pre_read(review=one, actor=company.arbiter, at=day)
                made.append(day.astimezone(review.zone).date())
        assert made == [first, second]
        assert (at.date() - first).days >= 7

    def test_of_a_review_called_at_short_notice_comes_once(self, company: Company) -> None:
        review = opened(company, starts_at=clock.moment + timedelta(hours=20))
        assert list(due(clock.moment)) == [review]
        published(company, review)
        assert list(due(clock.moment + timedelta(hours=2))) == []

    def test_is_done_by_the_round_of_the_worker(self, company: Company, time_machine: Any) -> None:
        review = late(company)
        time_machine.move_to(review.starts_at - timedelta(days=1), tick=False)
        tend()
        made = PreRead.objects.get()
        assert (made.review, made.by.is_system) == (review, True)


class TestTelling:
    def test_sends_the_message_the_asks_and_the_pdf_to_those_invited(
        self, company: Company
    ) -> None:
        item = proposed(company)
        review = late(company)
        mails_to(company.decider, hours=96)
        clock.moment += timedelta(hours=96)
        published(company, review)
        mail = mails_to(company.decider, hours=96)[-1]

        assert mail.subject == "Data council, FY26-Q3 has its pre-read"
        assert f"{item.code}, " in mail.body
        assert "CRO is asked to choose A or B." in mail.body
        (pdf,) = [one for one in mail.attachments if one[2] == "application/pdf"]
        assert pdf[1].startswith(b"%PDF-1.7")
        assert not [m for m in mails_to(company.outsider) if "pre-read" in m.subject]

    def test_is_not_sent_once_the_review_is_off(self, company: Company) -> None:
        review = late(company)
        published(company, review)
        cancel_review(review=review, reason="Snow", actor=company.steward, at=clock.tick())
        said = [mail.subject for mail in mails_to(company.decider, hours=48)]
        assert not [subject for subject in said if "pre-read" in subject]

    def test_says_what_changed_since(self, company: Company) -> None:
        item = proposed(company)
        review = late(company)
        published(company, review)
        change_severity(
            item=item, severity=4, reason="Smaller", actor=company.steward, at=clock.tick()
        )
        mails_to(company.decider, hours=96)
        clock.moment += timedelta(hours=96)
        published(company, review)
        mail = mails_to(company.decider, hours=96)[-1]
        assert "refreshed pre-read" in mail.subject
        assert "changed since" in mail.body


class TestOpening:
    def test_is_noted_once_for_those_invited_alone(self, company: Company) -> None:
        made = published(company)
        for person in (company.decider, company.decider, company.viewer, company.outsider):
            note_opened(pre_read=made, actor=person, at=clock.tick())
        assert [row.person for row in Opening.objects.all()] == [company.decider]

    def test_is_noted_of_a_pre_read_and_not_of_what_was_kept(self, company: Company) -> None:
        made = published(company)
        review = start_review(review=made.review, actor=company.arbiter, at=clock.tick())
        made.review = review
        note_opened(pre_read=made, actor=company.decider, at=clock.tick())
        assert not Opening.objects.exists()


class TestSeen:
    def test_leaves_out_what_became_confidential_since(self, company: Company) -> None:
        item = proposed(company)
        Contradiction.objects.filter(pk=item.pk).update(exposure=420_000, exposure_currency="EUR")
        made = published(company)
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)

        assert hidden_codes(made, company.viewer) == {item.code}
        content = seen_by(made, company.viewer)
        assert item.title not in str(content)
        assert "420" in made.content["message"]
        assert "420" not in str(content)
        assert seen_by(made, company.decider) == made.content

    def test_may_be_taken_along_whole_where_it_never_said_a_word(
        self, company: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proposed(company)
        kept_back = proposed(company, is_confidential=True)
        rules = replace(settings.TIEOUT, review_most_decisions=1)
        monkeypatch.setattr(settings, "TIEOUT", rules)
        made = published(company)

        assert [one["code"] for one in made.content["agenda"]["left"]] == [kept_back.code]
        assert hidden_codes(made, company.viewer) == set()


def pdf_text(made: PreRead, paper: str = "a4") -> str:
    reader = PdfReader(BytesIO(pdf_of(made.content, made.sha256, paper)))
    return "\n".join(page.extract_text() for page in reader.pages)


class TestPrint:
    """What an independent library reads in the PDF."""

    @pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
    def test_has_numbered_pages_with_as_of_and_version(
        self, company: Company, paper: str, size: tuple[int, int]
    ) -> None:
        item = proposed(company)
        made = published(company)
        reader = PdfReader(BytesIO(pdf_of(made.content, made.sha256, paper)))
        texts = [page.extract_text() for page in reader.pages]

        assert len(texts) == 3
        box = reader.pages[0].mediabox
        assert (round(box.width), round(box.height)) == size
        for number, said in enumerate(texts, 1):
            assert f"Page {number} of 3" in said
            assert f"version {made.version}" in said
            assert "As of 2026-" in said
        assert item.code in texts[1]
        assert "CRO is asked to choose A or B." in " ".join(texts[1].split())
        assert made.sha256 in texts[2].replace("\n", "")

    def test_is_tagged_titled_and_dated_by_what_was_frozen(self, company: Company) -> None:
        proposed(company)
        made = published(company)
        reader = PdfReader(BytesIO(pdf_of(made.content, made.sha256, "a4")))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
        assert reader.metadata is not None
        assert reader.metadata.title == "Data council, FY26-Q3: pre-read"
        assert reader.metadata.creation_date == made.at.replace(microsecond=0)
        kinds = set(tags(root["/StructTreeRoot"]))
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= kinds
        xmp = root["/Metadata"].get_data().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp

    def test_embeds_its_fonts(self, company: Company) -> None:
        proposed(company)
        made = published(company)
        reader = PdfReader(BytesIO(pdf_of(made.content, made.sha256, "a4")))
        found: list[Any] = [page["/Resources"] for page in reader.pages]
        fonts = [font.get_object() for one in found for font in one["/Font"].values()]
        assert {"SourceSansPro" in font["/BaseFont"] for font in fonts} == {True}
        for font in fonts:
            described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in described or "/FontFile3" in described

    def test_is_the_same_each_time(self, company: Company) -> None:
        proposed(company)
        made = published(company)
        assert pdf_of(made.content, made.sha256, "a4") == pdf_of(made.content, made.sha256, "a4")

    def test_takes_typed_words_for_words(self, company: Company) -> None:
        item = proposed(company)
        typed = '#import "x" $a_b$ *bold* <b>& \\ [link](x) `code` @ref \u202e'
        Contradiction.objects.filter(pk=item.pk).update(question=typed)
        made = published(company)
        assert '#import "x" $a_b$ *bold*' in " ".join(pdf_text(made).split())
        assert "\\*bold\\*" in as_markdown(made.content, made.sha256)


def tags(node: Any) -> list[str]:
    """Return every sort of tag of a document."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        return [kind for one in node for kind in tags(one)]
    if not isinstance(node, DictionaryObject):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (tags(node["/K"]) if "/K" in node else [])


class TestWriting:
    def test_has_a_row_for_each_option(self, company: Company) -> None:
        item = proposed(company)
        rows = as_csv(published(company).content).strip().splitlines()
        assert len(rows) == 3
        assert rows[1].startswith(f'"{item.code}",')

    def test_neutralises_formulas(self, company: Company) -> None:
        item = proposed(company)
        item.options.filter(letter="A").update(summary="=1+1")
        assert ",=1+1" not in as_csv(published(company).content)

    def test_of_a_healthy_quarter_is_short(self, company: Company) -> None:
        made = published(company, opened(company, council(company)))
        assert "Nothing waits for a decision" in as_markdown(made.content, made.sha256)
        assert "Nothing is asked" in pdf_text(made)


def test_what_is_kept_of_a_review_ties_out(company: Company) -> None:
    proposed(company)
    published(company)
    assert list(findings()) == []
