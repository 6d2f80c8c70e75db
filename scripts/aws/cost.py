"""What a deployment costs a month, estimated: `make cost`. No network is needed, and nothing of AWS."""

from collections.abc import Iterable
from typing import Annotated

import typer

from core.cli.output import out, print_json, print_table
from core.errors import InvalidRequest
from scripts.aws import estimate
from scripts.aws.estimate import Line, by_requests, by_titles, refresh, total
from scripts.aws.saying import run

TITLES = tuple(estimate.SNAPSHOTS)
_REQUESTS = (1_000, 10_000, 100_000)


def main(
    requests: Annotated[int, typer.Option(help="Requests a day to the REST endpoint: --requests 1000 10000.")] = 0,
    more: Annotated[list[int] | None, typer.Argument(help="More of them.", hidden=True)] = None,
    balanced: Annotated[bool, typer.Option("--balanced", help="The application behind a load balancer.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Estimate what a deployment costs a month, for 10,000, 100,000 and 1,000,000 titles."""
    asked = tuple(dict.fromkeys([requests, *(more or ())])) if requests or more else _REQUESTS
    if min(asked) < 1:
        raise InvalidRequest("requests", f"--requests must be 1 or more, not {min(asked)}.")
    titles = {f"{size:,} titles": by_titles(size, balanced=balanced) for size in TITLES}
    loads = {f"{count:,} requests a day": by_requests(count) for count in asked}
    assumed = [*estimate.assumptions(balanced), *_warnings()]
    if json:
        print_json({"dollars_a_month": {"titles": _document(titles), "requests": _document(loads)}, "assumed": assumed})
        return
    out.print("US dollars a month, whoever asks", style="bold")
    _print(titles)
    out.print("\nBesides, for the REST endpoint", style="bold")
    _print(loads)
    out.print("\nTogether", style="bold")
    rows = [
        (name, *_cells(loads, [total(one) + total(load) for load in loads.values()])) for name, one in titles.items()
    ]
    print_table(("", *loads), rows)
    out.print("\nAssumed", style="bold")
    for line in assumed:
        out.print(f"- {line}", markup=False, soft_wrap=True)


def _warnings() -> list[str]:
    unfit = {size: day for size in TITLES if not (day := refresh(size)).fits}
    return [
        f"{size:,} titles do not fit: building takes {day.building / 60:,.0f} minutes and the rows "
        f"{day.rows / 60:,.0f}, and a call of a function ends after {estimate.LIMIT / 60:.0f}. Do that on a machine: "
        "python -m core refresh, publish-table."
        for size, day in unfit.items()
    ]


def _document(columns: dict[str, list[Line]]) -> dict[str, object]:
    return {
        name: {
            "total": round(total(lines), 2),
            "lines": [
                {"service": line.service, "what": line.what, "amount": line.amount, "price": line.price,
                 "dollars": round(line.dollars, 4)}
                for line in lines
            ],
        }
        for name, lines in columns.items()
    }  # fmt: skip


def _print(columns: dict[str, list[Line]]) -> None:
    """Lines of all columns side by side; what only some have, such as an instance, is empty in the others."""
    rows = []
    for service, what in sorted({(line.service, line.what) for lines in columns.values() for line in lines}):
        found = [
            sum(line.dollars for line in lines if (line.service, line.what) == (service, what))
            for lines in columns.values()
        ]
        rows.append((service, what, *_cells(columns, found)))
    print_table(("", "", *columns), [*rows, ("", "total", *_cells(columns, [total(one) for one in columns.values()]))])


def _cells(headings: Iterable[str], amounts: Iterable[float]) -> list[str]:
    """Dollars and cents below the ends of their headings; nothing for nothing."""
    pairs = zip(headings, amounts, strict=True)
    return [f"{amount:,.2f}".rjust(len(heading)) if amount else "" for heading, amount in pairs]


if __name__ == "__main__":
    run(main)
