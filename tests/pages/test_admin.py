"""The administration: who is let in, what is shown, and what can be done."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app import cached
from app.admin import door
from app.markup import markdown
from core.errors import GateFailed
from core.refresh import journal
from core.refresh.changes import compare
from core.refresh.control import Started
from core.refresh.gates import Limits, check
from core.refresh.report import Report, reports
from core.rest.pointer import KEY, read_pointer
from core.rest.table import Table
from core.snapshot import Snapshot
from core.store.local import LocalStore
from core.store.manifest import Manifest
from core.store.protocol import Store
from tests.fixtures import ROOT, START, TITLES, publish
from tests.pages.conftest import TIMEOUT, Markup, Serve, sound, visit
from tests.pages.test_languages import in_english, texts
from tests.tables import DynamoDb

ADMIN = {"is_logged_in": True, "email": "Ada.Stone@example.org", "email_verified": True}
NOT_IN = (
    {}, {"email": "ada.stone@example.org"}, {"is_logged_in": False, "email": "ada.stone@example.org"},
    ADMIN | {"email_verified": False}, {"is_logged_in": True, "email": "ada.stone@example.org"},
    ADMIN | {"email": "eva@example.org"}, ADMIN | {"iat": time.time() - 86_400},
)  # fmt: skip
GONE = "20260102T030405Z-00000000"


@pytest.fixture(autouse=True)
def administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one, and a key to TMDB; nothing else of this machine's own."""
    for name in ("ADMIN_PASSWORD", "STATE_MACHINE_ARN", "ENVIRONMENT", "REST_TABLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ADMIN_EMAIL", "ada.stone@example.org")
    monkeypatch.setenv("TMDB_API_KEY", "0123456789abcdef0123456789abcdef")


@pytest.fixture
def store(serve: Serve, tmp_path: Path) -> LocalStore:
    """A store with three snapshots of 10, 11 and 12 titles, served."""
    kept = LocalStore(tmp_path / "store")
    for count in (10, 11, 12):
        publish(kept, TITLES[:count], built_at=START + timedelta(hours=count))
    serve(tmp_path / "store")
    return kept


def enter(user: dict[str, Any] = ADMIN, lang: str = "en") -> AppTest:
    """The page as this person sees it."""
    at = AppTest.from_file(ROOT / "app" / "main.py", default_timeout=TIMEOUT)
    at.user, at.query_params["lang"] = dict(user), lang
    at.run()
    at.switch_page("../pages/admin.py")
    return sound(at.run())


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def press(at: AppTest, label: str) -> AppTest:
    [button] = [button for button in at.button if button.label == label]
    return sound(button.click().run())


def snapshot_of(store: Store, count: int) -> Snapshot:
    [manifest] = [manifest for manifest in store.snapshots() if manifest.counts["titles"] == count]
    return Snapshot(*store.open_snapshot(manifest.id))


def report_of(store: Store, before: int, after: int, **limits: float) -> Report:
    """A report as a refresh makes it, of what two snapshots of the store really differ in."""
    report = Report.begun(START, "tmdb US 8")
    report.counts = {"fetched": 3, "requests": 1234, "reasons": {"movie-9": "no <b>name</b>"}}
    old, new = snapshot_of(store, before), snapshot_of(store, after)
    changes = compare(old, new)
    report.compared(old, new, changes)
    gates = check(old, new, changes, Limits(**limits))
    report.judged(gates)
    held = [gate for gate in gates if not gate.passed]
    report.ended("held" if held else "published", "; ".join(map(str, held)), START + timedelta(minutes=5))
    report.keep(store)
    return report


def hold(store: LocalStore, count: int) -> str:
    """Makes a candidate that a gate holds back; its id."""
    made: list[Manifest] = []

    def build(folder: Path) -> Manifest:
        from core.build import build_snapshot

        at = START + timedelta(days=1)
        made.append(build_snapshot(TITLES[:count], folder, languages=["en", "es"], built_at=at, source="test"))
        raise GateFailed("Not published.")

    with store.writing(), pytest.raises(GateFailed):
        store.publish(build)
    [waiting] = store.held()
    assert waiting.id == made[0].id
    return waiting.id


@pytest.mark.parametrize("user", NOT_IN)
@pytest.mark.usefixtures("store")
def test_nobody_else_is_let_in(user: dict[str, Any]) -> None:
    at = enter(user)
    assert "Sign out" not in labels(at) or at.warning
    assert not {"Start a refresh", "Roll back", "Compare"} & set(labels(at))
    assert [heading.value for heading in at.subheader] == []
    assert "Snapshot" not in " ".join(texts(at))


