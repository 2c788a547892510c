"""House rules that a reader would otherwise have to remember."""

import ast
from collections.abc import Iterator
from dataclasses import fields

from config.settings.policy import Policy
from tests.architecture.source import Module, application, chain_of, modules

MAX_FILE_LINES = 350
# A table of cases is looked up, not read; so is the one table of verbs.
MAX_TEST_LINES = 700
TABLES = {"governance/verbs/catalogue.py"}
MAX_FUNCTION_LINES = 50
BROAD = {"Exception", "BaseException"}
# What strangers send may bring about anything, and must hold up nothing that came after it.
CATCHING = {"governance/replies/mailbox.py"}


def test_no_file_is_longer_than_a_sitting() -> None:
    offenders = [
        f"{module.name}: {lines} lines"
        for most, read in (
            (MAX_FILE_LINES, [*application(), *modules("benchmarks")]),
            (MAX_TEST_LINES, modules("tests")),
        )
        for module in read
        if (lines := len(module.text.splitlines())) > most and module.name not in TABLES
    ]

    assert offenders == []


def test_no_function_is_longer_than_a_screen() -> None:
    offenders = [
        f"{module.name}:{function.lineno} {function.name}: {lines} lines"
        for module in application()
        for function in module.functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    ]

    assert offenders == []


def test_every_figure_left_to_the_company_is_read() -> None:
    text = "".join(module.text for module in application() if "policy" not in module.parts[-1])

    assert [one.name for one in fields(Policy) if f".{one.name}" not in text] == []


def test_nothing_catches_every_exception() -> None:
    offenders = [
        f"{module.name}:{node.lineno}"
        for module in application()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
        if module.name not in CATCHING
    ]

    assert offenders == []


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler is bare or names one of the roots, alone or in a tuple."""
    if handler.type is None:
        return True
    return any(isinstance(n, ast.Name) and n.id in BROAD for n in ast.walk(handler.type))


def test_the_only_signal_receiver_puts_triggers_back() -> None:
    receivers = [
        f"{module.name}: {'.'.join(chain)}"
        for module in application()
        for _, chain in module.calls()
        if chain[-1] == "connect" and chain[0].startswith(("pre_", "post_", "m2m_", "user_"))
    ]
    decorated = [
        f"{module.name}:{function.lineno}"
        for module in application()
        for function in module.functions()
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "receiver"
    ]

    assert receivers == ["governance/apps.py: post_migrate.connect"]
    assert decorated == []


def test_no_model_overrides_save_or_delete() -> None:
    offenders = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in application()
        if "models" in module.parts
        for function in module.functions()
        if function.name in {"save", "delete", "save_base"}
    ]

    assert offenders == []


# What makes a function of an actions module a verb: it opens an act, or records under one.
OPENS_AN_ACT = {"Act", "move", "change", "add", "record"}
UNDER_AN_ACT = {"Act", "Motion"}
# The first actor of all: nobody can have been told who made it.
UNTOLD = {"system_actor"}


def is_verb(function: ast.FunctionDef) -> bool:
    """Tell a verb from a step of one, which is handed the act, and from a question."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    types = {ast.unparse(argument.annotation) for argument in arguments if argument.annotation}
    called = {chain_of(n.func)[-1] for n in ast.walk(function) if isinstance(n, ast.Call)}
    if types & UNDER_AN_ACT or function.name in UNTOLD:
        return False
    return bool(called & OPENS_AN_ACT)


def _verbs() -> Iterator[tuple[Module, ast.FunctionDef]]:
    """Yield what actions offer to views, API and jobs; `moving` is how verbs are written."""
    for module in application():
        if "actions" in module.parts and module.path.stem != "moving":
            for node in module.tree.body:
                if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and is_verb(node):
                    yield module, node


def test_the_verbs_are_found() -> None:
    names = {function.name for _, function in _verbs()}

    assert {"log", "assign", "take_up", "decide", "verify", "escalate"} <= names
    assert not {"climb", "rung"} & names


def test_verbs_take_their_arguments_by_name() -> None:
    offenders = [
        f"{module.name}:{function.lineno} {function.name}"
        for module, function in _verbs()
        if function.args.args or function.args.posonlyargs or function.args.vararg
    ]

    assert offenders == []


def test_verbs_are_told_who_and_when() -> None:
    offenders = [
        f"{module.name}:{function.lineno} {function.name}"
        for module, function in _verbs()
        if not {"actor", "at"} <= {argument.arg for argument in function.args.kwonlyargs}
    ]

    assert offenders == []
