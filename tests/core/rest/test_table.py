"""A table that has no capacity: botocore's own stub says so, and what is left is sent again."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from core.errors import StoreRefused, StoreUnreachable
from core.rest.table import Table, put
from core.store import aws

ITEMS = [{"pk": {"S": f"title#{number}"}, "sk": {"S": "title#0000000001"}} for number in range(60)]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    client = boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    monkeypatch.setattr(aws, "client", lambda *_: client)
    return client


def test_what_was_not_processed_is_sent_again_later_each_time(client: Any) -> None:
    waits: list[float] = []
    table = Table("t", sleep=waits.append, chance=lambda: 0.5)
    writes = [put(item) for item in ITEMS[:3]]
    with Stubber(client) as stub:
        stub.add_response("batch_write_item", {"UnprocessedItems": {"t": writes[1:]}}, {"RequestItems": {"t": writes}})
        stub.add_client_error("batch_write_item", "ProvisionedThroughputExceededException", http_status_code=400)
        stub.add_client_error("batch_write_item", "ThrottlingException", http_status_code=400)
        stub.add_response(
            "batch_write_item", {"UnprocessedItems": {"t": writes[2:]}}, {"RequestItems": {"t": writes[1:]}}
        )
        stub.add_response("batch_write_item", {"UnprocessedItems": {}}, {"RequestItems": {"t": writes[2:]}})
        assert table.write(writes) == 3
        stub.assert_no_pending_responses()
    assert waits == pytest.approx([0.05, 0.1, 0.2, 0.4])


def test_it_gives_up_in_the_end_and_says_that_nothing_is_lost(client: Any) -> None:
    waits: list[float] = []
    with Stubber(client) as stub:
        for _ in range(12):
            stub.add_client_error("batch_write_item", "ProvisionedThroughputExceededException", http_status_code=400)
        with pytest.raises(StoreUnreachable, match="publish again later"):
            Table("t", sleep=waits.append, chance=lambda: 1.0).write([put(ITEMS[0])])
    assert (len(waits), max(waits)) == (11, 20.0)


def test_what_is_refused_is_not_tried_again(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("batch_write_item", "AccessDeniedException", "not you", http_status_code=400)
        with pytest.raises(StoreRefused, match="BatchWriteItem"):
            Table("t", sleep=lambda _: pytest.fail("waited")).write([put(ITEMS[0])])


def test_at_most_25_at_once_and_a_look_before_each_few_hundred(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    looks: list[int] = []

    def batch_write_item(RequestItems: Any) -> Any:  # noqa: N803
        sizes.append(len(RequestItems["t"]))
        return {}

    monkeypatch.setattr(client, "batch_write_item", batch_write_item)
    many = [put(ITEMS[0])] * 410
    assert Table("t").write(iter(many), lambda: looks.append(len(sizes))) == 410
    assert (sorted(sizes), looks) == ([10] + [25] * 16, [0, 16])
