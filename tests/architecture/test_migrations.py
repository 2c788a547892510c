import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.architecture.source import APPS, modules


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    answer = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=answer, verbosity=1)
    except SystemExit:
        pytest.fail(f"A migration is missing:\n{answer.getvalue()}")


def test_migrations_are_named_by_what_they_do() -> None:
    names = [
        module.path.stem
        for module in modules(*APPS)
        if "migrations" in module.parts and module.path.stem != "__init__"
    ]

    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", name)] == []
    assert [name for name in names if "_auto_" in name] == []
