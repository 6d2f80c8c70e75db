"""What has come within a week, and where it is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.arrivals import arrivals
from core.catalogue.title import Title
from core.engine import Engine
from core.store.local import LocalStore
from tests.fixtures import TITLES, engine_of, ids, publish
from tests.pages.conftest import Serve, shown, visit
from tests.pages.conftest import serve as serve

TODAY = date(2026, 11, 22)
HEADING = "New on Netflix this week"


def added(days_ago: dict[str, int], today: date) -> list[Title]:
    """The twelve titles, some of them added so many days before ``today``."""
    return [
        replace(title, date_added=(today - timedelta(days_ago[title.id])).isoformat() if title.id in days_ago else "")
        for title in TITLES
    ]


def test_a_week_is_today_and_the_six_days_before(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, added({"m01": 7, "m02": 6, "m03": 0, "m04": 3, "m05": -1, "m06": 400}, TODAY))
    assert ids(arrivals(engine, TODAY)) == ["m03", "m04", "m02"]
    assert ids(arrivals(engine, TODAY + timedelta(1))) == ["m05", "m03", "m04"]
    assert arrivals(engine, TODAY + timedelta(30)) == []


def test_at_most_twelve_the_latest_first_ties_by_id(tmp_path: Path) -> None:
    many = [replace(TITLES[0], id=f"x{number:02}", date_added=TODAY.isoformat()) for number in range(20)]
    assert ids(arrivals(engine_of(tmp_path, many), TODAY)) == [f"x{number:02}" for number in range(12)]


def test_where_no_day_is_known_there_are_none(embedded: Engine) -> None:
    assert arrivals(embedded, TODAY) == []


@pytest.fixture
def new_titles(serve: Serve, tmp_path: Path) -> None:
    """Two titles came today, as the clock has it."""
    publish(LocalStore(tmp_path), added({"m02": 0, "s02": 1}, datetime.now(UTC).date()))
    serve(tmp_path)


@pytest.mark.usefixtures("new_titles")
def test_discover_begins_with_them() -> None:
    at = visit()
    assert [heading.value for heading in at.subheader] == [HEADING]
    assert shown(at)[:2] == ["The Vault Returns", "Station Nine"]
    assert len(shown(at)) == 2 + len(TITLES)  # the whole list follows
    assert [heading.value for heading in visit(lang="es").subheader] == ["Novedades en Netflix esta semana"]


@pytest.mark.usefixtures("new_titles")
@pytest.mark.parametrize("address", [{"q": "vault"}, {"type": "movie"}, {"genre": "Crime"}, {"years": "1990-2010"}])
def test_but_not_above_what_somebody_looks_for(address: dict[str, str]) -> None:
    assert [heading.value for heading in visit(**address).subheader] == []


def test_nor_where_nothing_is_new(serve: Serve, tmp_path: Path) -> None:
    publish(LocalStore(tmp_path), TITLES)
    serve(tmp_path)
    assert len(visit().subheader) == 0
