"""About: what this is and which catalogue it serves."""

import pytest

from core.engine import Engine
from tests.pages.conftest import visit


@pytest.mark.usefixtures("embedded_served")
def test_tells_what_is_served(embedded: Engine) -> None:
    at = visit("about")
    kinds = [embedded.title(title_id).type for title_id in embedded.ids]
    assert {metric.label: metric.value for metric in at.metric} == {
        "Films": str(kinds.count("movie")), "Series": str(kinds.count("series")), "Without a description": "0",
    }  # fmt: skip
    assert embedded.snapshot.id in at.caption[0].value
    assert "TF-IDF" in at.markdown[1].value
    assert [heading.value for heading in at.subheader] == ["How titles are compared", "The catalogue"]
