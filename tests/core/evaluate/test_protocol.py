"""The protocols, on likes made so that the right answer is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.engine import Engine
from core.errors import InvalidRequest
from core.evaluate.likes import Likes, read_likes
from core.evaluate.protocol import measure_items, measure_profiles
from core.evaluate.rankers import all_rankers, first
from core.evaluate.truth import relevance
from tests.fixtures import ROOT, python

MOVIELENS = ROOT.parent / "shared" / "data" / "movielens"


def likes_of(groups: int, people: int, size: int) -> Likes:
    """``people`` in each of ``groups`` like every title of their own ``size`` and nothing else."""
    pairs = [(g * people + p, g * size + t) for g in range(groups) for p in range(people) for t in range(size)]
    return Likes(np.array([u for u, _ in pairs]), np.array([r for _, r in pairs]), 0)


def test_relevant_is_what_the_same_people_like() -> None:
    likes = likes_of(groups=3, people=25, size=21)
    truth = relevance(likes, titles=70, min_likes=20)
    assert truth.candidates.tolist() == list(range(63))
    for row, relevant in zip(truth.candidates, truth.relevant, strict=True):
        assert {int(other) // 21 for other in relevant} == {int(row) // 21}
        assert row not in relevant


def test_too_few_candidates_are_said() -> None:
    with pytest.raises(InvalidRequest, match="too few"):
        relevance(likes_of(1, 5, 10), 10, 20)


def test_a_perfect_ranker_measures_1_and_a_blind_one_little(embedded: Engine) -> None:
    likes = likes_of(groups=3, people=25, size=21)
    truth = relevance(likes, len(embedded), 20)
    group = np.arange(len(embedded)) // 21
    rankers = {
        "perfect": lambda liked: (group == group[liked[0]]).astype(float),
        "blind": lambda liked: np.where(group == (group[liked[0]] + 1) % 3, 1.0, 0.0),
    }
    perfect, blind = measure_items(rankers, truth, likes, embedded.snapshot.space("hybrid", None), lambda *_: None)
    assert (perfect.ndcg, perfect.hit, perfect.recall, perfect.halves) == (1, 1, 0.5, (1, 1))
    assert (blind.ndcg, blind.hit) == (0, 0)
    results = measure_profiles(rankers, likes, len(embedded), lambda *_: None)
    assert results == measure_profiles(rankers, likes, len(embedded), lambda *_: None)
    assert (results[0].ndcg, results[1].ndcg) == (1, 0)


def test_rankers_never_list_what_is_liked_and_repeat_themselves(embedded: Engine) -> None:
    titles = [embedded.snapshot.title(row) for row in range(len(embedded))]
    everything = np.ones(len(embedded), dtype=np.bool_)
    for name, scorer in all_rankers(embedded.snapshot, titles).items():
        rows = first(scorer, [3, 14], everything, 10)
        assert not {3, 14} & set(rows)
        assert len(rows) == len(set(rows)) == 10, name
        if name != "random":
            assert rows == first(scorer, [3, 14], everything, 10)


def test_golden_pairs_gate_the_methods() -> None:
    """What publishing may rely on: hybrid finds most of what viewers expect, and nothing absurd."""
    done = python("-m", "core", "evaluate", "--json")
    assert done.returncode == 0, done.stderr
    results = {result["name"]: result for result in json.loads(done.stdout)["golden"]}
    assert results["hybrid"]["expected_found"] >= 0.85
    assert results["multi"]["expected_found"] >= 0.80
    assert results["hybrid"]["absurd_found"] == 0
    assert results["overview"]["expected_found"] < results["multi"]["expected_found"]


@pytest.mark.skipif(not MOVIELENS.exists(), reason="the MovieLens ratings are not on this machine")
def test_methods_beat_their_baselines_on_movielens(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    for arguments in (["import", str(MOVIELENS / "movies.csv")], ["build"]):
        assert python("-m", "core", *arguments, "--store", store).returncode == 0
    engine = Engine.open(store)
    likes = read_likes(MOVIELENS / "ratings.csv", engine.snapshot.find)
    truth = relevance(likes, len(engine), 20)
    rankers = all_rankers(engine.snapshot, [engine.snapshot.title(row) for row in range(len(engine))])
    space = engine.snapshot.space("hybrid", None)
    found = {quality.name: quality for quality in measure_items(rankers, truth, likes, space, lambda *_: None)}
    assert len(truth.candidates) == 605
    assert found["overview"].ndcg >= 0.102
    assert found["multi"].ndcg >= 0.175
    assert found["hybrid"].ndcg >= 0.350
    assert found["hybrid"].coverage >= 0.95
    for name in ("multi", "hybrid"):
        gain = found[name].gain
        assert gain is not None and gain[0] > 0
