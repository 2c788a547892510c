"""Direction: imports, foreign keys and names, beyond what import-linter can say."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.architecture.source import Module, application, modules

ORDER = ["accounts", "metrics", "governance"]
BANNED_NAMES = {"core", "utils", "util", "helpers", "common", "misc", "manager"}
# Inside an app: what a layer must not import. Actions never look up at what calls them.
UPPER = ("views", "api", "forms", "tasks", "management", "urls", "templatetags")
LOWER = ("models", "actions", "policies", "recording", "lifecycle")
# Engines a shell or a notebook can use: plain Python.
PLAIN = (
    "accounts/workdays.py",
    "governance/bridging/drawing.py",
    "governance/bridging/engine.py",
    "governance/dispute/diagnosis.py",
    "governance/dispute/gap.py",
    "governance/lifecycle.py",
    "governance/dispute/sentences.py",
    "metrics/bridge/",
    "metrics/csv_writing.py",
    "metrics/figures.py",
    "metrics/periods.py",
    "metrics/reading/",
    "metrics/signals.py",
    "metrics/sparkline.py",
    "metrics/targets.py",
)


def layer_of(module: Module) -> str:
    """Return the name after the app: the layer, whether a file or a folder."""
    return module.parts[1] if len(module.parts) > 1 else ""


def in_layers(*names: str) -> list[Module]:
    """Return our modules of the given layers, in every app."""
    return [module for module in application() if layer_of(module) in names]


def test_lower_layers_never_import_upper_ones() -> None:
    offenders = [
        f"{module.name} imports {name}"
        for module in in_layers(*LOWER)
        for name in module.imports()
        if name.split(".")[0] in ORDER and name.split(".")[1:2] and name.split(".")[1] in UPPER
    ]

    assert offenders == []


def test_models_never_import_actions() -> None:
    offenders = [
        f"{module.name} imports {name}"
        for module in in_layers("models", "lifecycle")
        for name in module.imports()
        if ".actions" in name or name.endswith((".policies", ".recording"))
    ]

    assert offenders == []


def test_actions_and_models_know_no_request() -> None:
    web = ("django.http", "django.shortcuts", "rest_framework", "django_htmx")
    offenders = [
        f"{module.name} imports {name}"
        for module in in_layers(*LOWER)
        for name in module.imports()
        if name.startswith(web)
    ]

    assert offenders == []


def test_engines_import_no_django() -> None:
    engines = [module for module in application() if module.name.startswith(PLAIN)]
    web = ("django", "rest_framework", "config", *(f"{app}.models" for app in ORDER))
    offenders = [
        f"{module.name} imports {name}"
        for module in engines
        for name in module.imports()
        if name.startswith(web)
    ]

    assert engines
    assert offenders == []


@pytest.mark.parametrize("app", ORDER)
def test_relations_point_to_the_same_or_a_lower_app(app: str) -> None:
    allowed = {*ORDER[: ORDER.index(app) + 1], "contenttypes"}
    relations = [
        field
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
    ]
    offenders = [
        str(field) for field in relations if field.related_model._meta.app_label not in allowed
    ]

    assert relations
    assert offenders == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    offenders = [
        module.name
        for module in modules("config", "governance", "metrics", "accounts", "tests", "benchmarks")
        if BANNED_NAMES & set(module.parts)
    ]

    assert offenders == []
