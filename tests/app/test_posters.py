"""Drawn posters: safe markup, readable titles, a motif per genre."""

import os
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.posters.poster import DEFAULT, FAMILIES, contrast, family, poster_data_uri, poster_svg
from app.posters.shapes import mix
from app.posters.text import MOST, SIZES, clean, lay_out

SVG = "{http://www.w3.org/2000/svg}"
GENRES = (
    "Action,Adventure,Animation,Comedy,Crime,Documentary,Drama,Family,Fantasy,History,Horror,Music,Mystery,Reality,"
    "Romance,Science Fiction,Sport,Thriller,War,Western"
).split(",")
STRANGELOVE = "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"
NASTY = [
    "",
    "M",
    "8½",
    "[REC]",
    "Crouching Tiger, Hidden Dragon",
    STRANGELOVE,
    "千と千尋の神隠し",
    "وجدة",
    "Война и мир",
    "\"Quotes\" & 'marks' <script>alert(1)</script> ]]> &amp;",
    "A\x00B\x1f\ud800\ufffe\u202eC",
    "👩‍👩‍👧‍👦" * 30,
    "x" * 300,
    "<&" * 150,
    "word " * 60,
    " \n\t ",
]


def drawing(markup: str) -> ElementTree.Element:
    """The root of a poster, which must be well-formed."""
    return ElementTree.fromstring(markup)


def text(markup: str) -> list[str]:
    """The lines of a poster's title."""
    return [line.text or "" for line in drawing(markup).iter(f"{SVG}tspan")]


def test_the_same_arguments_give_the_same_poster() -> None:
    """Also in another process, whose strings hash differently."""
    call = "poster_svg('Dark', 2017, ['Mystery'], 's1', 'series')"
    here = poster_svg("Dark", 2017, ["Mystery"], "s1", "series")
    program = f"from app.posters.poster import poster_svg; print({call}, end='')"
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"}
    there = subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, check=True)
    assert there.stdout.decode() == here


def test_seeds_vary_the_picture() -> None:
    """Many dramas on one page do not look alike."""
    assert len({poster_svg("Same", 2000, ["Drama"], f"id{i}", "movie") for i in range(200)}) == 200


@pytest.mark.parametrize("title", NASTY)
@pytest.mark.parametrize("genre", [*GENRES, "International Movies"])
def test_any_title_gives_well_formed_small_markup(title: str, genre: str) -> None:
    """Every composition is well-formed, under 6 KB and refers to nothing outside itself."""
    for seed in range(8):
        markup = poster_svg(title, 1999, [genre], f"{genre}{seed}", "series")
        root = drawing(markup)
        assert len(markup.encode()) < 6000
        assert {element.tag.removeprefix(SVG) for element in root.iter()}.isdisjoint(
            {"script", "image", "use", "style"}
        )
        assert len(text(markup)) <= MOST
        assert set(re.findall(r"url\(#(\w)\)", markup)) <= {element.get("id") for element in root.iter()}


def test_the_title_is_shown_and_the_year_may_be_missing() -> None:
    """What the lines say is the title, without control characters."""
    assert " ".join(text(poster_svg(" A\x00 <b>\n&\t'c' ", None, [], "s", "movie"))) == "A <b> & 'c'"
    assert " ".join(text(poster_svg(STRANGELOVE, None, [], "s", "movie"))) == STRANGELOVE
    assert "1964" not in poster_svg(STRANGELOVE, None, [], "s", "movie")
    assert "1964" in poster_svg(STRANGELOVE, 1964, [], "s", "movie")


def test_a_series_is_marked() -> None:
    """By form, not by a word."""
    film, series = (poster_svg("Dark", 2017, ["Drama"], "s", kind) for kind in ("movie", "series"))
    assert film != series
    assert text(film) == text(series)


def test_every_genre_has_its_own_compositions() -> None:
    """None is shared, so the markup of two genres differs in more than its colours."""
    families = [family([genre]) for genre in GENRES] + [DEFAULT]
    compositions = [composition for _, several, _ in families for composition in several]
    assert len({id(composition) for composition in compositions}) == len(compositions) >= len(families) == 21
    shapes = {re.sub(r'="[^"]*"', "", poster_svg("T", 1, [genre], "s", "movie")) for genre in GENRES}
    assert len(shapes) == len(GENRES)


