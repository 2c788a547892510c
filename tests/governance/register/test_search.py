import pytest
from django.db import connection

from governance.actions.contradictions import describe
from governance.models import Contradiction
from governance.register import search
from governance.register.search import found
from tests.factories.clock import clock
from tests.factories.governance import Company, logged

pytestmark = pytest.mark.django_db


def numbers(words: str, *, any_word: bool = False) -> list[int]:
    items = found(Contradiction.objects.all(), words, any_word=any_word)
    return sorted(items.values_list("number", flat=True))


def test_finds_by_the_beginning_of_every_word(company: Company) -> None:
    first = logged(company)
    second = logged(company, (912, 300))

    assert numbers("market mql") == [first.number, second.number]
    assert numbers("MARKETING 847") == [first.number]
    assert numbers("847 912") == []
    assert numbers("847 912", any_word=True) == [first.number, second.number]


def test_finds_what_a_steward_words_later(company: Company) -> None:
    item = logged(company)
    assert numbers("capacity") == []

    describe(item=item, wording="Two counts, one capacity", actor=company.steward, at=clock.tick())

    assert numbers("capacity") == [item.number]
    describe(item=item, wording="Two counts", actor=company.steward, at=clock.tick())
    assert numbers("capacity") == []


def test_finds_by_the_names_of_system_and_kpi(company: Company) -> None:
    item = logged(company)
    system = item.positions.earliest("order").system

    assert system is not None
    assert item.number in numbers(system.name)


@pytest.mark.parametrize("typed", ["C-{:03d}", "c{}", " c {} ", "C-{}"])
def test_an_id_finds_its_item(company: Company, typed: str) -> None:
    logged(company)
    item = logged(company)

    assert numbers(typed.format(item.number)) == [item.number]


def test_nothing_typed_narrows_nothing(company: Company) -> None:
    item = logged(company)

    assert numbers("  ") == [item.number]


@pytest.mark.parametrize(
    "typed", ["???", "' OR 1=1 --", '"', "a* NEAR b", "(((", "mql) | (x", "\\"]
)
def test_signs_are_only_signs(company: Company, typed: str) -> None:
    logged(company)

    assert numbers(typed) == []


def test_decimals_and_thousands_are_found_as_written(company: Company) -> None:
    item = logged(company, (487_000, 452_000))

    assert numbers("487,000") == [item.number]


def test_accented_words_are_found_in_any_case(company: Company) -> None:
    item = logged(company)
    describe(item=item, wording="Zwei Zählweisen in Ö", actor=company.steward, at=clock.tick())

    assert numbers("ZÄHLW") == [item.number]


def test_migrate_puts_back_what_a_table_rebuild_dropped(company: Company) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL rebuilds no table")
    item = logged(company)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER tie_words_update")
    describe(item=item, wording="Two counts, one capacity", actor=company.steward, at=clock.tick())
    assert numbers("capacity") == []
    assert search.missing() == ["tie_words_update"]

    search.install()

    assert search.missing() == []
    assert numbers("capacity") == [item.number]


def test_a_query_uses_the_index(company: Company) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("FTS5 has no plan to read")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = found(Contradiction.objects.all(), "capacity").explain()

    assert search.INDEX in plan
