"""Bringing a stack to what the template and the packages say, and making what stands there serve."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from core.errors import InvalidRequest
from core.store import aws
from scripts.aws import application, artifacts, changes, content, gateway
from scripts.aws.packages import FOLDER, ROOT, mib
from scripts.aws.place import Place
from scripts.aws.saying import Ask, Tell, asking, tell
from scripts.aws.stack import RIGHTS, Pause, Stack, is_under_way
from scripts.aws.zipped import Package

TEMPLATE = ROOT / "cloudformation" / "template.yaml"
_LARGE = 51_200  # bytes of a template above which CloudFormation reads it from S3 only


@dataclass(frozen=True)
class Deployment:
    """What is deployed where, and how one talks to people meanwhile.

    ``parameters`` are the template's; what is not among them stays as it is. ``secret`` gives those that the template
    marks as secret, by name. ``application``: with the one on Elastic Beanstalk; None as it is, and with it where the
    stack is new.
    """

    place: Place
    packages: Mapping[str, Package]
    parameters: Mapping[str, str]
    secret: Callable[[str], str | None] = lambda name: None
    tell: Tell = tell
    ask: Ask = asking(yes=False)
    template: Path = TEMPLATE
    folder: Path = FOLDER
    application: bool | None = None
    new_platform: bool = False
    pause: Pause = time.sleep

    @property
    def stack(self) -> Stack:
        """The stack."""
        return Stack(self.place, self.tell, self.pause)


def update(deployment: Deployment) -> bool:
    """Makes the stack what the template and the packages say; False where a person did not want it.

    :raises RecommenderError: AWS could not; the stack is as it was.
    """
    stack, where = deployment.stack, deployment.place
    if not changes.ready(stack, deployment.ask):
        return False
    artifacts.make_bucket(where, deployment.tell)
    template, _ = _template(deployment)
    parameters = _parameters(deployment, template)
    for package in deployment.packages.values():
        artifacts.put(where, package.key, partial(package.zipped, deployment.folder), deployment.tell)
    prepared = changes.prepared(stack, template, parameters)
    if prepared is None:
        deployment.tell(f"{stack.name}: nothing to change")
        return True
    try:
        wanted = _agreed(deployment, prepared)
    except BaseException:
        changes.discard(stack, prepared)
        raise
    if not wanted:
        changes.discard(stack, prepared)
        deployment.tell("Nothing was changed")
        return False
    changes.make(stack, prepared)
    return True


def look(deployment: Deployment) -> None:
    """Says what :func:`update` would change, and changes nothing.

    :raises RecommenderError: it could not be done.
    """
    stack, where, tell = deployment.stack, deployment.place, deployment.tell
    status = stack.status() or ""
    if is_under_way(status) or status in changes.FAILED_FIRST:
        then = "wait for its end" if is_under_way(status) else "deploying deletes it first, and asks before it does"
        tell(f"{stack.name} is {status}: {then}")
        return
    if not (there := artifacts.bucket_is_there(where, where.artifacts)):
        tell(f"s3://{where.artifacts} does not exist yet; deploying makes it")
        if deployment.template.stat().st_size > _LARGE:
            tell("The template is so large that CloudFormation reads it from there only: it cannot be checked yet")
            return
    template, uploaded = _template(deployment)
    try:
        parameters = _parameters(deployment, template)
        for package in deployment.packages.values():
            new = not there or not artifacts.has(where, where.artifacts, package.key)
            tell(f"{package.key}, {mib(package.size)} MiB unpacked" + (": to be uploaded" if new else ""))
        if (prepared := changes.prepared(stack, template, parameters)) is None:
            tell(f"{stack.name}: nothing to change")
            return
        try:
            _show(deployment, prepared)
        finally:
            changes.discard(stack, prepared)
    finally:
        if uploaded:
            artifacts.remove(where, where.artifacts, uploaded)


def finish(deployment: Deployment, *, catalogue: Path | None = None, refresh: bool = False, wait: bool = True) -> bool:
    """Makes what stands serve: the endpoint's stage, the catalogue, the first refresh, the application's health.

    ``catalogue`` is served where there is no key to TMDB. Whether all is well.
    """
    stack, where, tell = deployment.stack, deployment.place, deployment.tell
    gateway.serve(stack, tell)
    content.put_catalogue(where, catalogue, bool(deployment.secret("TMDBApiKey")), tell)
    well = True
    if refresh or not content.is_published(where):
        machine = stack.outputs()["StateMachineArn"]
        well = content.refresh(where, machine, tell, deployment.pause, wait=wait)
    for name in stack.resources("AWS::ElasticBeanstalk::Environment"):
        if wait:
            well &= application.wait(where, name, tell, deployment.pause)
    return well


def unconfirmed(stack: Stack) -> list[str]:
    """Where the stack's topic sends mail as soon as somebody confirms it."""
    sns, found = stack.place.client("sns"), []
    for topic in stack.resources("AWS::SNS::Topic"):
        with aws.told("SNS", "sns:ListSubscriptionsByTopic on the stack's topic"):
            listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        found += [one["Endpoint"] for one in listed if one["SubscriptionArn"] == "PendingConfirmation"]
    return found


