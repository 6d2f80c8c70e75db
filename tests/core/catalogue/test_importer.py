"""One test per oddity of somebody's table, each through the whole import."""

from typing import Any

import pytest

from core.catalogue.title import Title

HEADER = "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description\n"
ALIEN = (
    's1,Movie,Alien,Ridley Scott,"Sigourney Weaver, Tom Skerritt",United States,'
    '"May 4, 2020",1979,R,117 min,Horror,In space\n'
)


def test_a_plain_catalogue(importing: Any) -> None:
    (alien,), report = importing(HEADER + ALIEN)
    assert alien == Title(
        id="s1", type="movie", title="Alien", year=1979, overview="In space", directors=("Ridley Scott",),
        cast=("Sigourney Weaver", "Tom Skerritt"), genres=("Horror",), countries=("US",), runtime=117,
        maturity="R", date_added="2020-05-04",
    )  # fmt: skip
    assert report.to_dict() == {"read": 1, "imported": 1, "merged": 0, "rejected": [], "warnings": []}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(importing: Any, delimiter: str) -> None:
    rows = [["id", "title", "year"], ["a", "Alien", "1979"], ["b", '"A, b; c|d\te"', "1980"]]
    titles, _ = importing("\n".join(delimiter.join(row) for row in rows))
    assert [(title.title, title.year) for title in titles] == [("Alien", 1979), ("A, b; c|d e", 1980)]