@pytest.mark.usefixtures("store")
def test_each_is_told_why() -> None:
    assert "is not the administrator" in enter(ADMIN | {"email": "eva@example.org"}).warning[0].value
    assert "has not verified" in enter(ADMIN | {"email_verified": False}).warning[0].value
    expired = enter(ADMIN | {"iat": time.time() - 86_400})
    assert "Sign in again" in expired.info[0].value
    assert labels(enter({"is_logged_in": False})) == ["Sign in"]


@pytest.mark.usefixtures("store")
def test_who_is_set_up_badly_learns_it_without_a_traceback() -> None:
    at = press(enter({"is_logged_in": False}), "Sign in")
    assert at.error[0].value.startswith("Signing in is not set up: ")


@pytest.mark.parametrize("name", ["ADMIN_EMAIL", "[auth]"])
def test_as_it_is_set_up_here_the_page_explains(store: LocalStore, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if name == "ADMIN_EMAIL":
        monkeypatch.delenv(name)
    at = enter({"is_logged_in": False} if name == "ADMIN_EMAIL" else {})
    assert labels(at) == []
    told = " ".join(text.value for text in at.markdown)
    assert "ADMIN_EMAIL" in told and "ADMIN_PASSWORD" in told and "docs/admin.md" in told


@pytest.mark.usefixtures("store")
def test_a_password_is_asked_for_on_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a page has no request: who asks is not known to be here. Real requests: tests/app/test_door.py."""
    monkeypatch.setenv("ADMIN_PASSWORD", "a password of mine")
    assert len(enter({}).text_input) == 0


def test_what_is_served_and_kept_is_shown(store: LocalStore) -> None:
    at = enter()
    assert at.title[0].value == "Administration"
    assert at.caption[0].value == f"You are here as {markdown('Ada.Stone@example.org')}\\."
    assert [(metric.label, metric.value) for metric in at.metric][:3] == [
        ("Films", "10"), ("Series", "2"), ("Without a description", "1"),
    ]  # fmt: skip
    current = store.current_id()
    assert current and markdown(current) in at.caption[1].value
    assert labels(at).count("Roll back") == 2  # not to the one that is served
    assert "There was none yet." in [text.value for text in at.markdown]


def test_with_nothing_published_the_page_still_stands(serve: Serve, tmp_path: Path) -> None:
    serve(tmp_path / "empty")
    at = enter()
    assert "python \\-m core build" in at.error[0].value
    assert "Start a refresh" in labels(at)
    assert len(at.error) == 1


def test_a_store_that_cannot_be_read_is_a_message(store: LocalStore) -> None:
    (store.root / "documents" / "runs").mkdir(parents=True)
    (store.root / "documents" / "runs" / "20260102T030405Z.json").write_text("{")
    at = enter()
    assert len(at.error) == 1
    assert "is not what was kept there" in at.error[0].value
    assert labels(at).count("Roll back") == 2  # the rest of the page stands


def test_a_run_is_shown_with_its_gates_and_what_it_changed(store: LocalStore) -> None:
    report = report_of(store, 12, 10)
    at = enter()
    [folded] = [one for one in at.expander if "Held back" in one.label]
    assert markdown("10 titles") in folded.label
    markup = Markup(at)
    assert {"Gates", "Series lost", "100%", "10%", "✗ not passed", "Films lost", "0%", "✓ passed"} <= set(markup.texts)
    assert any("Soft Locks, Station Nine" in text for text in markup.texts)
    assert {"Requests", "1,234", "tmdb US 8", "5 minutes", report.snapshot} <= set(markup.texts)
    assert "no <b>name</b>" in markup.texts  # as text
    assert "Lists that changed most" in markup.texts


def test_what_ended_a_run_is_told(store: LocalStore) -> None:
    report = Report.begun(START, "tmdb US 8")
    report.ended("failed", "TMDB does not answer <this>.", START + timedelta(minutes=5))
    report.keep(store)
    at = enter()
    assert any(one.label.endswith("Failed") for one in at.expander)
    assert markdown("TMDB does not answer <this>.") in [text.value for text in at.markdown]


def test_roll_back_asks_and_then_serves(store: LocalStore) -> None:
    earlier = snapshot_of(store, 11).id
    at = enter()
    sound(at.button(key=f"rollback-{earlier}").click().run())
    assert any(f"`{earlier}`" in text.value for text in at.markdown)
    assert store.current_id() != earlier  # nothing is done yet
    left = press(at, "Leave it")
    assert "Leave it" not in labels(left)
    sound(at.button(key=f"rollback-{earlier}").click().run())
    [confirm] = [one for one in at.button if one.label == "Roll back" and one.form_id]
    sound(confirm.click().run())
    assert store.current_id() == earlier
    assert [done.value for done in at.success] == [markdown(f"Snapshot {earlier} is served from now on.")]
    assert at.metric[0].value == "10" and at.metric[1].value == "1"
    assert [done.value for done in sound(at.run()).success] == []  # said once


def answers_from(table: Table) -> str:
    pointer = table.get(KEY)
    assert pointer
    return str(read_pointer(pointer).snapshot["id"])


def roll_back(at: AppTest, snapshot_id: str) -> AppTest:
    sound(at.button(key=f"rollback-{snapshot_id}").click().run())
    [confirm] = [one for one in at.button if one.label == "Roll back" and one.form_id]
    return sound(confirm.click().run())


def test_the_endpoints_table_follows_what_is_served(
    dynamodb: DynamoDb, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = dynamodb.new()
    monkeypatch.setenv("REST_TABLE", table.name)
    earlier, candidate = snapshot_of(store, 11).id, hold(store, 9)
    at = roll_back(enter(), earlier)
    assert [done.value for done in at.success] == [markdown(f"Snapshot {earlier} is served from now on.")]
    assert answers_from(table) == earlier
    press(at, "Publish anyway")
    at.text_area(key="admin:reason").input("They left.")
    press(at, "Publish")
    assert at.success and answers_from(table) == candidate


def test_a_table_that_cannot_follow_does_not_hide_what_was_done(
    dynamodb: DynamoDb, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REST_TABLE", "nowhere")
    earlier = snapshot_of(store, 11).id
    at = roll_back(enter(), earlier)
    assert store.current_id() == earlier
    assert not at.success
    [trouble] = [error.value for error in at.error]
    could_not = "But the endpoint's table could not follow"
    for words in earlier, could_not, "There is no table nowhere.", "python -m core publish-table":
        assert markdown(words) in trouble
    assert at.metric[1].value == "1"  # what this server serves has changed


def test_an_action_of_who_may_no_more_is_refused(store: LocalStore) -> None:
    earlier, current = snapshot_of(store, 11).id, store.current_id()
    at = enter()
    sound(at.button(key=f"rollback-{earlier}").click().run())
    [confirm] = [one for one in at.button if one.label == "Roll back" and one.form_id]
    at.user = ADMIN | {"iat": time.time() - 86_400}
    sound(confirm.click().run())
    assert store.current_id() == current
    assert not at.subheader


def test_what_fails_is_said_and_nothing_is_changed(store: LocalStore) -> None:
    earlier, current = snapshot_of(store, 11).id, store.current_id()
    at = enter()
    sound(at.button(key=f"rollback-{earlier}").click().run())
    [confirm] = [one for one in at.button if one.label == "Roll back" and one.form_id]
    with store.writing():
        sound(confirm.click().run())
    assert [error.value for error in at.error] == [
        markdown(f"Another process is writing to {store.root}. Wait for it to end.")
    ]
    assert store.current_id() == current


def test_publishing_in_spite_of_gates_asks_why_and_keeps_it(store: LocalStore) -> None:
    report_of(store, 12, 10)
    candidate = hold(store, 9)
    [report] = reports(store)
    store.put_document(f"runs/{report['id']}.json", {**report, "snapshot": candidate})
    at = enter()
    assert "Held back" in [heading.value for heading in at.subheader]
    press(at, "Publish anyway")
    press(at, "Publish")
    assert [error.value for error in at.error] == [markdown("Say who publishes it, and why: it stays on record.")]
    assert store.current_id() != candidate
    press(at, "Publish anyway")
    at.text_area(key="admin:reason").input("A season ended, and <b>twelve</b> left.")
    press(at, "Publish")
    assert store.current_id() == candidate
    assert store.held() == []
    [report] = reports(store)
    assert report["released"]["by"] == "Ada.Stone@example.org"
    assert report["released"]["reason"] == "A season ended, and <b>twelve</b> left."
    [on_record] = [info.value for info in at.info if "in spite of its gates" in info.value]
    assert markdown("A season ended, and <b>twelve</b> left.") in on_record


def test_any_two_snapshots_are_compared(store: LocalStore) -> None:
    at = enter()
    at.selectbox(key="admin:before").select(snapshot_of(store, 10).id)
    at.selectbox(key="admin:after").select(snapshot_of(store, 12).id)
    press(at, "Compare")
    assert any("Joined (2):" in text for text in Markup(at).texts)
    assert any("Soft Locks, Station Nine" in text for text in Markup(at).texts)
    assert not any("Left (" in text for text in Markup(at).texts)
    wanted = compare(snapshot_of(store, 10), snapshot_of(store, 12))
    assert any(f"over {wanted.compared} titles" in text.value for text in at.markdown)
    at.selectbox(key="admin:before").select(snapshot_of(store, 12).id)
    press(at, "Compare")
    assert "No title joined or left, and no list changed." in [text.value for text in at.markdown]


@pytest.mark.parametrize(("minutes", "told"), [(-1, True), (1, False)])
def test_why_the_last_one_failed_is_told_unless_its_report_tells(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch, minutes: int, told: bool
) -> None:
    at = datetime.now(UTC)
    report = Report.begun(at + timedelta(minutes=minutes), "tmdb US 8")
    report.ended("failed", "What its report says.", at)
    report.keep(store)
    starter = Recorded(Started("process 1", at, "failed", "TMDB_API_KEY is <neither>."))
    monkeypatch.setattr(cached, "starter", lambda: starter)
    warnings = [warning.value for warning in enter().warning]
    assert any(markdown("TMDB_API_KEY is <neither>.") in warning for warning in warnings) == told


class Recorded:
    """A starter whose refresh is another's: what was asked of it, and what it says."""

    def __init__(self, last: Started | None = None) -> None:
        self.asked: list[str] = []
        self._last = last

    def start(self) -> None:
        self.asked.append("start")

    def cancel(self) -> None:
        self.asked.append("cancel")

    def last(self) -> Started | None:
        return self._last


def test_without_a_key_no_refresh_can_be_started(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMDB_API_KEY", "")
    at = enter()
    assert at.button(key="admin-start").disabled
    assert any("TMDB_API_KEY" in info.value for info in at.info)


def test_on_aws_the_key_is_not_ours_and_a_wrong_name_is_said(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMDB_API_KEY", "")
    monkeypatch.setenv("STATE_MACHINE_ARN", "not one")
    at = enter()
    assert "STATE_MACHINE_ARN is not one" in at.error[0].value.replace("\\", "")
    assert labels(at).count("Roll back") == 2
    monkeypatch.setattr(cached, "starter", Recorded)
    assert not enter().button(key="admin-start").disabled


def test_a_refresh_is_started_watched_and_cancelled(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    starter = Recorded()
    monkeypatch.setattr(cached, "starter", lambda: starter)
    at = enter()
    assert "Cancel it" not in labels(at)
    press(at, "Start a refresh")
    assert starter.asked == ["start"]
    assert at.success[0].value.startswith("A refresh was started")
    journal.Journal(store, "20260102T030405Z", lambda: datetime.now(UTC)).tell("fetching titles", 512, 2048)
    sound(at.run())
    assert at.button(key="admin-start").disabled
    [bar] = at.get("progress")
    assert (bar.proto.value, bar.proto.text) == (25, "Fetching titles\\: 512 of 2,048")
    press(at, "Cancel it")
    assert starter.asked == ["start", "cancel"]
    journal.cancel(store, "20260102T030405Z")
    sound(at.run())
    assert at.button(key="admin-cancel").disabled
    assert any("It is stopping" in info.value for info in at.info)


def test_what_a_damaged_journal_says_is_a_message(store: LocalStore) -> None:
    store.put_document(journal.PROGRESS, {"run": "x", "at": datetime.now(UTC).isoformat(), "done": "many"})
    at = enter()
    assert any("Something unexpected happened" in error.value for error in at.error)
    assert labels(at).count("Roll back") == 2


Prepare = Callable[[LocalStore], object]


@pytest.mark.parametrize(
    ("user", "prepare"),
    [
        (ADMIN, lambda store: report_of(store, 12, 10)),
        (ADMIN, lambda store: hold(store, 9)),
        (ADMIN, lambda store: None),
        ({}, lambda store: None),
        (ADMIN | {"email": "eva@example.org"}, lambda store: None),
    ],
)
def test_everything_is_said_in_spanish_too(store: LocalStore, user: dict[str, Any], prepare: Prepare) -> None:
    prepare(store)
    assert in_english(texts(enter(user, "es"))) == set()
    assert len(in_english(texts(enter(user)))) >= 2


def test_about_leads_here(store: LocalStore) -> None:
    [link] = [one for one in visit("about").get("page_link") if one.proto.page == "admin"]
    assert link.proto.label == "Administration"


def test_the_name_of_who_came_by_password_is_kept_apart() -> None:
    """It stands in records where an address would: nobody's address may be it."""
    assert "@" not in door.AT_THE_MACHINE
