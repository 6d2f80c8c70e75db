"""What a deployment costs a month, line by line, from what was measured and what the template holds."""

import json
from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings
from scripts.aws import prices
from scripts.aws.packages import ROOT

GB = 1e9
HOURS, DAYS = 730.0, 30.0
SNAPSHOTS = {10_000: 27_696_229, 100_000: 255_639_493, 1_000_000: 2_396_599_000}
CATALOGUES = {10_000: 3_032_346, 100_000: 30_342_409, 1_000_000: 303_276_432}
"""Bytes of the grown catalogues of docs/performance.md, as the benchmark leaves them in data/bench (2026-11-22)."""
SECOND_LANGUAGE = 1.34  # times the bytes of a snapshot: the embedded catalogue indexed in two languages, and in one
REPLACED_DAYS = 30  # for which the bucket keeps what was replaced
FILES = 76  # of a snapshot
PACKAGES = 5 * 68e6  # bytes in the bucket of packages
DAILY_REQUESTS = 331 / 6500  # to TMDB for each title on an ordinary day: docs/decisions/0013
PACE = 25.0  # of them a second
ROW_UNITS, ROW_BYTES, ROW_ITEM = 7, 4573, 4973  # of a title's four rows: docs/rest.md
WRITES_A_SECOND = 4000.0  # that a table on demand takes from the beginning
LISTS = 3  # methods whose lists are written
LIMIT = 900.0  # seconds of a call of a function
API_SECONDS, API_GB = 0.05, 0.5
API_LOG, API_ANSWER = 700, 2000  # bytes of log, and of answer, for each request
FREE_TRAFFIC = 100.0  # GB a month, for everybody and ever


@dataclass(frozen=True)
class Line:
    """One thing that is paid for: so many units a month, at so much each."""

    service: str
    what: str
    amount: float
    price: float

    @property
    def dollars(self) -> float:
        """A month."""
        return self.amount * self.price


@dataclass(frozen=True)
class Refresh:
    """A day's refresh on Lambda, in seconds and GB."""

    fetching: float
    building: float
    rows: float
    memory: float

    @property
    def gb_seconds(self) -> float:
        """What is paid for."""
        return (self.fetching + self.building + self.rows) * self.memory

    @property
    def fits(self) -> bool:
        """Whether what cannot be interrupted and gone on with ends within a call."""
        return max(self.building, self.rows) <= LIMIT


