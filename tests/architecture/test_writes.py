"""Who may write: governed rows change through actions, and through nothing else."""

import ast

import pytest

from tests.architecture.source import Module, application, chain_of

# Modules outside actions/ that write: the recorder and what it writes, and work promised or
# answered inside the transaction of an action. None of them is reachable with a generic update.
WRITERS = {"recording", "history", "ledger", "outbox", "idempotency"}
ALWAYS_WRITES = {
    *("save", "create", "delete", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create"),
}
MANAGERS = {"objects", "history", "_base_manager", "_default_manager"}
QUERIES = {"filter", "exclude", "all", "select_for_update", "using", "order_by"}
# Named like a write, and writes no row.
HARMLESS = {("cache", "delete"), ("response", "delete_cookie")}


def writes(tree: ast.AST) -> list[tuple[int, str]]:
    """Return the calls in a tree that write rows, as line and code."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        chain = chain_of(node.func)
        verb = chain[-1]
        by_query = verb == "update" and bool(set(chain[:-1]) & (MANAGERS | QUERIES))
        if tuple(chain) not in HARMLESS and (verb in ALWAYS_WRITES or by_query):
            found.append((node.lineno, ".".join(chain)))
    return found


def may_write(module: Module) -> bool:
    """Tell whether a module is one of the few places that write."""
    return "actions" in module.parts or module.parts[-1] in WRITERS


def test_rows_are_written_by_actions_alone() -> None:
    offenders = [
        f"{module.name}:{line} {code}"
        for module in application()
        if not may_write(module)
        for line, code in writes(module.tree)
    ]

    assert offenders == []


@pytest.mark.parametrize(
    "code",
    [
        "item.save()",
        "form.save()",
        "KPI.objects.create(name='x')",
        "KPI.objects.filter(pk=1).update(name='x')",
        "KPI.objects.all().delete()",
        "item.history.update(x=1)",
    ],
)
def test_a_write_is_recognised(code: str) -> None:
    assert writes(ast.parse(code))


@pytest.mark.parametrize("code", ["seen.update(a=1)", "digest.update(b'x')", "cache.delete(k)"])
def test_a_dictionary_is_not_a_row(code: str) -> None:
    assert not writes(ast.parse(code))
