"""The description of the endpoint tells the truth: about what each home does, and what it does not."""

from collections.abc import Collection
from typing import Any

import pytest

from core.engine import Engine
from core.rest import problems
from core.rest.api import Api
from core.rest.engine_source import EngineSource
from core.rest.limiter import Limiter
from core.rest.operations import OPERATIONS
from core.rest.source import View
from tests.core.rest.conftest import Ask, api_of, asking, document
from tests.fixtures import START


class Narrow:
    """A source that answers little: similar titles without options, and single titles."""

    operations: Collection[str] = ("similar", "title", "health", "openapi", "docs", "index")
    parameters: Collection[str] = ("feature_type", "count")

    def __init__(self, engine: Engine) -> None:
        self._whole = EngineSource(lambda: engine)

    def view(self) -> View:
        """The engine's."""
        return self._whole.view()


@pytest.fixture
def narrow(small: Engine) -> Ask:
    """Asks an endpoint that offers little."""
    return asking(Api(Narrow(small), lambda: START))


def parameters(told: dict[str, Any]) -> list[str]:
    """The names of an operation's parameters."""
    return [parameter["name"] for parameter in told.get("parameters", ())]


def test_every_operation_is_described_with_all_it_takes(ask: Ask) -> None:
    told = document(ask("/openapi.json"))
    assert told["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, each in told["paths"].items() for method in each}
    assert described == {(operation.method, operation.path) for operation in OPERATIONS}
    for operation in OPERATIONS:
        one = told["paths"][operation.path][operation.method.lower()]
        names = [each.name for each in operation.query]
        assert parameters(one) == [*(["title_id"] if "{title_id}" in operation.path else []), *names]
    body = told["paths"]["/recommendations"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert list(body["properties"])[:4] == ["liked", "disliked", "text", "feature_type"]
    assert body["properties"]["feature_type"]["default"] == "hybrid"


def test_the_values_are_those_of_the_snapshot_and_its_examples_work(ask: Ask) -> None:
    similar = document(ask("/openapi.json"))["paths"]["/recommendations/{title_id}"]["get"]
    schemas = {each["name"]: each["schema"] for each in similar["parameters"]}
    for genre in schemas["genre"]["items"]["enum"]:
        assert ask(f"/titles?q=x&genre={genre.replace(' ', '%20')}").status == 200
    assert schemas["language"]["enum"] == ["en", "es"]
    for title_id in similar["parameters"][0]["examples"]:
        assert ask(f"/recommendations/{title_id}").status == 200


def test_the_example_of_a_body_works(ask: Ask) -> None:
    post = document(ask("/openapi.json"))["paths"]["/recommendations"]["post"]
    example = post["requestBody"]["content"]["application/json"]["example"]
    assert document(ask("/recommendations", "POST", json_body=example))["count"] > 0


def test_it_says_where_it_stands_and_what_guards_it(ask: Ask, small: Engine) -> None:
    open_ = document(ask("/openapi.json", base="/api"))
    assert open_["servers"] == [{"url": "/api"}]
    assert "securitySchemes" not in open_["components"]
    guarded = document(asking(api_of(small, key="k", limiter=Limiter(9, lambda: 0.0)))("/openapi.json"))
    assert guarded["components"]["securitySchemes"]["ApiKey"]["name"] == "x-api-key"
    for path, operations in guarded["paths"].items():
        for told in operations.values():
            secured = path.startswith(("/titles", "/recommendations"))
            assert ("security" in told, "401" in told["responses"], "429" in told["responses"]) == (secured,) * 3
    assert not any("401" in told["responses"] for each in open_["paths"].values() for told in each.values())


def test_a_source_that_offers_less_is_described_with_less(narrow: Ask) -> None:
    told = document(narrow("/openapi.json"))
    assert list(told["paths"]) == [
        "/recommendations/{title_id}",
        "/titles/{title_id}",
        "/health",
        "/openapi.json",
        "/docs",
        "/",
    ]
    assert parameters(told["paths"]["/recommendations/{title_id}"]["get"]) == ["title_id", "feature_type", "count"]
    assert "diversity" not in narrow("/docs").body.decode()
    assert len(document(narrow("/"))["operations"]) == 6


def test_what_a_source_does_not_offer_it_says(narrow: Ask) -> None:
    assert document(narrow("/titles?q=x"), 501)["type"] == "/docs#not-offered"
    assert document(narrow("/recommendations", "POST", json_body={"text": "x"}), 501)["status"] == 501
    told = document(narrow("/recommendations/m01?count=3&diversity=0.5&genre=Crime"), 501)
    assert [error["parameter"] for error in told["errors"]] == ["diversity", "genre"]
    assert document(narrow("/recommendations/m01?diversity=5"), 400)  # wrong anywhere
    assert document(narrow("/recommendations/m01?count=3"))["count"] == 3


def test_every_problem_has_its_place_on_the_page(ask: Ask) -> None:
    page = ask("/docs").body.decode()
    for kind in problems.KINDS:
        assert f"id='{kind.name}'" in page
    for operation in OPERATIONS:
        assert f"id='{operation.id}'" in page


def test_without_a_snapshot_it_is_described_without_its_values() -> None:
    told = document(asking(api_of(None))("/openapi.json"))
    schemas = {each["name"]: each["schema"] for each in told["paths"]["/titles"]["get"]["parameters"]}
    assert "enum" not in schemas["genre"]["items"]
