"""A DynamoDB table with the keys pk and sk: read consistently, written in batches that are repeated until all is in."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from core.errors import StoreRefused, StoreUnreachable
from core.rest.rows import Item
from core.store import aws

_CONFIG = Config(
    connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3}, max_pool_connections=16
)
_RIGHTS = (
    "dynamodb:GetItem and Query on the table and, to publish, Scan, PutItem, DeleteItem, BatchWriteItem and "
    "ConditionCheckItem"
)
_THROTTLED = {"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"}
_REFUSED = {"ConditionalCheckFailedException", "TransactionCanceledException", "TransactionConflictException"}
_AT_ONCE = 25  # items a batch may have
_CHUNK = 16 * _AT_ONCE  # written in parallel, between two looks at whether to go on
_ATTEMPTS = 12  # at a batch: about two minutes with the waits between them
_FIRST, _LONGEST = 0.05, 20.0  # seconds

Write = dict[str, Any]
"""A PutRequest or DeleteRequest, as DynamoDB's API says it."""


def put(item: Item) -> Write:
    """The writing of an item in the place of an earlier one."""
    return {"PutRequest": {"Item": item}}


def delete(key: Item) -> Write:
    """The removal of an item; that it is not there is no matter."""
    return {"DeleteRequest": {"Key": key}}


class Table:
    """One table. Every method raises what :func:`core.store.aws.told` says, and StoreRefused without a table."""

    def __init__(
        self,
        name: str,
        region: str | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Nothing is asked yet. ``chance`` gives numbers from 0 to 1, by which waits differ between writers."""
        self.name = name
        self._sleep = sleep
        self._chance = chance
        with self._told():
            self._client = aws.client("dynamodb", region, _CONFIG)

    def get(self, key: Item) -> Item | None:
        """An item, None where there is none."""
        with self._told():
            answer = self._client.get_item(TableName=self.name, Key=key, ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def newest(self, partition: str, first: str, last: str) -> Item | None:
        """The item of a partition with the highest sort key from ``first`` to ``last``, None where there is none.

        Reads what is certainly the newest: with less, a row could come from one snapshot and the next from another.
        """
        with self._told():
            answer = self._client.query(
                TableName=self.name, ConsistentRead=True, ScanIndexForward=False, Limit=1,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
                ExpressionAttributeValues={":pk": {"S": partition}, ":first": {"S": first}, ":last": {"S": last}},
            )  # fmt: skip
        return next(iter(answer["Items"]), None)

    def scan(self, attributes: Sequence[str]) -> Iterator[Item]:
        """All items, in no order, with these attributes only."""
        names = {f"#{place}": name for place, name in enumerate(attributes)}
        pages = self._client.get_paginator("scan").paginate(
            TableName=self.name, ConsistentRead=True, ProjectionExpression=", ".join(names),
            ExpressionAttributeNames=names,
        )  # fmt: skip
        with self._told():
            for page in pages:
                yield from page["Items"]

    def write(self, writes: Iterable[Write], before: Callable[[], None] = lambda: None) -> int:
        """Writes everything, each key at most once, and says how many writes there were.

        ``before`` is called every few hundred, and may raise to stop. What DynamoDB has no capacity for is sent
        again, later each time.

        :raises StoreUnreachable: it still has none after some minutes.
        """
        rest, written = iter(writes), 0
        while chunk := list(islice(rest, _CHUNK)):
            before()
            aws.in_parallel(
                self._write_batch, [chunk[start : start + _AT_ONCE] for start in range(0, len(chunk), _AT_ONCE)]
            )
            written += len(chunk)
        return written

    def _write_batch(self, batch: list[Write]) -> None:
        left = batch
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._sleep(self._chance() * min(_LONGEST, _FIRST * 2**attempt))
            with self._told():
                try:
                    answer = self._client.batch_write_item(RequestItems={self.name: left})
                except ClientError as error:
                    if aws.code(error) not in _THROTTLED:
                        raise
                    continue
            left = answer.get("UnprocessedItems", {}).get(self.name, [])
            if not left:
                return
        raise StoreUnreachable(
            f"The table {self.name} has no capacity to write. Nothing changed for readers; publish again later, "
            "and what is written is not written again."
        )

    def put_if(self, item: Item, condition: str, values: Item) -> bool:
        """Puts an item where the one that is there meets a condition; False, and nothing done, where it does not."""
        with self._told():
            return self._allowed(
                self._client.put_item, Item=item, TableName=self.name, ConditionExpression=condition,
                **_valued(values),
            )  # fmt: skip

    def delete_if(self, key: Item, condition: str, values: Item) -> bool:
        """Removes an item that meets a condition; False, and nothing done, where it does not."""
        with self._told():
            return self._allowed(
                self._client.delete_item, Key=key, TableName=self.name, ConditionExpression=condition,
                **_valued(values),
            )  # fmt: skip

    def put_while(
        self, item: Item, condition: str, values: Item, other: Item, other_condition: str, other_values: Item
    ) -> bool:
        """Puts an item on a condition, in one step with a check of the item whose key is ``other``.

        False, and nothing done, where either condition is not met.
        """
        put = {"Item": item, "ConditionExpression": condition, **_valued(values)}
        check = {"Key": other, "ConditionExpression": other_condition, **_valued(other_values)}
        wanted = [{"Put": {"TableName": self.name, **put}}, {"ConditionCheck": {"TableName": self.name, **check}}]
        with self._told():
            return self._allowed(self._client.transact_write_items, TransactItems=wanted)

    @staticmethod
    def _allowed(request: Callable[..., Any], **arguments: Any) -> bool:
        try:
            request(**arguments)
        except ClientError as error:
            if aws.code(error) not in _REFUSED:
                raise
            return False
        return True

    @contextmanager
    def _told(self) -> Iterator[None]:
        with aws.told(f"The table {self.name}", _RIGHTS):
            try:
                yield
            except ClientError as error:
                if aws.code(error) == "ResourceNotFoundException":
                    raise StoreRefused(
                        f"There is no table {self.name}. Create it, with the keys pk and sk, or correct its name."
                    ) from error
                raise


def _valued(values: Item) -> dict[str, Item]:
    return {"ExpressionAttributeValues": values} if values else {}
