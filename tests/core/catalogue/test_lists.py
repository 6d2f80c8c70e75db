import pytest

from core.catalogue.values.lists import names, people


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Drama, Crime", ("Drama", "Crime")),
        ("Drama|Crime", ("Drama", "Crime")),
        ("Drama;Crime", ("Drama", "Crime")),
        ("Drama, , Drama", ("Drama",)),
        ("Tom &amp; Jerry, B", ("Tom & Jerry", "B")),
        ("Robert Downey Jr., Sammy Davis, Jr., Ann", ("Robert Downey Jr.", "Sammy Davis, Jr.", "Ann")),
        ("Joaquin Garay, III, Bob, Sr., M.D.", ("Joaquin Garay, III", "Bob, Sr., M.D.")),
        ("Davis, Jr.|Ann", ("Davis, Jr.", "Ann")),
        ("BTS, JR, V", ("BTS", "JR", "V")),
        ('[{"id": 18, "name": "Drama"}, {"id": 80, "name": "Crime"}]', ("Drama", "Crime")),
        ("[{'id': 18, 'name': \"Rock 'n' Roll\"}]", ("Rock 'n' Roll",)),
        ("['Drama', 'Crime, Noir']", ("Drama", "Crime, Noir")),
        ("[Drama, Crime]", ("Drama", "Crime")),
        ("[]", ()),
        ('{"keywords": [{"name": "space"}]}', ("space",)),
        (["Drama", None, {"name": "Crime"}, True, 3], ("Drama", "Crime", "3")),
        (None, ()),
        (7, ()),
    ],
)
def test_lists_in_every_usual_form(written: object, found: tuple[str, ...]) -> None:
    assert names(written) == found


@pytest.mark.parametrize("written", ["[{'name': ", "{broken]", "[" * 5000 + "]" * 5000, "[" + "'a'," * 200_000 + "]"])
def test_a_list_that_cannot_be_read_is_no_list_of_its_debris(written: str) -> None:
    with pytest.raises(ValueError, match="list"):
        names(written if written.endswith("]") else written + "]x")


def test_python_in_a_cell_is_never_run() -> None:
    with pytest.raises(ValueError, match="list"):
        names("[__import__('os').system('true')]x")


def test_only_the_asked_jobs_of_a_crew() -> None:
    crew = (
        '[{"job": "Editor", "name": "Zach"}, {"job": "Director", "name": "Lana"}, {"job": "Director", "name": "Lilly"}]'
    )
    assert people(crew, {"Director"}) == ("Lana", "Lilly")
    assert people("Lana, Zach", {"Director"}, plain=False) == ()


def test_people_stand_in_billing_order() -> None:
    assert people([{"name": "B", "order": 1}, {"name": "A", "order": 0}], ()) == ("A", "B")
