from pathlib import Path

import numpy as np
import pytest

from core.catalogue.title import Title
from core.engine import Engine
from core.recommend.methods import METHODS
from core.recommend.reasons import explain
from core.recommend.space import Space
from tests import reference
from tests.fixtures import SPACE, THIEVES, TITLES, engine_of
from tests.reference import cosines, documents, tfidf


def dense(space: Space, row: int) -> np.ndarray:
    """A title's fields one after the other, each times the root of its share."""
    parts = []
    for name in space.fields:
        share = space.method.shares[name]
        vector = np.zeros(len(space.fields[name].terms))
        terms, weights = space.fields[name].vector_of(row)
        vector[terms] = weights
        parts.append(np.sqrt(share) * vector)
    return np.concatenate(parts)


@pytest.mark.parametrize("language", ["en", "es"])
def test_overview_scores_are_scikit_learns(embedded: Engine, embedded_titles: list[Title], language: str) -> None:
    vectors = tfidf(documents(embedded_titles, "overview", language), analyzer=lambda terms: terms)
    space = embedded.snapshot.space("overview", language)
    for row in range(0, len(embedded), len(embedded) // 50):
        scores = space.scores(space.profile({row: 1.0}, {}))
        np.testing.assert_allclose(scores, vectors @ vectors[row], rtol=0, atol=1e-5)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("method", METHODS)
def test_scores_are_what_the_documented_rule_gives(
    embedded: Engine, embedded_titles: list[Title], method: str, language: str
) -> None:
    expected = reference.scores(embedded_titles, method, language)
    space = embedded.snapshot.space(method, language)
    for row in range(0, len(embedded), 13):
        np.testing.assert_allclose(space.scores(space.profile({row: 1.0}, {})), expected[row], rtol=0, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_scores_of_incomplete_titles_follow_the_same_rule(small: Engine, method: str) -> None:
    titles = [small.title(title_id) for title_id in small.ids]
    expected = reference.scores(titles, method, "en")
    space = small.snapshot.space(method, "en")
    for row, title in enumerate(titles):
        scores = space.scores(space.profile({row: 1.0}, {}))
        np.testing.assert_allclose(scores, expected[row], rtol=0, atol=1e-6)
        cosine = 0 if title.id == "m07" else 1
        assert space.cosines(row)[row] == pytest.approx(cosine, abs=1e-6)


def test_two_titles_of_one_shared_field_are_alike_but_not_the_same(tmp_path: Path) -> None:
    drama = [Title(name, "movie", name, genres=("Drama",)) for name in ("xa", "xb")]
    titles = [*sorted(TITLES, key=lambda title: title.id), *drama]
    space = engine_of(tmp_path, titles).snapshot.space("hybrid", "en")
    scores = space.cosines(len(titles) - 1)
    np.testing.assert_allclose(scores, cosines(titles, "hybrid", "en")[-1], rtol=0, atol=1e-6)
    # They share 0.15; the query is as long as the root of what it has, the other as the root of 0.5 at least.
    assert scores[-2] == pytest.approx(0.15 / np.sqrt(0.2 * 0.5), abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_scores_are_the_dense_product_of_the_fields(embedded: Engine, method: str) -> None:
    space = embedded.snapshot.space(method, None)
    vectors = np.stack([dense(space, row) for row in range(len(embedded))])
    mixed = {5: 1.0, 77: 2.5, 300: -0.5}
    for weights in ({0: 1.0}, {211: 3.0}, mixed):
        wanted = sum(weight * vectors[row] / space.norms[row] for row, weight in weights.items())
        expected = vectors @ (wanted / np.linalg.norm(wanted)) / space.norms
        profile = space.profile(weights, {})
        with space._vectors.sums() as sums:
            space._add_cosines(profile, sums)
            np.testing.assert_allclose(sums, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_contributions_add_up_to_cosines_of_mixed_profiles(embedded: Engine, method: str) -> None:
    space = embedded.snapshot.space(method, None)
    profile = space.profile({5: 1.0, 77: 2.5, 300: -0.5}, {})
    found = explained = 0
    rows = list(range(len(embedded)))
    lists = space.contributions(profile, rows)
    reasons = explain(space, profile, rows)
    for row, score in enumerate(space.scores(profile)):
        parts = sum(part for *_, part in lists[row])
        found += score > 0
        explained += parts > 0
        if score > 0:
            assert reasons[row].total == pytest.approx(score, abs=1e-6)
    assert found == explained > 0


@pytest.mark.parametrize("method", METHODS)
def test_the_two_clusters_are_nearest_to_their_own(small: Engine, method: str) -> None:
    space = small.snapshot.space(method, "en")
    for own, other in ((THIEVES, SPACE), (SPACE, THIEVES)):
        for title_id in own:
            scores = space.scores(space.profile({small.snapshot.row(title_id): 1.0}, {}))
            inside = min(scores[small.snapshot.row(i)] for i in own)
            assert inside > max(scores[small.snapshot.row(i)] for i in other), title_id


def test_cosine_is_one_with_itself_and_zero_without_substance(small: Engine) -> None:
    space = small.snapshot.space("hybrid", "en")
    assert space.cosines(0)[0] == pytest.approx(1, abs=1e-6)
    untold = small.snapshot.row("m07")
    assert not np.isfinite(space.norms[untold])
    assert space.cosines(0)[untold] == 0
    assert not space.cosines(untold).any()


def test_a_like_and_a_dislike_that_cancel_leave_no_profile(small: Engine) -> None:
    space = small.snapshot.space("hybrid", "en")
    assert space.profile({0: 1.0}, {})
    assert not space.profile({}, {})
    assert not space.profile({small.snapshot.row("m07"): 1.0}, {})


def test_norms_cannot_be_written_to(small: Engine) -> None:
    with pytest.raises(ValueError, match="read-only"):
        small.snapshot.space("hybrid", "en").norms[0] = 1
