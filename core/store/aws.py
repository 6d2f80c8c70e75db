"""AWS as this program meets it: how it is called, and what its errors say to people."""

import functools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import boto3
from botocore import exceptions as aws
from botocore.config import Config

from core.errors import StoreError, StoreRefused, StoreUnreachable

T = TypeVar("T")
R = TypeVar("R")

_THREADS = 16  # requests under way at once when many objects are moved

_CONFIG = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard"},
    max_pool_connections=_THREADS,
)
_NO_CREDENTIALS = (
    aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError, aws.ProfileNotFound,
    aws.SSOError, aws.TokenRetrievalError, aws.InvalidConfigError,
)  # fmt: skip
_RIGHTS = "s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on what is in it"
_BAD_CREDENTIALS = {
    "ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidToken",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
}  # fmt: skip


@functools.cache
def session(region: str | None) -> Any:
    """The process's boto3 session for a region (None: the one that AWS's own settings name)."""
    with told("AWS"):
        return boto3.session.Session(region_name=region)


def client(service: str, region: str | None, config: Config = _CONFIG) -> Any:
    """A client, safe to share between threads; made once, because making one costs more than a request.

    It talks to what AWS_ENDPOINT_URL_<SERVICE> or AWS_ENDPOINT_URL names, where they are set. Inside :func:`told`.
    """
    return _client(service, region, config, _endpoints(service))


@functools.cache
def _client(service: str, region: str | None, config: Config, endpoints: object) -> Any:
    return session(region).client(service, config=config)


def _endpoints(service: str) -> tuple[str | None, ...]:
    """What boto3 reads when it makes a client; where it is another, so is the client."""
    return tuple(map(os.environ.get, (f"AWS_ENDPOINT_URL_{service.upper()}", "AWS_ENDPOINT_URL")))


def code(error: aws.ClientError) -> str:
    """What AWS calls an error: ``NoSuchKey``, ``PreconditionFailed`` …"""
    return str(error.response.get("Error", {}).get("Code", ""))


def in_parallel(do: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """What ``do`` gives for each item, in their order; when one fails, no other is begun and its error is raised."""
    with ThreadPoolExecutor(_THREADS) as pool:
        futures = [pool.submit(do, item) for item in items]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()


@contextmanager
def told(what: str, rights: str = _RIGHTS) -> Iterator[None]:
    """Raises AWS's errors as ours; ``what`` was being used, such as a store's URI, and needs ``rights``.

    :raises StoreRefused: no credentials, or wrong ones; no such bucket; no right to what was asked.
    :raises StoreUnreachable: no answer, or AWS's own failure.
    :raises StoreError: anything else that AWS said.
    """
    try:
        yield
    except _NO_CREDENTIALS as error:
        raise StoreRefused(
            f"No AWS credentials for {what} ({error}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or run where a role gives them."
        ) from error
    except aws.NoRegionError as error:
        raise StoreRefused(f"No AWS region for {what}. Set AWS_REGION, for example us-east-1.") from error
    except (aws.ConnectionError, aws.HTTPClientError, aws.IncompleteReadError) as error:
        raise StoreUnreachable(f"{what} does not answer ({error}). Check the network and AWS_ENDPOINT_URL.") from error
    except aws.ClientError as error:
        raise _said(what, rights, error) from error
    except aws.BotoCoreError as error:
        raise StoreError(f"{what} cannot be used: {error}") from error


def _said(what: str, rights: str, error: aws.ClientError) -> StoreError:
    kind, said = code(error), error.response.get("Error", {}).get("Message") or str(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if kind == "NoSuchBucket":
        return StoreRefused(f"{what}: there is no such bucket. Create it, or correct STORE.")
    if kind in _BAD_CREDENTIALS:
        return StoreRefused(f"{what}: AWS does not accept these credentials ({kind}). Renew or correct them.")
    if kind == "EntityNotFoundException":
        return StoreRefused(f"{what}: there is none ({said}). Create it, or correct GLUE_DATABASE.")
    if kind.startswith("AccessDenied") or status in (401, 403):
        return StoreRefused(f"{what}: AWS denies access ({said}). Allow {rights}.")
    if status >= 500 or kind in ("SlowDown", "RequestTimeout", "Throttling", "ThrottlingException"):
        return StoreUnreachable(f"{what} does not answer ({kind}: {said}). Try again later.")
    return StoreError(f"{what}: AWS refused a request ({kind}: {said}).")
