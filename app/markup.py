"""Text that nobody has checked, made safe to show: in HTML, and in labels that Streamlit reads as Markdown."""

import re
from collections.abc import Iterable
from html import escape

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


class Html(str):
    """HTML that Streamlit shows as it is; a plain string it would first look for among files, and unindent."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self


def html(text: object) -> str:
    """``text`` for HTML's content and quoted attributes."""
    return escape(str(text), quote=True)


def definitions(rows: Iterable[tuple[str, str]], style: str = "") -> str:
    """HTML of a list of terms and what they are; rows without a text are left out."""
    listed = "".join(f"<dt>{html(term)}</dt><dd>{html(text)}</dd>" for term, text in rows if text)
    return f'<dl class="{style}">{listed}</dl>'


def markdown(text: str) -> str:
    """``text`` such that Markdown shows it as it is ("[REC]", "$9.99", ":smile:", "<b>")."""
    return _MARKDOWN.sub(r"\\\1", text)
