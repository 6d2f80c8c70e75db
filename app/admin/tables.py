"""Plain tables and lists as HTML; cells are text that nobody has checked."""

from collections.abc import Iterable, Sequence

import streamlit as st

from app.i18n import number, t
from app.markup import Html, html


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; on a narrow screen it is moved sideways inside its own frame."""
    head = "".join(f'<th scope="col">{html(heading)}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{html(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    st.html(
        Html(
            f'<div class="wide" role="region" aria-label="{html(caption)}" tabindex="0"><table class="plain">'
            f"<caption>{html(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )
    )


def names(heading: str, listed: Sequence[str], count: int) -> None:
    """Names in one paragraph under a heading that counts all there are, of which ``listed`` are the first."""
    if not count:
        return
    rest = count - len(listed)
    more = [t("and {count} more", count=number(rest))] if rest > 0 else []
    st.html(Html(f"<p><b>{html(heading)} ({number(count)}):</b> {html(', '.join([*listed, *more]))}</p>"))
