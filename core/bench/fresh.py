"""What fresh processes do to be measured: start, answer, and say what it took, one JSON line each time.

    python -m core.bench.fresh project STORE ID…      the engine's answers
    python -m core.bench.fresh pickled FILE ID…       scikit-learn's way, from one pickle
    python -m core.bench.fresh pickle STORE FILE      makes that pickle

The pickle is a peer's way of keeping things, written and read here alone; nothing of the project is kept like that.
"""

import sys
from collections.abc import Callable
from pathlib import Path

# Nothing else is imported up here: each process pays for what it uses.
_COUNT = 10


def project(store: str, ids: list[str]) -> None:
    """The engine's ten best for each id, with titles and reasons."""
    from core.engine import Engine

    engine = Engine.open(store)
    _answer(lambda title_id: engine.similar(title_id, method="multi", count=_COUNT), ids)


def pickled(file: str, ids: list[str]) -> None:
    """The usual tutorial: vectoriser, matrix and frame from a pickle, a kernel, and the frame's rows."""
    import pickle

    import numpy as np
    from sklearn.metrics.pairwise import linear_kernel

    with Path(file).open("rb") as opened:
        _, matrix, frame = pickle.load(opened)

    def similar(title_id: str) -> object:
        row = frame.index.get_loc(title_id)
        scores = linear_kernel(matrix[[row]], matrix)[0]
        scores[row] = -1
        rows = np.argpartition(-scores, _COUNT)[:_COUNT]
        return frame.iloc[rows[np.argsort(-scores[rows])]].to_dict("records")

    _answer(similar, ids)


def make_pickle(store: str, file: str) -> None:
    """Fits scikit-learn's vectoriser to the joined text of all titles and pickles it with matrix and frame."""
    import pickle

    import pandas as pd
    from sklearn.feature_extraction.text import TfidfVectorizer

    from core.engine import Engine

    snapshot = Engine.open(store).snapshot
    wanted = ("id", "type", "title", "year", "overview", "directors", "cast", "genres", "maturity", "runtime")
    frame = pd.DataFrame(
        ([getattr(title, name) for name in wanted] for title in map(snapshot.title, range(len(snapshot)))),
        columns=list(wanted),
    ).set_index("id")
    people = [
        " ".join(name.replace(" ", "") for name in (*d, *c)) for d, c in zip(frame.directors, frame.cast, strict=True)
    ]
    vectoriser = TfidfVectorizer(stop_words="english")
    matrix = vectoriser.fit_transform(frame.title + " " + frame.overview + " " + pd.Series(people, index=frame.index))
    with Path(file).open("wb") as opened:
        pickle.dump((vectoriser, matrix, frame), opened, protocol=pickle.HIGHEST_PROTOCOL)


def _answer(similar: Callable[[str], object], ids: list[str]) -> None:
    for place, title_id in enumerate(ids):
        similar(title_id)
        if place in (0, len(ids) - 1):
            _say()


def _say() -> None:
    """CPU seconds of this process so far, and its resident memory in KiB as the system counts it."""
    import json
    import time

    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)
             if name in ("VmRSS", "RssAnon", "RssFile")}  # fmt: skip
    sys.stdout.write(json.dumps({"cpu": time.process_time()} | sizes) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    task, source, *rest = sys.argv[1:]
    if task == "pickle":
        make_pickle(source, rest[0])
    else:
        {"project": project, "pickled": pickled}[task](source, rest)
