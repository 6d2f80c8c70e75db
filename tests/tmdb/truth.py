"""What a made-up title should become, worked out from the truth and not from the answers."""

from core.catalogue.title import Title, Translation
from tests.tmdb.world import Item


def expected(item: Item, fetched_at: str) -> Title:
    """The title of ours."""
    movie = item.kind == "movie"
    language = {"cn": "zh", "xx": ""}.get(item.language, item.language)
    spanish = {"es": Translation(item.spanish_title, item.spanish_overview)} if item.spanish_title else {}
    return Title(
        id=item.id,
        type="movie" if movie else "series",
        title=item.title,
        original_title=item.original_title,
        year=int(item.date[:4]) if item.date else None,
        overview=item.overview,
        directors=item.directors,
        cast=item.cast[:20],
        genres=item.genres,
        keywords=item.keywords,
        countries=("US",),
        languages=(language,) if language else (),
        runtime=item.runtime or None,
        seasons=None if movie else item.seasons or None,
        maturity=item.maturity,
        vote_average=item.vote if item.votes else None,
        vote_count=item.votes,
        popularity=item.popularity,
        poster_path=item.poster or "",
        collection=item.collection,
        translations=spanish,
        fetched_at=fetched_at,
        providers=("Netflix", "Netflix Standard with Ads"),
        watch_link=f"https://www.themoviedb.org/{item.kind}/{item.number}-x/watch?locale=US",
    )
