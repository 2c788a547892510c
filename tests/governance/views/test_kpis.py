from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from governance.actions.rights import grant
from metrics.actions.measurements import correct_reading
from metrics.models import KPI
from tests.factories.clock import clock
from tests.factories.governance import Company, accepted, item_in
from tests.factories.metrics import KPIFactory, reading
from tests.governance.actions.test_definitions import approved, proposed


@pytest.fixture
def kpi(company: Company) -> KPI:
    return company.kpi_pair()[0]


@pytest.fixture
def steward(client: Client, company: Company) -> Client:
    client.force_login(company.steward)
    return client


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def quarters(kpi: KPI, *values: int) -> None:
    starts = [(2024 + i // 4, 3 * (i % 4) + 1) for i in range(len(values))]
    for (year, month), value in zip(starts, values, strict=True):
        end = date(year, month + 2, 30 if month in (4, 7) else 31)
        reading(kpi, value, (date(year, month, 1), end))


class TestDictionary:
    def test_lists_meaning_owner_system_and_version(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        approved(company, kpi)
        grant(
            person=company.marketing_head,
            right="accountable",
            kpi=kpi,
            actor=company.steward,
            at=clock.tick(),
        )

        text = page(steward, "dictionary")

        assert "A person whose score passed 60." in text
        assert "Head of Marketing" in text
        assert str(kpi.system) in text
        assert "<b>1</b> of <b>2</b> metrics lacks an owner." in text
        assert "shares its name" in text

    def test_lacking_an_owner_is_a_view(self, steward: Client, company: Company, kpi: KPI) -> None:
        grant(
            person=company.decider,
            right="accountable",
            kpi=kpi,
            actor=company.steward,
            at=clock.tick(),
        )

        answer = steward.get(reverse("dictionary"), {"lacking": "owner"})

        assert kpi not in [entry.kpi for entry in answer.context["entries"]]
        assert len(answer.context["entries"]) == 1

    @pytest.mark.parametrize(
        ("words", "count"), [("mql", 2), ("mql sales", 1), ("passed 60", 1), ("nothing", 0)]
    )
    def test_search_reads_names_functions_and_meanings(
        self, steward: Client, company: Company, kpi: KPI, words: str, count: int
    ) -> None:
        approved(company, kpi)

        answer = steward.get(reverse("dictionary"), {"q": words})

        assert len(answer.context["entries"]) == count

    def test_says_when_it_is_empty_and_when_nothing_matches(self, steward: Client) -> None:
        assert "The dictionary is empty." in page(steward, "dictionary")
        KPIFactory(kind="outcome")
        assert "No metric matches." in page(steward, "dictionary", q="xyz")

    def test_queries_do_not_grow_with_metrics(
        self, steward: Client, company: Company, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(12):
            company.kpi_pair()

        with django_assert_max_num_queries(10):
            steward.get(reverse("dictionary"))


class TestKpi:
    def test_opens_with_a_sentence_that_could_be_wrong(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        reading(kpi, 847)

        text = page(steward, "kpi", kpi.slug)

        said = text.split('<h1 class="msg">')[1].split("</h1>")[0]
        assert (
            strip_tags(said) == "Marketing counts 847 MQLs in FY26-Q3, 47 above the target of 800."
        )
        assert "On target" in text
        assert "No owner yet" in text
        assert "CRO" in text

    def test_what_nobody_read_is_not_green(self, steward: Client, kpi: KPI) -> None:
        text = page(steward, "kpi", kpi.slug)

        assert "Nobody has recorded a reading of MQL yet." in text
        assert "Not measured" in text
        assert "On target" not in text

    def test_open_items_lead_to_the_dispute(self, steward: Client, company: Company) -> None:
        item = item_in("logged", company)
        disputed = item.positions.first().kpi

        text = page(steward, "kpi", disputed.slug)

        assert reverse("contradiction", args=[item.code]) in text

    def test_a_confidential_item_is_counted_and_not_shown(
        self, client: Client, company: Company
    ) -> None:
        item = item_in("logged", company, is_confidential=True)
        disputed = item.positions.first().kpi
        client.force_login(company.outsider)

        text = page(client, "kpi", disputed.slug)

        assert item.code not in text
        assert "1 confidential item is not open to you." in text

    def test_an_acceptance_in_force_is_disclosed(self, steward: Client, company: Company) -> None:
        item = accepted(company)
        disputed = item.positions.first().kpi

        text = page(steward, "kpi", disputed.slug)

        assert "Marketing and Sales count different things until the next quarter." in text
        assert "Accepted by CRO" in text

    def test_the_trend_says_whether_it_is_a_signal(self, steward: Client, kpi: KPI) -> None:
        quarters(kpi, 612, 640, 631, 660, 641, 652, 640, 847)

        text = page(steward, "kpi", kpi.slug)

        assert "8 quarters, now exceptional" in text
        assert "PL 800" in text
        assert 'role="img"' in text

    def test_corrected_readings_stay_visible(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        first = reading(kpi, 847)
        correct_reading(
            reading=first,
            value=Decimal(840),
            as_of=first.as_of,
            reason="Seven test entries",
            actor=company.steward,
            at=clock.tick(),
        )

        text = page(steward, "kpi", kpi.slug)

        assert "<del>847</del>" in text
        assert "corrects 847" in text
        assert "Seven test entries" in text

    def test_earlier_periods_are_one_press_away(self, steward: Client, kpi: KPI) -> None:
        quarters(kpi, *range(600, 615))

        text = page(steward, "kpi", kpi.slug)

        assert "Show 3 earlier periods" in text
        assert "<b>600</b>" not in text
        assert "<b>600</b>" in page(steward, "kpi", kpi.slug, readings="all")

    def test_each_segment_and_system_is_a_series_of_its_own(
        self, steward: Client, kpi: KPI
    ) -> None:
        reading(kpi, 847)
        reading(kpi, 40, segment="Brazil & co")

        answer = steward.get(reverse("kpi", args=[kpi.slug]), {"segment": "Brazil & co"})

        assert [row.value for row in answer.context["series"].readings] == [40]
        assert "segment=Brazil+%26+co" in answer.content.decode()

    @pytest.mark.parametrize("query", ["segment=none", "system=nowhere", "segment=%00", "page=x"])
    def test_what_a_reader_types_into_the_address_breaks_nothing(
        self, steward: Client, kpi: KPI, query: str
    ) -> None:
        reading(kpi, 847)

        assert steward.get(f"/m/{kpi.slug}/?{query}").status_code == 200
        assert steward.get(f"/m/{kpi.slug}/readings.csv?{query}").status_code == 200
        assert steward.get(f"/dictionary/?q=%00&{query}").status_code == 200

    def test_the_file_holds_every_reading(self, steward: Client, kpi: KPI) -> None:
        reading(kpi, 847)
        answer: Any = steward.get(reverse("readings_csv", args=[kpi.slug]))
        text = b"".join(answer.streaming_content).decode()

        assert '"847.0000"' in text or '"847"' in text

    def test_queries_do_not_grow_with_readings(
        self, steward: Client, company: Company, django_assert_max_num_queries: Any
    ) -> None:
        item = item_in("logged", company)
        kpi = item.positions.first().kpi
        approved(company, kpi)
        quarters(kpi, *range(600, 610))

        with django_assert_max_num_queries(24):
            steward.get(reverse("kpi", args=[kpi.slug]))

    def test_a_stranger_signs_in_and_an_unknown_name_is_not_there(
        self, client: Client, company: Company, kpi: KPI
    ) -> None:
        assert client.get(reverse("kpi", args=[kpi.slug])).status_code == 302
        client.force_login(company.viewer)
        assert client.get(reverse("kpi", args=["nothing"])).status_code == 404

    def test_the_next_move_is_for_who_can_make_it(
        self, client: Client, company: Company, kpi: KPI
    ) -> None:
        proposed(company, kpi)
        for person, words in (
            (company.decider, "Read and judge it"),
            (company.outsider, "Record a reading"),
        ):
            client.force_login(person)
            assert words in page(client, "kpi", kpi.slug)
        client.force_login(company.viewer)
        assert 'class="next"' not in page(client, "kpi", kpi.slug)


class TestCompare:
    def test_puts_what_differs_first(self, steward: Client, company: Company) -> None:
        left, right = company.kpi_pair()
        approved(company, left)

        answer = steward.get(reverse("kpi_compare", args=[left.slug, right.slug]))

        facts = answer.context["facts"]
        assert [one.differs for one in facts] == sorted((o.differs for o in facts), reverse=True)
        assert "Function" in [one.label for one in facts if one.differs]
        assert answer.context["meanings"][0].differs
        assert "the two metrics called MQL" in answer.content.decode()

    def test_a_metric_is_not_compared_with_itself(self, steward: Client, kpi: KPI) -> None:
        address = reverse("kpi_compare", args=[kpi.slug, kpi.slug])

        assert steward.get(address).status_code == 404
