"""A bridge out of two lists, page by page: files, rules, a worker, and the rows of each step."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.models import BridgeJob
from governance.tasks import drain
from tests.factories.bridge_lists import DEALS, LEADS, Listed
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.views.visiting import text, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def bridge_page(listed: Listed) -> str:
    return f"/c/{listed.item.code}/bridge/"


def chosen(**changes: str) -> dict[str, str]:
    sides = ("left", "right")
    same = {f"{side}_normaliser_1": "exact" for side in sides}
    same |= {f"{side}_counts": "rows" for side in sides}
    return {"left_key_1": "id", "right_key_1": "lead", "keep_days": "30", **same, **changes}


def test_from_the_bridge_page_to_the_rows(listed: Listed) -> None:
    start = text(visit(listed.owner, bridge_page(listed)))
    assert f'href="{bridge_page(listed)}lists/?sides=1-2">Build the bridge</a>' in start

    files = {
        "left": SimpleUploadedFile("leads.csv", LEADS),
        "left_leave_out": "email",
        "right": SimpleUploadedFile("deals.csv", DEALS),
    }
    sent = visit(listed.owner, f"{bridge_page(listed)}lists/?sides=1-2", files)
    assert sent.status_code == 302
    job = sent["Location"]
    rules = text(visit(listed.owner, job))
    assert '<option value="id" selected>' in rules
    assert "Kept out: email." in rules

    seen = text(visit(listed.owner, f"{job}preview/", chosen()))
    assert "<dt>Keys in both lists</dt><dd>2</dd>" in seen
    assert visit(listed.owner, f"{job}run/", chosen()).status_code == 302
    waits = visit(listed.owner, job)
    assert waits["Refresh"] == "3"
    assert "Stop it" in text(waits)
    with time_machine.travel(clock.tick(), tick=False):
        drain()
    done = visit(listed.owner, job)
    assert done.status_code == 302

    page = text(visit(listed.owner, done["Location"]))
    assert "In Marketing, not in Sales at all" in page
    assert "Computed from two lists" in page
    assert "kept out: email" in page
    line = BridgeJob.objects.get().bridge.lines.get(step="left-absent")
    where = f"{bridge_page(listed)}{line.bridge_id}/steps/{line.pk}/rows/"
    assert f'href="{where}">2 rows</a>' in page
    rows = text(visit(listed.owner, f"{where}?by=origin"))
    assert "<b>2</b> rows make up" in rows
    assert '<th scope="row">fair</th><td class="num" data-l="Rows">2</td>' in rows
    assert "example" not in rows.partition('id="rows"')[2]

    file = visit(listed.owner, f"{where}download/", {"kind": "csv"})
    content = b"".join(file.streaming_content).decode()
    assert '"4","3","fair","2026-02-01"' in content
    assert file["Content-Disposition"].endswith('-left-absent.csv"')


class TestOthers:
    def test_see_steps_but_no_rows(self, listed: Listed) -> None:
        bridge = listed.built()
        line = bridge.lines.get(step="left-absent")
        where = f"{bridge_page(listed)}{bridge.pk}/steps/{line.pk}/rows/"

        page = text(visit(listed.company.outsider, bridge_page(listed)))

        assert "In Marketing, not in Sales at all" in page
        assert where not in page
        assert visit(listed.company.outsider, where).status_code == 404
        assert visit(listed.company.outsider, f"{where}download/", {}).status_code == 404

    def test_see_nothing_of_a_confidential_item(self, company: Company) -> None:
        listed = Listed(company)
        bridge = listed.built()
        type(listed.item).objects.filter(pk=listed.item.pk).update(is_confidential=True)

        found = [
            visit(company.outsider, f"{bridge_page(listed)}{path}").status_code
            for path in ("", f"{bridge.pk}/steps/{bridge.lines.first().pk}/rows/", "lists/")
        ]

        assert found == [404, 404, 404]


class TestForms:
    def test_say_what_is_missing(self, listed: Listed) -> None:
        answer = visit(listed.owner, f"{bridge_page(listed)}lists/?sides=1-2", {})

        assert answer.status_code == 422
        said = text(answer)
        # Once above the form and once beside the field, for each side by its name.
        assert said.count("Marketing: choose the list behind this figure.") == 2
        assert said.count("Sales: choose the list behind this figure.") == 2

    def test_name_the_file_that_cannot_be_read(self, listed: Listed) -> None:
        files = {
            "left": SimpleUploadedFile("leads.xlsx", b"PK\x03\x04" + bytes(100)),
            "right": SimpleUploadedFile("deals.csv", DEALS),
        }

        answer = visit(listed.owner, f"{bridge_page(listed)}lists/?sides=1-2", files)

        assert answer.status_code == 422
        assert "leads.xlsx is a workbook or another zip archive" in text(answer)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"left_from": "2026-01-01"}, "Marketing: choose the date column of this window."),
            ({"left_period": "asked"}, "Marketing: enter the first day that counts"),
            ({"left_status": "origin"}, "Marketing: enter the values that count."),
            ({"left_key_2": "origin"}, "Sales: choose its second key column too."),
            ({"left_key_1": ""}, "Marketing: choose what names a row."),
            ({"left_key_1": "nobody"}, "is not one of the available choices"),
            ({"keep_days": "9999"}, "less than or equal to 730"),
        ],
    )
    def test_say_what_a_rule_needs(
        self, listed: Listed, changes: dict[str, str], said: str
    ) -> None:
        job = listed.upload()

        answer = visit(
            listed.owner, f"{bridge_page(listed)}lists/{job.key}/run/", chosen(**changes)
        )

        assert answer.status_code == 422
        assert said in text(answer)
