import pytest

from core.errors import InvalidRequest
from core.recommend.methods import DEFAULT_METHOD, METHODS, NAME_FIELDS, TEXT_FIELDS, get_method


@pytest.mark.parametrize("name", METHODS)
def test_shares_of_known_fields_add_up_to_one(name: str) -> None:
    method = get_method(name)
    assert method.name == name
    assert sum(method.shares.values()) == pytest.approx(1)
    assert set(method.shares) <= {*TEXT_FIELDS, *NAME_FIELDS}
    assert set(method.substance) <= set(method.shares) - {"title"}
    assert method.substance


def test_the_default_is_a_method() -> None:
    assert DEFAULT_METHOD in METHODS


@pytest.mark.parametrize("name", ["", "Multi", "x" * 1000])
def test_another_name_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(InvalidRequest, match="overview, multi, hybrid") as raised:
        get_method(name)
    assert raised.value.parameter == "method"
    assert len(str(raised.value)) < 200
