"""What people are told when AWS does not let them in, does not answer, or breaks off."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from core.errors import InvalidRequest, StoreError, StoreRefused, StoreUnreachable
from core.store.bucket import Bucket
from core.store.s3 import S3Store
from tests.fixtures import publish, python
from tests.places import S3Place

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], Bucket]]:
    """Makes a bucket at a server that gives one answer to every request."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> Bucket:
        class Handler(BaseHTTPRequestHandler):
            do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}).start()
        for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_MAX_ATTEMPTS": "1"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{servers[-1].server_port}")
        return Bucket("s3://bucket/prefix")

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def error(status: int, code: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = f"<Error><Code>{code}</Code><Message>said so</Message></Error>".encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    ("status", "code", "kind", "told"),
    [
        (403, "AccessDenied", StoreRefused, "s3:ListBucket"),
        (403, "InvalidAccessKeyId", StoreRefused, "does not accept these credentials"),
        (403, "SignatureDoesNotMatch", StoreRefused, "does not accept these credentials"),
        (400, "ExpiredToken", StoreRefused, "Renew"),
        (404, "NoSuchBucket", StoreRefused, "no such bucket. Create it, or correct STORE"),
        (503, "SlowDown", StoreUnreachable, "Try again later"),
        (500, "InternalError", StoreUnreachable, "Try again later"),
        (400, "InvalidRequest", StoreError, "InvalidRequest: said so"),
    ],
)
def test_what_aws_says_is_told_with_what_to_do(
    answering: Callable[[Answer], Bucket], status: int, code: str, kind: type[StoreError], told: str, tmp_path: Path
) -> None:
    bucket = answering(error(status, code))
    (tmp_path / "file").write_bytes(b"x")
    for ask in (
        lambda: bucket.get("current"),
        lambda: bucket.swap("current", b"x", None),
        lambda: bucket.upload("file", tmp_path / "file", "00" * 32),
        lambda: bucket.download("file", tmp_path / "there"),
        lambda: bucket.names(),
    ):
        with pytest.raises(StoreError) as raised:
            ask()
        assert type(raised.value) is kind
        assert "s3://bucket/prefix" in str(raised.value)
        assert told in str(raised.value)


def test_an_answer_that_breaks_off_is_asked_for_again(answering: Callable[[Answer], Bucket], tmp_path: Path) -> None:
    asked: list[str] = []

    def break_off(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        handler.send_response(200)
        handler.send_header("Content-Length", "8")
        handler.send_header("ETag", '"x"')
        handler.end_headers()
        handler.wfile.write(b"complete" if len(asked) == 3 else b"half")
        handler.close_connection = True

    bucket = answering(break_off)
    assert bucket.download("file", tmp_path / "there", 8)
    assert (tmp_path / "there").read_bytes() == b"complete"
    assert len(asked) == 3
    asked += ["again"] * 9
    with pytest.raises(StoreUnreachable, match="does not answer"):
        bucket.download("file", tmp_path / "there", 8)


def test_bytes_that_are_not_what_s3_sums_up_are_refused(answering: Callable[[Answer], Bucket], tmp_path: Path) -> None:
    def lie(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "3")
        handler.send_header("x-amz-checksum-sha256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")  # of "abc"
        handler.end_headers()
        handler.wfile.write(b"abd")

    assert not answering(lie).download("file", tmp_path / "there", 3)


def test_a_lost_answer_to_a_swap_is_no_conflict(answering: Callable[[Answer], Bucket]) -> None:
    """boto3 asks again, and meets what its first attempt wrote."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "PUT":
            error(412, "PreconditionFailed")(handler)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", "4")
        handler.send_header("ETag", '"mine"')
        handler.end_headers()
        handler.wfile.write(b"mine")

    bucket = answering(answer)
    assert bucket.swap("lock", b"mine", '"before"') == '"mine"'
    assert bucket.swap("lock", b"another", '"before"') is None


# ---- as people meet it

_NOBODY = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "HOME": "/nonexistent",
           "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}  # fmt: skip


def command(*arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and stderr of a command, which prints nothing else."""
    done = python("-m", "core", *arguments, **environment)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, " ".join(done.stderr.split())


def test_without_credentials(tmp_path: Path) -> None:
    code, told = command("snapshots", "--store", "s3://some-bucket/prefix", **_NOBODY)
    assert code == 2
    assert "No AWS credentials for s3://some-bucket/prefix" in told
    assert "AWS_PROFILE" in told
    code, told = command("snapshots", "--store", "s3://some-bucket/prefix", **_NOBODY, AWS_PROFILE="nobody")
    assert code == 2
    assert "nobody" in told


def test_without_the_bucket(on_s3: S3Place) -> None:
    for arguments in (("snapshots",), ("build",), ("search", "vault"), ("rollback", "x")):
        code, told = command(*arguments, "--store", "s3://no-such-bucket/prefix", **on_s3.environment)
        assert code == 2, arguments
        assert "no such bucket" in told


def test_commands_work_on_s3(on_s3: S3Place, tmp_path: Path) -> None:
    (tmp_path / "titles.csv").write_text(
        "id,title,type,overview\na,Alpha,movie,A bank vault is robbed\nb,Beta,series,The vault of a bank\n"
    )
    environment = {**on_s3.environment, "STORE": on_s3.uri}
    for arguments, told in (
        (["import", str(tmp_path / "titles.csv")], "2 imported"),
        (["build"], "titles 2"),
        (["similar", "a", "--count", "1"], "Beta"),
        (["snapshots"], "*"),
        (["export", str(tmp_path / "out.jsonl")], "2 titles"),
    ):
        done = python("-m", "core", *arguments, **environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert told in done.stdout


@pytest.mark.parametrize(
    "uri",
    ["s3://", "s3://b", "s3://Bucket/x", "s3://bucket/../x", "s3://bucket/a b", "s3://bucket/.x", "s3://bucket/x?y",
     "s3://bucket/\0", "s3://-bucket/x", "s3://bucket/" + "é"],
)  # fmt: skip
def test_what_is_no_place_on_s3_is_refused(tmp_path: Path, uri: str) -> None:
    with pytest.raises(InvalidRequest, match="s3://bucket/prefix") as raised:
        S3Store(uri, cache=tmp_path)
    assert raised.value.parameter == "store"


@pytest.mark.parametrize("uri", ["s3://bucket/a/b", "s3://bucket/a/b/", "s3://bucket//a//b///"])
def test_one_place_has_one_name(tmp_path: Path, uri: str) -> None:
    assert S3Store(uri, cache=tmp_path).uri == "s3://bucket/a/b"


def test_a_bucket_without_a_prefix_is_a_place(on_s3: S3Place, tmp_path: Path) -> None:
    on_s3.client.create_bucket(Bucket="all-ours")
    store = S3Store("s3://all-ours", cache=tmp_path)
    publish(store)
    assert store.uri == "s3://all-ours"
    found = on_s3.client.get_object(Bucket="all-ours", Key="current")["Body"].read()
    assert found.decode().strip() == store.current_id()