def _template(deployment: Deployment) -> tuple[dict[str, str], str | None]:
    """How CloudFormation is given the template, and what had to be uploaded for it."""
    where, content_ = deployment.place, deployment.template.read_bytes()
    if len(content_) <= _LARGE:
        return {"TemplateBody": content_.decode()}, None
    key = f"templates/{sha256(content_).hexdigest()[:16]}.yaml"
    uploaded = artifacts.put(where, key, lambda: deployment.template, deployment.tell)
    return {"TemplateURL": artifacts.url(where, key)}, key if uploaded else None


def _parameters(deployment: Deployment, template: Mapping[str, str]) -> dict[str, str | None]:
    """Every parameter of the template's, which is validated; None for those that stay as they are.

    :raises InvalidRequest: it has no such parameter, or a secret one was given openly.
    """
    with aws.told("The template", RIGHTS):
        said = deployment.place.client("cloudformation").get_template_summary(**template)["Parameters"]
    secret = {one["ParameterKey"]: one.get("NoEcho", False) for one in said}
    for name in deployment.parameters:
        if name not in secret:
            known = ", ".join(sorted(secret))
            raise InvalidRequest("parameter", f"The template has no parameter {name!r}. It has {known}.")
        if secret[name]:
            raise InvalidRequest("parameter", f"{name} is secret: give it in the environment, as commands are seen.")
    own = {f"{name.capitalize()}Package": package.key for name, package in deployment.packages.items()}
    own["Environment"] = deployment.place.environment
    if "Platform" in secret and "Platform" not in deployment.parameters:
        own["Platform"] = _platform(deployment)
    open_ = {**own, **deployment.parameters}
    return {name: deployment.secret(name) or None if hide else open_.get(name) for name, hide in secret.items()}


def _platform(deployment: Deployment) -> str:
    """The application's platform, "" for no application; the newest where it is new.

    It stays from then on, as Elastic Beanstalk's own updates bring its newer versions.
    """
    stack = deployment.stack
    now = stack.parameters().get("Platform")
    wanted = deployment.application if deployment.application is not None else now != ""
    if not wanted:
        return ""
    return now if now and not deployment.new_platform else application.newest_platform(deployment.place)


def _show(deployment: Deployment, prepared: changes.ChangeSet) -> None:
    deployment.tell(f"{deployment.place.stack}, changes:")
    for line in changes.table(prepared.changes):
        deployment.tell(line)


def _agreed(deployment: Deployment, prepared: changes.ChangeSet) -> bool:
    _show(deployment, prepared)
    lost = [change.name for change in prepared.changes if change.is_loss]
    return not lost or deployment.ask(f"This replaces or removes {', '.join(lost)}, with what is in it. Go on?")
