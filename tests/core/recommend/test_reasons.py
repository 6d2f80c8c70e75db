import pytest

from core.engine import Engine
from core.recommend.reasons import Because, Part, explain


def test_parts_by_hand() -> None:
    because = Because((Part("cast", "Ann", 0.4), Part("directors", "Ann", 0.2), Part("overview", "bank", 0.1),
                       Part("overview", "mars", -0.3)))  # fmt: skip
    assert because.total == pytest.approx(0.4)
    assert because.people == ("Ann",)
    assert because.terms == ("bank",)
    assert because.of("overview") == (Part("overview", "bank", 0.1),)
    assert Because().total == 0


def test_parts_come_largest_first_with_ties_in_order_of_name(small: Engine) -> None:
    space = small.snapshot.space("hybrid", "en")
    because = explain(space, space.profile({small.snapshot.row("m01"): 1.0}, {}), [small.snapshot.row("m02")])[0]
    keys = [(-part.value, part.field, part.label) for part in because.parts]
    assert keys == sorted(keys)
    assert {("directors", "Ada Stone"), ("cast", "Max Ruiz"), ("keywords", "heist")} <= {
        (part.field, part.label) for part in because.parts
    }


def test_titles_that_share_nothing_have_no_reasons(small: Engine) -> None:
    space = small.snapshot.space("hybrid", "en")
    row = small.snapshot.row("m10")
    assert explain(space, space.profile({small.snapshot.row("m01"): 1.0}, {}), [row]) == [Because()]
