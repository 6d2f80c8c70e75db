"""What a viewer sees of a store on S3: the same, also when another snapshot is published or S3 does not answer."""

import time
from datetime import timedelta

import pytest

from tests.emulator import free_port
from tests.fixtures import START, TITLES, publish
from tests.pages.conftest import Serve, shown, sound, visit
from tests.places import S3Place

PATIENCE = 20.0  # seconds for a running server to notice


def test_a_new_snapshot_is_served_to_sessions_that_are_open(
    serve: Serve, on_s3: S3Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFRESH_SECONDS", "0.1")
    store = on_s3.open()
    publish(store, TITLES[:3])
    serve(on_s3.uri)  # type: ignore[arg-type]
    at = visit()
    assert at.caption[0].value == "3 titles"
    publish(store, TITLES[:5], built_at=START + timedelta(hours=1))
    deadline = time.monotonic() + PATIENCE
    while sound(at.run()).caption[0].value != "5 titles":
        assert time.monotonic() < deadline
    assert len(at.warning) == 0
    assert sorted(shown(at)) == sorted(title.title for title in TITLES[:5])


def test_without_s3_a_running_server_goes_on_and_says_so(
    serve: Serve, on_s3: S3Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFRESH_SECONDS", "0.1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    publish(on_s3.open(), TITLES[:3])
    serve(on_s3.uri)  # type: ignore[arg-type]
    at = visit()
    assert len(at.warning) == 0
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    deadline = time.monotonic() + PATIENCE
    while not sound(at.run()).warning:
        assert time.monotonic() < deadline
    assert "does not answer" in at.warning[0].value
    assert sorted(shown(at)) == sorted(title.title for title in TITLES[:3])
