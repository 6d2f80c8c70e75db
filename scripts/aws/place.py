"""An AWS account's region, and one environment in it: what things are called there, and clients to use them."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from botocore.config import Config

from core.errors import StoreRefused
from core.store import aws

Environment = Literal["dev", "test", "prod"]

_CONFIG = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard"})


@dataclass(frozen=True)
class Place:
    """Where one environment is deployed. Clients honour AWS_ENDPOINT_URL."""

    environment: Environment
    account: str
    region: str
    session: Any

    @property
    def stack(self) -> str:
        """The stack's name."""
        return f"netflix-recommendation-{self.environment}"

    @property
    def artifacts(self) -> str:
        """The bucket of packages, which is not part of the stack."""
        return f"netflix-recommendation-artifacts-{self.account}-{self.environment}"

    @property
    def data(self) -> str:
        """The bucket of catalogue and snapshots."""
        return f"netflix-recommendation-data-{self.account}-{self.environment}"

    def client(self, service: str) -> Any:
        """A client for a service, made once."""
        return _client(self.session, service)


@cache
def _client(session: Any, service: str) -> Any:
    return session.client(service, config=_CONFIG)


def place(environment: Environment, region: str | None = None) -> Place:
    """Where ``environment`` is, in a region (None: the one that AWS's own settings name).

    :raises StoreRefused: no credentials, or AWS does not accept them; no region.
    :raises StoreUnreachable: AWS does not answer.
    """
    session = aws.session(region)
    if not session.region_name:
        raise StoreRefused("No AWS region. Set AWS_REGION, for example us-east-1.")
    with aws.told("AWS", "sts:GetCallerIdentity"):
        account = str(_client(session, "sts").get_caller_identity()["Account"])
    return Place(environment, account, session.region_name, session)