@pytest.mark.parametrize(
    ("genres", "like"),
    [
        (["TV Dramas"], "Drama"),
        (["Horror Movies"], "Horror"),
        (["Kids' TV"], "Family"),
        (["Children & Family Movies"], "Family"),
        (["Stand-Up Comedy & Talk Shows"], "Comedy"),
        (["Docuseries"], "Documentary"),
        (["Crime TV Shows"], "Crime"),
        (["Sci-Fi & Fantasy"], "Science Fiction"),
        (["Romantic TV Shows"], "Romance"),
        (["Anime Series"], "Animation"),
        (["Action & Adventure"], "Action"),
        (["Music & Musicals"], "Music"),
        (["War & Politics"], "War"),
        (["TV Mysteries"], "Mystery"),
        (["Sports Movies"], "Sport"),
        (["Reality TV"], "Reality"),
        (["Spanish-Language TV Shows", "International Movies", "TV Thrillers"], "Thriller"),
        (["Drama", "Crime"], "Drama"),
    ],
)
def test_genres_are_recognised_by_their_words(genres: list[str], like: str) -> None:
    """The first which says anything counts."""
    assert family(genres) is family([like]) is not DEFAULT


@pytest.mark.parametrize(
    "genres", [[], [""], ["International Movies"], ["Award Winners", "TV Movie"], ["Classic Movies"]]
)
def test_other_genres_get_the_default(genres: list[str]) -> None:
    """Also words which only contain a genre's."""
    assert family(genres) is DEFAULT


@pytest.mark.parametrize("genre", [*GENRES, ""])
def test_titles_stand_out_from_whatever_lies_behind(genre: str) -> None:
    """Even over pure white or black the scrim leaves a contrast of 4.5 from the top of the first line down."""
    for seed in range(40):
        root = drawing(poster_svg("Three short lines of a title", 2000, [genre], f"x{seed}", "movie"))
        scrim = next(e for e in root.iter(f"{SVG}linearGradient") if e.get("id") == "s")
        last, lettering = scrim[-1], next(e for e in root.iter(f"{SVG}g") if e.get("font-family"))
        first = next(root.iter(f"{SVG}tspan"))
        size = float(next(root.iter(f"{SVG}text")).get("font-size", ""))
        assert float(scrim.get("y2", "")) <= float(first.get("y", "")) - 0.8 * size
        for behind in ("#ffffff", "#000000"):
            ground = mix(behind, last.get("stop-color", ""), float(last.get("stop-opacity", "")))
            assert contrast(lettering.get("fill", ""), ground) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, and the order does not matter."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


def test_short_titles_are_large_and_long_ones_fit() -> None:
    """Lines are balanced, and a word too long is broken with a hyphen."""
    assert lay_out("M") == (SIZES[0], ["M"])
    size, lines = lay_out("Everything Everywhere All at Once")
    assert max(map(len, lines)) - min(map(len, lines)) <= 4
    assert size > 26
    _, lines = lay_out("Donaudampfschifffahrtsgesellschaftskapitän")
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(lines).replace("-", "") == "Donaudampfschifffahrtsgesellschaftskapitän"
    assert lay_out("word " * 60)[1][-1].endswith("…")


def test_ideographs_wrap_anywhere_but_not_before_closing_marks() -> None:
    """And words of other scripts stay whole."""
    _, lines = lay_out("千と千尋の神隠し")
    assert "".join(lines) == "千と千尋の神隠し"
    assert all(line[0] not in "、。」ー" for line in lay_out("「ハウルの動く城」、スーパーマリオ。" * 2)[1])
    assert lay_out("Война и мир")[1] == ["Война", "и мир"]


def test_right_to_left_scripts_start_at_the_right() -> None:
    """Letters which join are not spaced."""
    root = drawing(poster_svg("وجدة", 2012, ["Drama"], "s", "movie"))
    assert any(e.get("direction") == "rtl" for e in root.iter(f"{SVG}g"))
    assert next(root.iter(f"{SVG}text")).get("letter-spacing") == "0"


def test_clean_removes_what_xml_cannot_hold() -> None:
    """Control characters go, white space becomes single spaces."""
    assert clean(" A\x00B \n\tC\ud800\ufffe\u202e ") == "AB C"


@pytest.mark.parametrize("title", NASTY)
def test_data_uris_are_safe_in_attributes_and_css(title: str) -> None:
    """Nothing that ends an attribute, a tag or a CSS url()."""
    uri = poster_data_uri(title, 2000, ["Drama"], "s", "movie")
    head, data = uri.split(",")
    assert head == "data:image/svg+xml;base64"
    assert not re.search(r"[\"'<>()\s]", uri)
    assert b64decode(data).decode() == poster_svg(title, 2000, ["Drama"], "s", "movie")


def test_palettes_are_complete() -> None:
    """Four colours each, at least three palettes per family."""
    for _, _, palettes in (*FAMILIES, DEFAULT):
        assert len(palettes.split("/")) >= 3
        assert all(re.fullmatch(r"[0-9a-f]{6}( [0-9a-f]{6}){3}", one) for one in palettes.split("/"))
