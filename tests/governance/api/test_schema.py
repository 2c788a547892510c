"""The description of the API: whole, valid, with examples, and served by ourselves alone."""

import json
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from governance.api.verbs import VERBS
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.api.client import Caller


def generated() -> dict[str, Any]:
    generator: Any = SchemaGenerator
    found: dict[str, Any] = generator().get_schema(request=None, public=True)
    return found


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return generated()


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_valid_openapi_3_1(schema: dict[str, Any]) -> None:
    check: Any = validate_schema
    check(schema)

    assert schema["openapi"] == "3.1.0"


def test_drf_spectacular_has_nothing_to_remark(capsys: pytest.CaptureFixture[str]) -> None:
    generated()

    assert capsys.readouterr().err == ""


def test_every_verb_has_an_address_with_an_example(schema: dict[str, Any]) -> None:
    for verb in VERBS:
        operation = schema["paths"][f"/api/v1/contradictions/{{code}}/{verb.name}/"]["post"]
        if verb.body().fields:
            body = operation["requestBody"]["content"]["application/json"]
            assert "examples" in body, verb.name
        headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        assert ("If-Match" in headers) == verb.moves_version, verb.name
        assert "Idempotency-Key" in headers


def test_every_operation_says_what_it_does_and_how_it_fails(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        assert operation["summary"], path
        problems = {code for code in operation["responses"] if code.startswith("4")}
        assert {"401", "429"} <= problems, (path, method)
        for code in problems:
            content = operation["responses"][code]["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_operations_have_names_of_their_own(schema: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(schema)]

    assert len(names) == len(set(names)) > 100


@pytest.mark.parametrize("name", [verb.name for verb in VERBS if verb.example])
def test_examples_fit_their_bodies(name: str, schema: dict[str, Any]) -> None:
    verb = next(verb for verb in VERBS if verb.name == name)

    assert set(verb.example) <= set(verb.body().fields)


def test_it_is_read_as_json_and_yaml(company: Company) -> None:
    caller = Caller(company.viewer)

    answer = caller.client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert json.loads(answer.content)["info"]["title"] == "Tieout"
    assert b"openapi: 3.1.0" in caller.get("/api/v1/schema/").content
    assert Caller(None).get("/api/v1/schema/").status_code == 401


def test_the_page_loads_nothing_from_elsewhere(company: Company) -> None:
    client = Client()
    with time_machine.travel(clock.tick(), tick=False):
        client.force_login(company.viewer)
        page = client.get("/api/v1/docs/")
        script = client.get("/api/v1/docs/?script=")

    text = page.content.decode()
    assert page.status_code == 200
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text) == []
    assert "<style" not in text
    assert 'src="/static/drf_spectacular_sidecar/' in text
    assert script["Content-Type"] == "application/javascript"
    assert "'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
