"""The bucket of packages: made before the stack, which takes its functions' code from there."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from core.errors import StoreRefused
from core.store import aws
from scripts.aws.place import Place
from scripts.aws.saying import Tell

_RIGHTS = "s3:CreateBucket, s3:Put… on the bucket, and s3:GetObject, s3:PutObject and s3:ListBucket on what is in it"
_LARGE = 8 * 1024 * 1024  # bytes from which an upload tells how far it is


def bucket_is_there(place: Place, bucket: str) -> bool:
    """Whether a bucket exists.

    :raises StoreRefused: it belongs to somebody else, who took the name.
    """
    with aws.told(f"s3://{bucket}", _RIGHTS):
        try:
            place.client("s3").head_bucket(Bucket=bucket, ExpectedBucketOwner=place.account)
        except ClientError as error:
            if aws.code(error) in ("404", "NoSuchBucket"):
                return False
            if aws.code(error) == "403":
                raise StoreRefused(
                    f"s3://{bucket} belongs to another account, or AWS denies access to it. Allow {_RIGHTS}."
                ) from error
            raise
    return True


def make_bucket(place: Place, tell: Tell) -> None:
    """Makes the bucket of packages where it is not: private, encrypted, reached through TLS only. Safe to repeat.

    :raises StoreError: it cannot be made.
    """
    s3, bucket = place.client("s3"), place.artifacts
    there = bucket_is_there(place, bucket)
    with aws.told(f"s3://{bucket}", _RIGHTS):
        if not there:
            elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": place.region}}
            s3.create_bucket(Bucket=bucket, **({} if place.region == "us-east-1" else elsewhere))
            s3.get_waiter("bucket_exists").wait(Bucket=bucket, WaiterConfig={"Delay": 1})
            tell(f"Made the bucket of packages, s3://{bucket}")
        for put, settings in _settings(s3, bucket, s3.meta.partition):
            put(Bucket=bucket, ExpectedBucketOwner=place.account, **settings)


def _settings(s3: Any, bucket: str, partition: str) -> Iterable[tuple[Callable[..., Any], dict[str, Any]]]:
    everything = [f"arn:{partition}:s3:::{bucket}", f"arn:{partition}:s3:::{bucket}/*"]
    only_tls = {
        "Sid": "OnlyOverTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip
    private = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    encrypted = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    broken = {
        "ID": "broken-uploads", "Status": "Enabled", "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }  # fmt: skip
    yield s3.put_public_access_block, {"PublicAccessBlockConfiguration": dict.fromkeys(private, True)}
    yield s3.put_bucket_encryption, {"ServerSideEncryptionConfiguration": {"Rules": [encrypted]}}
    yield s3.put_bucket_lifecycle_configuration, {"LifecycleConfiguration": {"Rules": [broken]}}
    yield s3.put_bucket_policy, {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [only_tls]})}


def has(place: Place, bucket: str, key: str) -> bool:
    """Whether an object is in a bucket."""
    return _head(place, bucket, key) is not None


def metadata(place: Place, bucket: str, key: str) -> dict[str, str]:
    """What was noted when an object was uploaded; nothing where it is not there."""
    return dict((_head(place, bucket, key) or {}).get("Metadata", {}))


def put(place: Place, key: str, made: Callable[[], Path], tell: Tell) -> bool:
    """Uploads to the bucket of packages what ``made`` gives, whose key follows from its content.

    False, and nothing is made, where it is there.
    """
    if has(place, place.artifacts, key):
        return False
    upload(place, place.artifacts, key, made(), tell)
    return True


def upload(place: Place, bucket: str, key: str, file: Path, tell: Tell, **more: Any) -> None:
    """Uploads a file: it appears when it is complete. What was under way when interrupted is cleared away by S3.

    :raises StoreError: S3 does not take it.
    """
    size, sent, told = file.stat().st_size, 0, 0

    def progress(count: int) -> None:
        nonlocal sent, told
        sent += count
        if size >= _LARGE and 4 * sent // size > told:  # a quarter more
            told = 4 * sent // size
            tell(f"  {25 * told} % of {size / 1024**2:.0f} MiB")

    tell(f"Uploading s3://{bucket}/{key}")
    with aws.told(f"s3://{bucket}", _RIGHTS), file.open("rb") as opened:
        place.client("s3").upload_fileobj(
            opened, bucket, key, Callback=progress, ExtraArgs={"ExpectedBucketOwner": place.account, **more}
        )


def url(place: Place, key: str) -> str:
    """Where CloudFormation finds an object in the bucket of packages."""
    return f"{place.client('s3').meta.endpoint_url}/{place.artifacts}/{key}"


def _head(place: Place, bucket: str, key: str) -> dict[str, Any] | None:
    with aws.told(f"s3://{bucket}", _RIGHTS):
        try:
            return dict(place.client("s3").head_object(Bucket=bucket, Key=key))
        except ClientError as error:
            if aws.code(error) in ("404", "NoSuchKey", "NotFound"):
                return None
            raise


def remove(place: Place, bucket: str, key: str) -> None:
    """Removes an object."""
    with aws.told(f"s3://{bucket}", _RIGHTS):
        place.client("s3").delete_object(Bucket=bucket, Key=key)
