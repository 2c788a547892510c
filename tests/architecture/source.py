"""Our source as syntax trees, so that rules read code and not text."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("config", "governance", "metrics", "accounts")


@dataclass(frozen=True)
class Module:
    """One file of ours, parsed once."""

    path: Path

    @cached_property
    def name(self) -> str:
        """The path as people write it, from the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(ROOT).with_suffix("").parts

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    def imports(self) -> set[str]:
        """Return every dotted name imported anywhere in the file."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        return names

    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Return every function and method, nested ones too."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return [node for node in ast.walk(self.tree) if isinstance(node, kinds)]

    def calls(self) -> list[tuple[int, list[str]]]:
        """Return each call as its line and its dotted chain, outermost name last."""
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return [(call.lineno, chain_of(call.func)) for call in calls]


def chain_of(node: ast.expr) -> list[str]:
    """Name each step of a chain: `A.objects.filter(x).update` -> A, objects, filter, update."""
    names: list[str] = []
    current: ast.expr | None = node
    while current is not None:
        if isinstance(current, ast.Attribute):
            names.append(current.attr)
            current = current.value
        elif isinstance(current, ast.Call):
            current = current.func
        elif isinstance(current, ast.Subscript):
            current = current.value
        else:
            names.append(current.id if isinstance(current, ast.Name) else "?")
            current = None
    return names[::-1]


def modules(*tops: str) -> list[Module]:
    """Return our modules below the given top folders, in a stable order."""
    return [
        Module(path)
        for top in tops or APPS
        for path in sorted((ROOT / top).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


def application() -> list[Module]:
    """Return what runs in production, without what Django generated."""
    return [module for module in modules(*APPS) if "migrations" not in module.parts]
