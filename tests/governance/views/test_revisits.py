"""Looking at a decision again, as a page."""

import pytest

from tests.factories.governance import Company, decided
from tests.governance.views.test_reviews import text, visit

pytestmark = pytest.mark.django_db


def test_shows_expected_and_actual_on_the_decision(company: Company) -> None:
    decided(company)
    assert "Say what came of it" in text(visit(company.decider, "/d/D-001/"))
    assert "Say what came of it" not in text(visit(company.viewer, "/d/D-001/"))
    page = text(visit(company.decider, "/d/D-001/revisit/"))
    assert "Was the dissent right?" not in page
    assert visit(company.decider, "/d/D-001/revisit/", {"outcome": "kept"}).status_code == 422

    sent = {"outcome": "partly", "actual": "Half of it came true."}
    assert visit(company.decider, "/d/D-001/revisit/", sent)["Location"] == "/d/D-001/"
    shown = text(visit(company.viewer, "/d/D-001/"))
    assert "Looked at again: partly as expected" in shown
    assert "Half of it came true." in shown
