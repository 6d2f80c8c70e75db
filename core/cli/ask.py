"""Commands that ask the served snapshot: similar, recommend, search, show."""

from typing import Annotated

import typer

from core import answers
from core.cli import options as o
from core.cli.output import messages, out, print_json, print_recommendations, print_table
from core.recommend.methods import DEFAULT_METHOD


def similar(
    title_id: str,
    method: o.MethodName = DEFAULT_METHOD,
    count: o.Count = 10,
    type_: o.Type = None,
    genre: o.Genre = None,
    year_from: o.YearFrom = None,
    year_to: o.YearTo = None,
    diversity: o.Diversity = 0.0,
    language: o.Language = None,
    whole_series: o.WholeSeries = False,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Titles like one title, and why."""
    engine = o.engine_of(store)
    wanted = o.filters(type_, genre, year_from, year_to)
    items = engine.similar(title_id, method, count, wanted, diversity, language, whole_series)
    if json:
        print_json(answers.recommendations(engine, answers.brief(engine.title(title_id)), method, items))
    else:
        print_recommendations(items)


def recommend(
    like: Annotated[list[str] | None, typer.Option("--like", help="ID or ID:WEIGHT; may be repeated.")] = None,
    dislike: Annotated[list[str] | None, typer.Option("--dislike", help="ID or ID:WEIGHT; may be repeated.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="What you are in the mood for.")] = None,
    method: o.MethodName = "hybrid",
    count: o.Count = 10,
    type_: o.Type = None,
    genre: o.Genre = None,
    year_from: o.YearFrom = None,
    year_to: o.YearTo = None,
    diversity: o.Diversity = 0.0,
    language: o.Language = None,
    whole_series: o.WholeSeries = False,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Titles for somebody who likes, dislikes and says something."""
    engine = o.engine_of(store)
    liked, disliked = o.weighted(like, "like"), o.weighted(dislike, "dislike")
    wanted = o.filters(type_, genre, year_from, year_to)
    items = engine.recommend(liked, disliked, text, method, count, wanted, diversity, language, whole_series)
    if json:
        source = {"liked": liked, "disliked": disliked, "text": text}
        print_json(answers.recommendations(engine, source, method, items))
    else:
        print_recommendations(items)


def search(
    text: str,
    count: o.Count = 10,
    type_: o.Type = None,
    genre: o.Genre = None,
    year_from: o.YearFrom = None,
    year_to: o.YearTo = None,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Titles by name; typos and accents are forgiven."""
    engine = o.engine_of(store)
    hits = engine.search(text, count, o.filters(type_, genre, year_from, year_to))
    if json:
        print_json(answers.search(engine, text, hits))
        return
    if hits.did_you_mean:
        messages.print(f"Did you mean: {hits.did_you_mean}", markup=False)
    rows = [(f"{hit.score:.2f}", hit.title.title, hit.title.year, hit.title.type, hit.title.id) for hit in hits]
    print_table(("score", "title", "year", "type", "id"), rows)


def show(title_id: str, store: o.Store = None, json: o.Json = False) -> None:
    """One title, all fields."""
    fields = o.engine_of(store).title(title_id).to_dict()
    if json:
        print_json(fields)
        return
    for name, value in fields.items():
        if value and name != "translations":
            shown = ", ".join(map(str, value)) if isinstance(value, list) else value
            out.print(f"{name:15} {shown}", markup=False)
