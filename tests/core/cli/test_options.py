import pytest

from core.cli.options import weighted
from core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("texts", "weights"),
    [
        (None, {}),
        ([], {}),
        (["m01"], {"m01": 1.0}),
        (["m01:2", "m02:0.5"], {"m01": 2.0, "m02": 0.5}),
        (["tt:1:3"], {"tt:1": 3.0}),
    ],
)
def test_weighted(texts: list[str] | None, weights: dict[str, float]) -> None:
    assert weighted(texts, "like") == weights


@pytest.mark.parametrize("text", ["m01:", "m01:x", "m01:1,5"])
def test_a_weight_that_is_no_number_names_its_option(text: str) -> None:
    with pytest.raises(InvalidRequest, match="--dislike") as raised:
        weighted([text], "dislike")
    assert raised.value.parameter == "dislike"
