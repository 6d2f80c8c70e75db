"""The estimate adds up, follows what is documented and what the template holds, and says what it assumes."""

import json
import re

import pytest

from scripts.aws import estimate, prices
from scripts.aws.estimate import Line, by_requests, by_titles, total
from tests.fixtures import ROOT, python

TEMPLATE = (ROOT / "cloudformation" / "template.yaml").read_text("utf-8")


def line(lines: list[Line], what: str) -> Line:
    (found,) = [line for line in lines if line.what.startswith(what)]
    return found


@pytest.mark.parametrize(("titles", "writes", "stored"), [(10_000, 2.63, 0.02), (1_000_000, 262.50, 2.49)])
def test_dynamodb_costs_what_its_page_says(titles: int, writes: float, stored: float) -> None:
    lines = by_titles(titles)
    assert line(lines, "writes: every row").dollars == pytest.approx(writes, abs=0.006)
    assert line(lines, "storage, two versions").dollars == pytest.approx(stored, abs=0.006)
    page = (ROOT / "docs" / "rest.md").read_text("utf-8")
    assert f"{estimate.ROW_BYTES:,} bytes" in page and f"{14 * titles:,}" in page


def test_it_counts_what_the_template_holds() -> None:
    lines = by_titles(10_000)
    assert line(lines, "alarms").amount == len(re.findall(r"Type: AWS::CloudWatch::Alarm\n", TEMPLATE)) > 3
    assert line(lines, "secrets").amount == TEMPLATE.count("Type: AWS::SecretsManager::Secret\n") > 0
    assert line(lines, "dashboard").amount == 1


def test_more_costs_more() -> None:
    sums = [total(by_titles(size)) for size in estimate.SNAPSHOTS]
    assert sums == sorted(sums) and sums[0] > 5
    assert total(by_titles(10_000, balanced=True)) - sums[0] == pytest.approx(730 * (0.0305 + 2 * 0.005))
    assert total(by_requests(100_000)) > 9 * total(by_requests(10_000)) > 0
    assert line(by_requests(1_000), "above").dollars == 0
    assert line(by_requests(10_000_000), "above").amount == pytest.approx(600 - estimate.FREE_TRAFFIC)


def test_what_does_not_fit_is_known() -> None:
    assert [estimate.refresh(size).fits for size in estimate.SNAPSHOTS] == [True, True, False]


def test_no_price_is_idle() -> None:
    source = (ROOT / "scripts" / "aws" / "estimate.py").read_text("utf-8")
    named = [name for name in vars(prices) if name.isupper()]
    assert named and not [name for name in named if f"prices.{name}" not in source]


def test_people_read_it() -> None:
    done = python("-m", "scripts.aws.cost", "--requests", "1000", "5000", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert done.returncode == 0, done.stderr
    assert "1,000,000 titles" in done.stdout and "5,000 requests a day" in done.stdout
    assert "from memory; check them at" in done.stdout and "1,000,000 titles do not fit" in done.stdout


def test_programs_read_it() -> None:
    done = python("-m", "scripts.aws.cost", "--json", "--balanced")
    document = json.loads(done.stdout)["dollars_a_month"]
    assert list(document["titles"]) == ["10,000 titles", "100,000 titles", "1,000,000 titles"]
    for part in (*document["titles"].values(), *document["requests"].values()):
        assert part["total"] == pytest.approx(sum(line["amount"] * line["price"] for line in part["lines"]), abs=0.01)


def test_nonsense_is_refused() -> None:
    done = python("-m", "scripts.aws.cost", "--requests", "-5")
    assert done.returncode == 2 and "--requests must be 1 or more" in done.stderr
