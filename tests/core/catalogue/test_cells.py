import datetime

import pytest

from core.catalogue.values.cells import duration, iso_date, number, title_type, whole, year_of


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("September 25, 2021", "2021-09-25"),
        (" January 11, 2019", "2019-01-11"),
        ("Sept. 5 2021", "2021-09-05"),
        ("25-Sep-21", "2021-09-25"),
        ("25 September 2021", "2021-09-25"),
        ("2021-09-25", "2021-09-25"),
        ("2021/09/25", "2021-09-25"),
        ("2021-09-25T10:11:12Z", "2021-09-25"),
        ("2021-09-25 10:11:12.000", "2021-09-25"),
        ("25/09/2021", "2021-09-25"),
        ("25.09.2021", "2021-09-25"),
        ("4.5.2021", "2021-05-04"),
        ("9/25/2021", "2021-09-25"),
        ("4/5/2021", "2021-04-05"),
        ("31/02/2021", ""),
        ("2021", ""),
        ("soon", ""),
        (datetime.datetime(2021, 9, 25, 3), "2021-09-25"),
        (None, ""),
    ],
)
def test_dates_in_every_usual_form(written: object, date: str) -> None:
    assert iso_date(written) == date


def test_only_a_date_that_could_be_either_depends_on_the_file() -> None:
    assert iso_date("4/5/2021", day_first=True) == "2021-05-04"
    assert iso_date("9/25/2021", day_first=True) == "2021-09-25"


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2021", 2021),
        ("2021.0", 2021),
        (2021, 2021),
        ("1995-10-30", 1995),
        ("2011-2019", 2011),
        ("12", None),
        ("", None),
    ],
)
def test_years(written: object, year: int | None) -> None:
    assert year_of(written) == year


@pytest.mark.parametrize(
    ("written", "value"),
    [("7.7", 7.7), ("7,7", 7.7), ("1,234,567", 1234567.0), (" 5269.0 ", 5269.0), (True, None), ("nan", None),
     (float("inf"), None), (10**400, None), ("1e9999", None), ("", None), ("x", None)],
)  # fmt: skip
def test_numbers(written: object, value: float | None) -> None:
    assert number(written) == value


def test_whole_numbers_have_no_fraction_and_no_sign() -> None:
    assert (whole("5269.0"), whole("7.5"), whole("-1")) == (5269, None, None)


@pytest.mark.parametrize(
    ("written", "kind", "length"),
    [
        ("90 min", "movie", (90, None)),
        ("90 minutes", "movie", (90, None)),
        ("1h 30m", "movie", (90, None)),
        ("1 hr 30 min", "movie", (90, None)),
        ("2 hours", "movie", (120, None)),
        ("1h30", "movie", (90, None)),
        ("PT1H30M", "movie", (90, None)),
        ("1:30:00", "movie", (90, None)),
        ("90", "movie", (90, None)),
        (90.0, "movie", (90, None)),
        ("2 Seasons", "series", (None, 2)),
        ("1 season", None, (None, 1)),
        ("3", "series", (None, 3)),
        ("45", "series", (45, None)),
        ("0 min", "movie", (None, None)),
        ("long", "movie", (None, None)),
    ],
)
def test_durations(written: object, kind: str, length: tuple[int | None, int | None]) -> None:
    assert duration(written, kind) == length  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["Movie", "MOVIE", "film", "Feature Film", "tvMovie"])
def test_words_for_films(word: str) -> None:
    assert title_type(word) == "movie"


@pytest.mark.parametrize("word", ["tv", "TV Show", "series", "SHOW", "tv_series", "tvMiniSeries"])
def test_words_for_series(word: str) -> None:
    assert title_type(word) == "series"
