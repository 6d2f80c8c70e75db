"""The rows of the endpoint on AWS Lambda follow what a store serves: after anything that changed it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from core.build import Progress, quiet
from core.pipeline import open_engine
from core.settings import Settings

if TYPE_CHECKING:
    from core.rest.publish import Published

Clock = Callable[[], datetime]


def follow(uri: str, settings: Settings, clock: Clock, progress: Progress = quiet) -> None:
    """Lets the table that REST_TABLE names answer from what the store at ``uri`` serves; nothing where it names none.

    :raises RecommenderError: the table still answers from what it did.
    """
    if settings.rest_table:
        publish(settings.rest_table, uri, settings, clock, progress)


def publish(name: str, uri: str, settings: Settings, clock: Clock, progress: Progress = quiet) -> "Published":
    """Lets the table ``name`` answer from what the store at ``uri`` serves; an empty ``uri`` is the usual store.

    :raises RecommenderError: as :func:`core.pipeline.open_engine` and :func:`core.rest.publish.publish_rows` say.
    """
    from core.rest.publish import publish_rows  # boto3: only where there is a table
    from core.rest.table import Table

    return publish_rows(open_engine(uri, clock).snapshot, Table(name, settings.aws_region or None), clock, progress)
