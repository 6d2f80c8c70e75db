"""Titles nobody should trust: markup, Markdown, templates, and what is missing."""

from core.catalogue.title import Title

SCRIPT = "<script>alert(1)</script>"
MARKDOWN = "*bold* _x_ $9.99 :smile: [link](javascript:alert(1)) <b>"
NAMES = (
    SCRIPT,
    "[REC]",
    MARKDOWN,
    "{curly} {0}",
    "\"double\" 'single' & &amp; &lt;",
    "x" * 300,
    "千と千尋の神隠し",
    "# 1. Not a heading",
    "http://evil.example/x.jpg",
)
POSTERS = ("/../../x.jpg", "javascript:alert(1)", "/ok.jpg", "/x.jpg') ; background:url(//evil.example/x.jpg")
BARE = "movie-900"  # neither year, nor overview, nor genres, nor people


def title_id(name: str) -> str:
    """The id of a name of NAMES."""
    return f"movie-{NAMES.index(name)}"


def titles() -> list[Title]:
    """One title for each name, in order of id; all share a description, so that each is recommended for each."""
    hostile = [
        Title(
            id=title_id(name),
            type="movie",
            title=name,
            year=1990 + number,
            overview=f"A crew robs the royal mint, and the police wait outside. {name}",
            directors=("<i>Director</i>",),
            cast=("A *star*",),
            genres=("Drama", "<b>{genre}</b>"),
            keywords=("<u>keyword</u>",),
            countries=("<c>",),
            languages=("<l>",),
            maturity="<m>",
            vote_average=5.0,
            vote_count=7,
            poster_path=POSTERS[number % len(POSTERS)],
        )
        for number, name in enumerate(NAMES)
    ]
    return [*hostile, Title(id=BARE, type="movie", title="Bare")]
