"""The last refreshes: how each ended, what it asked of TMDB, what its gates measured, and what it changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.admin import words
from app.admin.tables import names, table
from app.i18n import moment, number, t, tn
from app.markup import Html, definitions, markdown
from core.refresh.report import reports
from core.store.protocol import Store

_RUNS, _NAMES, _REASONS, _LISTS, _IDS = 10, 30, 10, 10, 3  # how many are shown

Report = Mapping[str, Any]


def runs(store: Store) -> None:
    """One folded line for each of the last refreshes, newest first."""
    found = reports(store, _RUNS)
    if not found:
        st.markdown(t("There was none yet."))
    for report in found:
        parts = [moment(report["started_at"]), words.status(report["status"])]
        if report["titles"]:
            parts.append(tn("{count} title", "{count} titles", report["titles"]))
        with st.expander(markdown(" · ".join(parts)), icon=_icon(report)):
            _details(report)


def _icon(report: Report) -> str:
    icons = {"published": "check_circle", "unchanged": "check_circle", "held": "front_hand", "failed": "error"}
    return f":material/{icons.get(report['status'], 'pause_circle')}:"


def _details(report: Report) -> None:
    if report["message"] and not report["gates"]:  # which say it in the viewer's language
        st.markdown(markdown(report["message"]))
    released = report.get("released")
    if released:
        st.info(
            markdown(
                t("Published in spite of its gates by {who}, {time}: {reason}", who=released["by"],
                  time=moment(released["at"]), reason=released["reason"])
            ),
            icon=":material/gavel:",
        )  # fmt: skip
    st.html(Html(definitions(_numbers(report), "sheet")))
    reasons = list(report["counts"].get("reasons", {}).items())[:_REASONS]
    if reasons:
        table(t("Titles that could not be taken"), (t("Title"), t("Why")), reasons)
    if report["gates"]:
        _gates(report)
    names(t("Joined"), [one["title"] for one in report["joined"][:_NAMES]], report["joined_count"])
    names(t("Left"), [one["title"] for one in report["left"][:_NAMES]], report["left_count"])
    changed_lists(report["lists"])


def _numbers(report: Report) -> list[tuple[str, str]]:
    counts = report["counts"]
    known = {
        t("Source"): report["source"],
        t("Took"): words.seconds(report["seconds"]) if report["seconds"] else "",
        t("Built"): report["snapshot"] or "",
        t("Served before"): report["before"] or "",
        t("Lists that are new"): "" if report["churn"] is None else words.percent(report["churn"]),
    }
    counted = {
        t("Titles fetched"): "fetched",
        t("Gone from TMDB"): "gone",
        t("Too old to be kept"): "expired",
        t("Not understood"): "rejected",
        t("Not to be had"): "failed",
        t("Requests"): "requests",
        t("Requests made again"): "retries",
        t("Asked to wait"): "throttled",
    }
    return [*known.items(), *((label, number(counts[name])) for label, name in counted.items() if name in counts)]


def _gates(report: Report) -> None:
    rows = [
        (words.gate(gate["name"]), words.percent(gate["measured"]), words.percent(gate["limit"]),
         f"✓ {t('passed')}" if gate["passed"] else f"✗ {t('not passed')}")
        for gate in report["gates"]
    ]  # fmt: skip
    table(t("Gates"), (t("What is measured"), t("Measured"), t("At most"), t("Result")), rows)


def changed_lists(lists: Sequence[Report]) -> None:
    """The lists that changed most: how much of each is new, and the first ids that came and went."""
    if lists:
        rows = [
            (one["title"], words.percent(1 - one["kept"]), _few(one["joined"]), _few(one["left"]))
            for one in lists[:_LISTS]
        ]
        table(t("Lists that changed most"), (t("Title"), t("New"), t("Came"), t("Went")), rows)


def _few(ids: Sequence[str]) -> str:
    rest = len(ids) - _IDS
    return ", ".join([*ids[:_IDS], *([t("and {count} more", count=number(rest))] if rest > 0 else [])])
