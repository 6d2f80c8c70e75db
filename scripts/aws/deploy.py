"""Deploys everything to AWS: `scripts/deploy.sh`, or `make deploy`. Safe to repeat, and to interrupt.

Credentials and region are AWS's own settings (AWS_PROFILE, AWS_REGION …). TMDB_API_KEY, ADMIN_EMAIL and ENVIRONMENT
come from the environment or .env; on an update, what is not given stays as it is.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from core.cli.output import out
from core.errors import InvalidRequest
from core.settings import Settings
from core.tmdb.key import Key
from scripts.aws import packages
from scripts.aws.deployment import Deployment, finish, look, unconfirmed, update
from scripts.aws.place import Environment, place
from scripts.aws.saying import Interrupted, aligned, asking, run, tell

_SHOWN = ("StreamlitURL", "ApiURL", "DataBucket", "RestTable", "StateMachineArn")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # TMDB Api Key


def main(
    environment: Annotated[Environment | None, typer.Option(help="dev, test or prod (default: ENVIRONMENT).")] = None,
    admin_email: Annotated[str | None, typer.Option(help="Where alarms are mailed (default: ADMIN_EMAIL).")] = None,
    catalogue: Annotated[Path | None, typer.Option(help="CSV to serve where there is no key to TMDB.")] = None,
    parameter: Annotated[list[str] | None, typer.Option(help="Name=Value of the template's; may be repeated.")] = None,
    app: Annotated[bool | None, typer.Option("--app/--no-app", help="With the application, or without.")] = None,
    new_platform: Annotated[bool, typer.Option("--new-platform", help="Move to the newest platform.")] = False,
    architecture: Annotated[Literal["x86_64", "arm64"], typer.Option(help="The functions' processor.")] = "x86_64",
    refresh: Annotated[bool, typer.Option("--refresh", help="Refresh, also where something is served.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Watch the refresh and the application.")] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Deploy to AWS, or update what is there."""
    settings = Settings()
    mail = admin_email or settings.admin_email
    parameters = _pairs(parameter) | {"Architecture": architecture} | ({"AdminEmail": mail} if mail else {})
    secret = _secrets(settings)
    where = place(environment or settings.environment, settings.aws_region or None)
    tell(f"{where.stack}, in account {where.account}, {where.region}")
    deployment = Deployment(
        where, packages.all_packages(architecture), parameters, secret, tell, asking(yes), application=app,
        new_platform=new_platform,
    )  # fmt: skip
    try:
        if dry_run:
            look(deployment)
            return
        if not update(deployment):
            raise typer.Exit(1)
        well = finish(deployment, catalogue=catalogue, refresh=refresh, wait=wait)
    except KeyboardInterrupt:
        raise Interrupted("Interrupted. Nothing is broken: run the same again, and it goes on.") from None
    for mail in unconfirmed(deployment.stack):
        tell(f"Left to do: open the mail that AWS sent to {mail}, and confirm; alarms come there")
    outputs = deployment.stack.outputs()
    for line in aligned([(name, outputs[name]) for name in _SHOWN if name in outputs]):
        out.print(line, markup=False, soft_wrap=True)
    if not well:
        raise typer.Exit(1)


def _pairs(given: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in given or ():
        name, separator, value = text.partition("=")
        if not separator:
            raise InvalidRequest("parameter", f"--parameter {text[:80]!r}: write Name=Value.")
        pairs[name] = value
    return pairs


def _secrets(settings: Settings) -> Callable[[str], str | None]:
    """Secret parameters by name: TMDBApiKey is what TMDB_API_KEY says, and so on."""
    key = settings.tmdb_api_key.get_secret_value().strip()
    if key:
        Key.of(key)  # refused where TMDB gives none of this form

    def secret(name: str) -> str | None:
        return key or None if name == "TMDBApiKey" else os.environ.get(_WORDS.sub("_", name).upper())

    return secret


if __name__ == "__main__":
    run(main)
