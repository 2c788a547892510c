import ast

import pytest

from tests.architecture.source import application, chain_of, modules


def test_source_finds_the_application() -> None:
    names = {module.name for module in application()}

    assert {"config/health.py", "accounts/recording.py", "governance/lifecycle.py"} <= names
    assert not any("migrations" in name for name in names)
    assert any("migrations" in module.parts for module in modules("governance"))


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("row.save()", ["row", "save"]),
        ("KPI.objects.filter(a=1).update(b=2)", ["KPI", "objects", "filter", "update"]),
        ("rows[0].history.create()", ["rows", "history", "create"]),
        ("(a or b).save()", ["?", "save"]),
    ],
)
def test_chain_names_each_step(code: str, chain: list[str]) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)

    assert chain_of(call.func) == chain