def refresh(titles: int) -> Refresh:
    """A day's refresh. Lambda has one processor where the benchmark had two, and no compiled kernel."""
    building, memory, pairs = (_measured(titles, *row) for row in (
        ("build", "this project"), ("build, peak memory", "this project"),
        ("all pairs, top 50", "this project, not compiled"),
    ))  # fmt: skip
    writing = 2 * ROW_UNITS * titles / WRITES_A_SECOND
    return Refresh(
        fetching=titles * DAILY_REQUESTS / PACE, building=2 * building,
        rows=LISTS * titles * pairs / 1e6 + writing, memory=max(2.0, -(-memory * 1.2 // 1024)),
    )  # fmt: skip


def by_titles(titles: int, *, balanced: bool = False) -> list[Line]:
    """What there is to pay whoever asks: storage, the daily refresh, the application, watching over it."""
    day, snapshot = refresh(titles), SNAPSHOTS[titles] * SECOND_LANGUAGE
    versions = Settings.model_fields["keep_snapshots"].default + REPLACED_DAYS
    stored = (versions * snapshot + (1 + REPLACED_DAYS) * CATALOGUES[titles] + PACKAGES) / GB
    seconds = day.fetching + day.building + day.rows
    rows = 2 * ROW_ITEM * titles / GB
    instance = "t3.micro" if titles <= 100_000 else "t3.small"
    lines = [
        Line("Elastic Beanstalk", f"instance, {instance}", HOURS, prices.INSTANCES[instance]),
        Line("Elastic Beanstalk", "disk: 8 GB and 3 snapshots", 8 + 3 * snapshot / GB, prices.DISK),
        Line("Elastic Beanstalk", "public address", HOURS * (3 if balanced else 1), prices.ADDRESS),
        Line("S3", f"storage: {versions} snapshots, {1 + REPLACED_DAYS} catalogues, packages", stored,
             prices.S3_STORAGE),
        Line("S3", "writes: files of snapshots, progress", DAYS * (2 * FILES + seconds), prices.S3_WRITE),
        Line("S3", "reads: the application's look each 10 s", HOURS * 360, prices.S3_READ),
        Line("Lambda", f"daily refresh, {day.memory:.0f} GB", DAYS * day.gb_seconds, prices.LAMBDA_TIME),
        Line("Lambda", "hourly look at the age, 2 s", HOURS * 2 * day.memory, prices.LAMBDA_TIME),
        Line("Step Functions", "states", DAYS * 8, prices.STATE),
        Line("DynamoDB", "writes: every row, each day", DAYS * 2 * ROW_UNITS * titles, prices.ROW_WRITE),
        Line("DynamoDB", "reads: what there is, each day", DAYS * 2 * ROW_BYTES * titles / 4096, prices.ROW_READ),
        Line("DynamoDB", "storage, two versions", rows, prices.ROW_STORAGE),
        Line("CloudWatch", "alarms", _there_are("AWS::CloudWatch::Alarm"), prices.ALARM),
        Line("CloudWatch", "dashboard", _there_are("AWS::CloudWatch::Dashboard"), prices.DASHBOARD),
        Line("CloudWatch", "metric of the age", 1, prices.METRIC),
        Line("CloudWatch", "metric of the age, calls", HOURS, prices.METRIC_CALL),
        Line("Secrets Manager", "secrets", _there_are("AWS::SecretsManager::Secret"), prices.SECRET),
        Line("SNS", "mails", 30, prices.MAIL),
    ]  # fmt: skip
    if "PointInTimeRecoveryEnabled: true" in _template():
        lines.append(Line("DynamoDB", "point-in-time recovery", rows, prices.ROW_BACKUP))
    if balanced:
        lines.append(Line("Elastic Beanstalk", "load balancer", HOURS, prices.BALANCER))
    return lines


def by_requests(a_day: int) -> list[Line]:
    """What requests to the REST endpoint cost besides."""
    requests = DAYS * a_day
    pointer = min(requests, HOURS * 3600 / 5)
    gigabytes = requests * API_ANSWER / GB
    return [
        Line("API Gateway", "requests", requests, prices.API_CALL),
        Line("Lambda", "calls", requests, prices.LAMBDA_CALL),
        Line("Lambda", f"{API_SECONDS * 1000:.0f} ms of {API_GB} GB each", requests * API_SECONDS * API_GB,
             prices.LAMBDA_TIME),
        Line("DynamoDB", "reads: a row each, the pointer", requests + pointer, prices.ROW_READ),
        Line("CloudWatch", "logs", requests * API_LOG / GB, prices.LOG),
        Line("CloudWatch", "logs kept", requests * API_LOG / GB, prices.LOG_STORAGE),
        Line("Traffic", f"above {FREE_TRAFFIC:.0f} GB", max(0.0, gigabytes - FREE_TRAFFIC), prices.TRAFFIC),
    ]  # fmt: skip


def total(lines: list[Line]) -> float:
    """Dollars a month."""
    return sum(line.dollars for line in lines)


def assumptions(balanced: bool) -> list[str]:
    """What the figures take for granted, a line each."""
    kept = Settings.model_fields["keep_snapshots"].default
    return [
        f"Prices: list prices of us-east-1 as known in {prices.AS_OF}, from memory; check them at {prices.WHERE}.",
        "Nothing free is counted but the 100 GB of traffic: much of this is free in small amounts.",
        "Snapshots and catalogues: measured, grown catalogues in English (docs/performance.md); a second language "
        f"makes snapshots {SECOND_LANGUAGE} times as large, as it does the embedded catalogue's.",
        f"One refresh a day, each publishing a snapshot: {kept} are kept, and what was replaced {REPLACED_DAYS} days.",
        f"A refresh asks TMDB {DAILY_REQUESTS:.3f} times for each title, {PACE:.0f} times a second; the first asks 20 "
        "times as often.",
        "Building and lists: times of docs/performance.json, where two processors built; Lambda has one.",
        f"Every row changes every day (docs/rest.md): {ROW_UNITS} write units a title written and {ROW_UNITS} removed, "
        f"{WRITES_A_SECOND:,.0f} a second.",
        f"A request to the endpoint takes {API_SECONDS * 1000:.0f} ms of {API_GB} GB, one read unit, {API_LOG} bytes "
        f"of log and {API_ANSWER:,} of traffic.",
        "One instance, with a load balancer and two addresses of its." if balanced else
        "One instance, without a load balancer (--balanced: with one).",
    ]  # fmt: skip


def _measured(titles: int, operation: str, name: str) -> float:
    document = json.loads((ROOT / "docs" / "performance.json").read_text("utf-8"))
    rows = next(size["rows"] for size in document["sizes"] if size["titles"] == titles)
    return float(next(row["value"] for row in rows if (row["operation"], row["name"]) == (operation, name)))


def _template(file: Path = ROOT / "cloudformation" / "template.yaml") -> str:
    return file.read_text("utf-8")


def _there_are(kind: str) -> int:
    return sum(line.strip() == f"Type: {kind}" for line in _template().splitlines())
