"""A snapshot as rows: every answer that an endpoint without an engine gives, computed beforehand."""

from collections.abc import Iterator

import numpy as np

from core import answers
from core.build import Progress, quiet
from core.neighbours.pairs import neighbours
from core.recommend.methods import METHODS
from core.rest.parameters import MAX_COUNT
from core.rest.rows import TITLE, Row
from core.snapshot import Snapshot


def snapshot_rows(snapshot: Snapshot, progress: Progress = quiet) -> Iterator[Row]:
    """A row of each kind for each title: first the titles' fields, then method by method their lists.

    A list is ``source`` and ``items`` as in ``answers.listing``, ``MAX_COUNT`` of them where there are so many, and
    the ``notice`` of an answer that asks for more than there are. In memory: what names each title.
    """
    briefs = []
    for row in range(len(snapshot)):
        title = snapshot.title(row)
        briefs.append(answers.brief(title))
        fields = answers.title({}, title)
        del fields["snapshot"]  # which is the pointer's to say
        yield Row.of(title.id, TITLE, fields)
    for method in METHODS:
        space = snapshot.space(method, None)
        for block in neighbours(snapshot, method, MAX_COUNT, progress=progress):
            lists = zip(block.rows.tolist(), block.neighbours, block.scores, strict=True)
            for row, others, scores in lists:
                there = np.count_nonzero(others >= 0)
                items = [
                    {**briefs[other], "score": round(score, 6)}
                    for other, score in zip(others[:there].tolist(), scores[:there].tolist(), strict=True)
                ]
                notice = "few_similar" if items or space.profile({row: 1.0}, {}) else "no_text"
                told = {"source": briefs[row], "items": items, "notice": notice}
                yield Row.of(briefs[row]["title_id"], method, told)