def test_excel_tells_the_delimiter_in_a_line_of_its_own(importing: Any) -> None:
    (title,), report = importing("sep=;\nid;title\na;Alien, the first\n")
    assert (title.title, report.read) == ("Alien, the first", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(importing: Any, encoding: str) -> None:
    (title,), report = importing("id,type,title,description\na,movie,Amélie,Café à Paris\n".encode(encoding))
    assert (title.title, title.overview, report.warnings) == ("Amélie", "Café à Paris", ())


def test_utf16_lines_end_only_on_whole_letters(importing: Any) -> None:
    titles, _ = importing("id,title\na,\u0a0a\u0d0a\nb,\u010aa\n".encode("utf-16-be").join([b"\xfe\xff", b""]))
    assert [title.title for title in titles] == ["\u0a0a\u0d0a", "Ċa"]


def test_every_byte_in_its_own_encoding(importing: Any) -> None:
    titles, _ = importing(
        b"id,title\na,Am\xc3\xa9lie\nb,Am\xe9lie 2 \x96 Nata\x9aa\nc,\xc3\xa9 and \xe9\nd,Caf\xc3\x83\xc2\xa9\n"
    )
    assert [title.title for title in titles] == ["Amélie", "Amélie 2 – Nataša", "é and é", "Café"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(importing: Any, end: str) -> None:
    titles, _ = importing(end.join(["id,title", "a,Alien", 'b,"Blade', 'Runner"', ""]))
    assert [title.title for title in titles] == ["Alien", "Blade Runner"]


@pytest.mark.parametrize(
    "header", [" Show_ID,TITLE ,\ufeffRelease Year", "show-id,Name,RELEASE_YEAR", '"ID","movie","year"']
)
def test_spellings_of_headers(importing: Any, header: str) -> None:
    (title,), report = importing(f"{header}\ns1,Alien,1979\n")
    assert (title.id, title.title, title.year) == ("s1", "Alien", 1979)
    assert not [text for text in report.warnings if "columns" in text]


def test_empty_double_and_unknown_columns(importing: Any) -> None:
    (title,), report = importing("id,,title,title,budget,\na,1,Alien,Other,7,\n")
    assert title.title == "Alien"
    assert "columns not used: budget" in str(report.warnings)


def test_an_original_title_is_a_title_where_there_is_no_other(importing: Any) -> None:
    titles, _ = importing("id,title,original_title\na,Amélie,Le Fabuleux Destin\nb,,Solaris\n")
    assert [(t.title, t.original_title) for t in titles] == [("Amélie", "Le Fabuleux Destin"), ("Solaris", "")]


def test_lines_are_physical_lines(importing: Any) -> None:
    _, report = importing('id,title,plot\na,Alien,"one\ntwo\nthree"\n\nb,,no title\n')
    assert (report.read, report.imported) == (2, 1)
    assert [(row.line, row.reason) for row in report.rejected] == [(6, "it has no title")]


def test_blank_rows_are_not_read(importing: Any) -> None:
    _, report = importing("id,title\n\n,\n  ,  \na,Alien\n\n")
    assert (report.read, report.imported) == (1, 1)


def test_short_rows_are_filled_and_told(importing: Any) -> None:
    (title,), report = importing("id,title,year,plot\na,Alien\n")
    assert title.title == "Alien"
    assert "line 2: only 2 of 4 cells" in str(report.warnings)


def test_empty_cells_too_many_are_fine(importing: Any) -> None:
    titles, report = importing("id,type,title\na,movie,Alien,,,\n")
    assert (len(titles), report.warnings) == (1, ())


def test_an_unquoted_comma_is_text_where_only_one_reading_fits(importing: Any) -> None:
    titles, report = importing(
        "id,type,title,year,plot\na,movie,Good, the Bad,1966,West\nb,movie,Alien,1979,Dark,far,cold\nc,movie,M,1931,x\n"
    )
    assert [(t.title, t.year, t.overview) for t in titles] == [
        ("Good, the Bad", 1966, "West"), ("Alien", 1979, "Dark,far,cold"), ("M", 1931, "x"),
    ]  # fmt: skip
    assert len(report.warnings) == 2


def test_a_row_with_too_many_cells_that_reads_in_two_ways_is_rejected(importing: Any) -> None:
    _, report = importing("id,title,plot,note\na,b,c,d,e\nf,g,h,i\n")
    assert [(row.line, row.reason) for row in report.rejected] == [(2, "it has 5 cells where the header has 4")]


def test_rows_cut_by_line_breaks_are_joined(importing: Any) -> None:
    titles, report = importing(
        "show_id;type;title;director;release_year;description\n"
        "s1;Movie;The Memphis Belle: A Story of a;;;\n"
        '"Flying Fortress""";William Wyler;1944;A crew;;\n'
        "s2;Movie;Bad Education;Elliot;2015;anything could happen –\n"
        '" and probably will.""";;;;;\n'
        "s3;Movie;Three\npieces of\ntext;Ann;2001;Plot\n"
    )
    assert [(t.title, t.directors, t.year, t.overview) for t in titles] == [
        ("The Memphis Belle: A Story of a Flying Fortress", ("William Wyler",), 1944, "A crew"),
        ("Bad Education", ("Elliot",), 2015, "anything could happen – and probably will."),
        ("Three pieces of text", ("Ann",), 2001, "Plot"),
    ]
    assert (report.read, report.rejected, len(report.warnings)) == (3, (), 3)


def test_debris_that_belongs_to_no_row_is_rejected_with_its_line(importing: Any) -> None:
    titles, report = importing(
        HEADER + ALIEN + "Total: 1 row.\n" + ALIEN.replace("s1", "s2").replace("Alien", "Aliens")
    )
    assert [title.overview for title in titles] == ["In space", "In space"]
    assert [row.line for row in report.rejected] == [3]


def test_rows_without_a_title_are_not_joined_to_the_one_before(importing: Any) -> None:
    titles, report = importing(HEADER + "s1,Movie,Alien,,,,,,,,,\ns2,Movie,,,,,,,,,,\ns3,TV Show,Dark,,,,,,,,,\n")
    assert [title.id for title in titles] == ["s1", "s3"]
    assert [row.line for row in report.rejected] == [3]


def test_a_quote_never_closed_costs_one_row_at_most(importing: Any) -> None:
    rest = "".join(f"{number},Film {number},1999,Plot\n" for number in range(2, 2000))
    titles, report = importing(f'id,title,year,plot\n0,"Open,1979,In space\n1,Shut,1980,"In space\n{rest}')
    assert (report.read, report.imported, report.rejected) == (2000, 2000, ())
    assert {title.id: (title.title, title.year, title.overview) for title in titles if title.id < "10"} == {
        "0": ("Open", 1979, "In space"), "1": ("Shut", 1980, "In space"),
    }  # fmt: skip
    assert [text.split(": ")[1] for text in report.warnings if "quote that" in text] == [
        "a quote that is never closed was closed"
    ] * 2


def test_a_quote_closed_by_the_next_row_does_not_swallow_it(importing: Any) -> None:
    titles, report = importing(
        'id,type,title,plot\n1,movie,"Alien,In space\n2,movie,Aliens,"More, things"\n3,movie,M,x\n'
    )
    assert [title.title for title in titles] == ["Alien", "Aliens", "M"]
    assert report.rejected == ()


def test_quotes_inside_unquoted_cells_are_text(importing: Any) -> None:
    titles, _ = importing('id,title,year\na,12" Vinyl,1999\nb,"Weird Al" Yankovic,2000\n')
    assert [(t.title, t.year) for t in titles] == [('12" Vinyl', 1999), ("Weird Al Yankovic", 2000)]


def test_nul_bytes_and_a_header_in_the_middle(importing: Any) -> None:
    titles, report = importing(
        b"id,title,year\na,Al\x00ien,1979\nid,title,year\nb,M,1931\n" + b"c,Some padding,1999\n" * 9
    )
    assert [title.title for title in titles[:2]] == ["Alien", "M"]
    assert [row.reason for row in report.rejected] == ["it is the header row again"]


def test_a_duration_in_the_rating_column_moves(importing: Any) -> None:
    (title,), report = importing("id,type,title,rating,duration\ns5542,Movie,Louis C.K. 2017,74 min,\n")
    assert (title.runtime, title.maturity) == (74, "")
    assert "line 2" in report.warnings[0] and "74 min" in report.warnings[0]


def test_ratings_are_labels_or_votes(importing: Any) -> None:
    titles, report = importing("id,type,title,rating\na,movie,A,TV-MA\nb,movie,B,7.5\nc,movie,C,16\nd,movie,D,85\n")
    assert [(t.maturity, t.vote_average) for t in titles] == [("TV-MA", None), ("", 7.5), ("16", None), ("", None)]
    assert len(report.warnings) == 1


def test_types_are_inferred(importing: Any) -> None:
    titles, report = importing(
        "id,title,duration\na,A,2 Seasons\nb,B,90 min\n", "id,name,first_air_date\nc,C,2008-01-20\n",
        "id,title\ntv-5,D\nts6,E\ntm7,F\ng,G\nh,H\n",
    )  # fmt: skip
    assert {title.title: title.type for title in titles} == {
        "A": "series", "B": "movie", "C": "series", "D": "series", "E": "series", "F": "movie", "G": "movie",
        "H": "movie",
    }  # fmt: skip
    assert [text.split(": ")[1] for text in report.warnings] == ["titles without a type, taken for films"]


def test_places_become_codes(importing: Any) -> None:
    (title,), _ = importing(
        "id,type,title,country,language\n"
        'a,movie,A,"United States, USA, UK, South Korea, Hong Kong, Czech Republic, Russia, Soviet Union",'
        '"English, fr, spa, Klingon?"\n'
    )
    assert title.countries == ("US", "GB", "KR", "HK", "CZ", "RU", "Soviet Union")
    assert title.languages == ("en", "fr", "es", "Klingon?")


def test_tmdb_json_cells(importing: Any) -> None:
    (title,), _ = importing(
        "tmdb_id,media_type,title,genres,production_countries,crew,created_by,credits,belongs_to_collection\n"
        "1396,tv,Breaking Bad,\"[{'id': 18, 'name': 'Drama'}]\",\"[{'iso_3166_1': 'US', 'name': 'United States'}]\","
        "\"[{'job': 'Writer', 'name': 'Sam'}]\",\"[{'name': 'Vince Gilligan'}]\","
        "\"{'cast': [{'name': 'Aaron', 'order': 1}, {'name': 'Bryan', 'order': 0}], 'crew': []}\",\"{'name': 'Bad'}\"\n"
    )
    assert (title.genres, title.countries, title.directors) == (("Drama",), ("US",), ("Vince Gilligan",))
    assert (title.cast, title.collection) == (("Bryan", "Aaron"), "Bad")


def test_cells_that_cannot_be_used_are_told(importing: Any) -> None:
    (title,), report = importing("id,type,title,year,genres,vote_average\na,movie,A,soon,[{'broken,71\n")
    assert (title.year, title.genres, title.vote_average) == (None, (), None)
    assert len(report.warnings) == 3


def test_dates_of_a_file_agree_on_their_order(importing: Any) -> None:
    titles, _ = importing("id,type,title,date_added\na,movie,A,4/5/2021\nb,movie,B,25/09/2021\n")
    assert [title.date_added for title in titles] == ["2021-05-04", "2021-09-25"]


def test_warnings_of_a_kind_are_cut_short_and_rejections_never(importing: Any) -> None:
    _, report = importing("id,type,title,year\n" + "a,movie,A,soon\n" * 1005 + "b,movie,,\n" * 1005)
    assert len(report.rejected) == 1005
    assert len(report.warnings) == 1001
    assert report.warnings[-1] == "and 5 more of this kind (year not understood)"
