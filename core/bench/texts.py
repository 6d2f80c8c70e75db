"""Peers that index terms and names instead of vectors: tantivy, bm25s, SQLite's FTS5, rapidfuzz."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from core.bench.machine import require_memory

_ASKED = 11  # one more than ten: the title itself is among them


class Tantivy:
    """Tantivy's BM25 over the terms of the overviews. Its queries are made beforehand and not timed."""

    def __init__(self, documents: Sequence[str]) -> None:
        """``documents[row]`` holds a title's terms with spaces between."""
        self._documents = documents
        self._index = _tantivy(documents)
        self._searcher = self._index.searcher()

    def query(self, row: int) -> Any:
        """Any of the terms of a title."""
        import tantivy

        terms = dict.fromkeys(self._documents[row].split())
        wanted = [tantivy.Query.term_query(self._index.schema, "body", term) for term in terms]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in wanted])

    def similar(self, query: Any) -> Any:
        """The best ten, and the title itself."""
        return self._searcher.search(query, _ASKED, count=False).hits


class Bm25s:
    """bm25s with its compiled backend over the same terms."""

    def __init__(self, documents: Sequence[str]) -> None:
        """:raises Skipped: it does not fit the memory."""
        import bm25s

        tokens = sum(document.count(" ") + 1 for document in documents)
        require_memory(150.0 * tokens)
        numbers: dict[str, int] = {}
        ids = [[numbers.setdefault(term, len(numbers)) for term in text.split()] for text in documents]
        self._documents = documents
        self._index = bm25s.BM25(backend="numba")
        self._index.index(bm25s.tokenization.Tokenized(ids=ids, vocab=numbers), show_progress=False)

    def similar(self, row: int) -> Any:
        """The best ten, and the title itself."""
        terms = list(dict.fromkeys(self._documents[row].split()))
        return self._index.retrieve([terms], k=_ASKED, n_threads=1, show_progress=False)


class TantivyFuzzy:
    """Tantivy's fuzzy terms: each word with one edit, the last one as a beginning where a name is half typed."""

    def __init__(self, names: Sequence[str]) -> None:
        self._index = _tantivy(names)
        self._searcher = self._index.searcher()

    def find(self, text: str, half_typed: bool) -> list[int]:
        """The first ten rows."""
        import tantivy

        words = text.split()
        wanted = [
            tantivy.Query.fuzzy_term_query(
                self._index.schema, "body", word, distance=1, prefix=half_typed and place == len(words) - 1
            )
            for place, word in enumerate(words)
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in wanted])
        hits = self._searcher.search(query, _ASKED - 1, count=False).hits
        return [int(row) for row in self._searcher.fast_field_values("row", [address for _, address in hits])]


class Fts5:
    """SQLite's full-text index of trigrams: any of the query's, ranked by BM25."""

    def __init__(self, names: Sequence[str]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
        with self._base:
            self._base.executemany("INSERT INTO names(rowid, name) VALUES (?, ?)", enumerate(names))
        self._base.execute("INSERT INTO names(names) VALUES ('optimize')")

    def find(self, text: str) -> list[int]:
        """The first ten rows."""
        wanted = " OR ".join(f'"{text[at : at + 3]}"' for at in range(max(1, len(text) - 2)))
        found = self._base.execute("SELECT rowid FROM names WHERE names MATCH ? ORDER BY rank LIMIT 10", (wanted,))
        return [row for (row,) in found]


class Rapidfuzz:
    """rapidfuzz over all names: no index."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find(self, text: str) -> list[int]:
        """The first ten rows."""
        from rapidfuzz import fuzz, process

        return [row for _, _, row in process.extract(text, self._names, scorer=fuzz.ratio, limit=10)]


def _tantivy(documents: Sequence[str]) -> Any:
    """An index in memory of documents of words, each with its number."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("row", fast=True)
    index = tantivy.Index(schema.build())
    writer = index.writer(heap_size=1_000_000_000, num_threads=1)
    for row, document in enumerate(documents):
        writer.add_document(tantivy.Document(body=document, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index
