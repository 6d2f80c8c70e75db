"""Which rows are one title, and under which id."""

from typing import Any

from core.catalogue.title import Title


def test_tmdb_ids_tell_films_from_series(importing: Any) -> None:
    titles, _ = importing("tmdb_id,media_type,title\n603,movie,The Matrix\n1396.0,tv,Breaking Bad\ntt01,movie,M\n")
    assert [title.id for title in titles] == ["movie-603", "tt01", "tv-1396"]


def test_ids_are_made_safe(importing: Any) -> None:
    titles, _ = importing(f"id,type,title\na b/c,movie,A\n../..,movie,B\n{'x' * 80},movie,C\n电影,movie,D\n")
    assert all(0 < len(t.id) <= 64 and t.id.isascii() and not set("/ ") & set(t.id) for t in titles)
    assert len({title.id for title in titles}) == 4
    assert "a-b-c" in {title.id for title in titles}


def test_ids_made_from_titles(importing: Any) -> None:
    titles, _ = importing("type,title,year\nmovie,Amélie!,2001\nmovie,霸王别姬,1993\nmovie,活着,1993\nmovie,1917,\n")
    ids = {title.title: title.id for title in titles}
    assert ids["Amélie!"] == "movie-amelie-2001"
    assert ids["霸王别姬"] != ids["活着"] and ids["活着"].startswith("movie-1993-")
    assert ids["1917"] != "movie-1917"  # which would be a film of TMDB's


def test_the_same_title_twice_is_merged(importing: Any) -> None:
    (title,), report = importing("id,type,title,year,plot\na,movie,Amélie,,First\na,film,AMELIE,2001,Second\n")
    assert (title.title, title.year, title.overview) == ("Amélie", 2001, "First")
    assert (report.imported, report.merged) == (1, 1)


def test_another_title_under_the_same_id_is_kept(importing: Any) -> None:
    titles, report = importing("id,type,title\na,movie,A\na,movie,B\na,movie,C\na,movie,B\na-2,movie,D\n")
    assert [(title.id, title.title) for title in titles] == [("a", "A"), ("a-2", "B"), ("a-2-2", "D"), ("a-3", "C")]
    assert (report.merged, len(report.warnings)) == (1, 3)


def test_two_ids_of_one_title_are_both_kept_and_told(importing: Any) -> None:
    titles, report = importing("id,type,title,year\ns160,movie,Love in a Puff,2010\ns7346,movie,Love In A Puff,2010\n")
    assert len(titles) == 2
    assert all(part in report.warnings[0] for part in ("s160", "s7346", "line 2", "line 3"))


def test_rows_without_ids_meet_across_files(importing: Any) -> None:
    titles, report = importing(
        "id,type,title,year\ns1,movie,Alien,1979\n", "type,title,year,plot\nfilm,ALIEN,1979,In space\n"
    )
    assert [(title.id, title.overview) for title in titles] == [("s1", "In space")]
    assert report.merged == 1


def test_imported_rows_replace_the_earlier_catalogue(importing: Any) -> None:
    earlier = (Title("a", "movie", "Alien", overview="old", keywords=("x",)), Title("z", "movie", "Zodiac"))
    titles, report = importing("id,type,title,plot\na,movie,ALIEN,new\n", existing=earlier)
    assert [(title.id, title.overview, title.keywords) for title in titles] == [("a", "new", ()), ("z", "", ())]
    assert (report.imported, report.merged) == (1, 0)
