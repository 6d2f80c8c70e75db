"""Tables on the emulator, and endpoints that answer from them."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from core.rest.api import Api
from core.rest.table import Table
from core.rest.table_source import TableSource
from tests.emulator import Emulator
from tests.fixtures import START

NOW = START + timedelta(hours=1)
_names = itertools.count()


class DynamoDb:
    """Looks behind the tables, and makes them."""

    def __init__(self, emulator: Emulator) -> None:
        keys = emulator.environment
        self.environment = keys
        self.client: Any = boto3.client(
            "dynamodb", endpoint_url=emulator.url, region_name="us-east-1",
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"], aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )  # fmt: skip

    def new(self, **given: Any) -> Table:
        """An empty table."""
        name = f"rows-{next(_names)}"
        self.client.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "S"}
            ],
        )  # fmt: skip
        return Table(name, "us-east-1", **given)

    def items(self, table: Table) -> dict[tuple[str, str], Any]:
        """Everything in a table, by key."""
        pages = self.client.get_paginator("scan").paginate(TableName=table.name)
        return {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}


@pytest.fixture
def dynamodb(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> DynamoDb:
    """DynamoDB, with this process set up to use it."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    return DynamoDb(emulator)


def table_api(table: Table, clock: Callable[[], datetime] = lambda: NOW, keep: float = 0.0) -> Api:
    """The endpoint of a table; it looks at the pointer for each request."""
    return Api(TableSource(table, clock, keep), lambda: NOW)
