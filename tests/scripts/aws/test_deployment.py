"""Deploying templates to CloudFormation, as it is emulated here: seen first, made as seen, explained where it fails."""

import json
import urllib.request
from dataclasses import replace

import pytest
from botocore.stub import Stubber

from core.errors import InvalidRequest, StoreError
from scripts.aws import artifacts, changes
from scripts.aws.deployment import look, unconfirmed, update
from scripts.aws.saying import Interrupted
from scripts.aws.stack import StackFailed
from scripts.aws.zipped import Package
from tests.scripts.aws.conftest import Here

TEMPLATE = """
Parameters:
  Environment: {Type: String}
  Words: {Type: String, Default: first}
  Secret: {Type: String, NoEcho: true, Default: ""}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub "queue-${Environment}", VisibilityTimeout: 30}
  Told:
    Type: AWS::SSM::Parameter
    Properties: {Name: !Sub "told-${Environment}", Type: String, Value: !Sub "${Words} ${Secret}"}
Outputs:
  Queue: {Value: !Ref Queue}
"""
LONGER = TEMPLATE.replace("VisibilityTimeout: 30", "VisibilityTimeout: 60")
RENAMED = TEMPLATE.replace('"queue-', '"another-')
SHORTER = TEMPLATE[: TEMPLATE.index("  Told:")] + TEMPLATE[TEMPLATE.index("Outputs:") :]
FAILING = LONGER.replace(
    "Outputs:", "  Broken:\n    Type: AWS::SSM::Parameter\n    DependsOn: [Queue, Told]\n"
    "    Properties: {Name: !Ref Told, Type: String, Value: taken}\nOutputs:"
)  # fmt: skip
TAKEN = TEMPLATE.replace(
    "Outputs:", "  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub 'taken-${Environment}'}}\nOutputs:"
)
WAITING = TEMPLATE.replace(
    "Outputs:", "  Handle: {Type: AWS::CloudFormation::WaitConditionHandle}\n  Wait:\n"
    "    Type: AWS::CloudFormation::WaitCondition\n    Properties: {Handle: !Ref Handle, Timeout: 60, Count: 1}\n"
    "Outputs:\n  Handle: {Value: !Ref Handle}"
)  # fmt: skip


def value(here: Here) -> str:
    return str(here.client("ssm").get_parameter(Name=f"told-{here.place.environment}")["Parameter"]["Value"])


def timeout(here: Here) -> str:
    """What the queue is set to."""
    client = here.client("sqs")
    url = client.get_queue_url(QueueName=f"queue-{here.place.environment}")["QueueUrl"]
    return str(client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"])


def change_sets(here: Here) -> list[str]:
    """Those that wait to be executed."""
    listed = here.client("cloudformation").list_change_sets(StackName=here.place.stack)["Summaries"]
    return [one["ChangeSetName"] for one in listed if one["ExecutionStatus"] == "AVAILABLE"]


def buckets(here: Here) -> list[str]:
    return [one["Name"] for one in here.client("s3").list_buckets()["Buckets"]]


def test_a_stack_is_made_left_alone_and_changed(here: Here) -> None:
    assert update(here.deployment(TEMPLATE, parameters={"Words": "second"}, secret={"Secret": "sesame"}.get))
    told = here.told
    assert "add  Queue  AWS::SQS::Queue" in told and "CREATE_COMPLETE" in told
    assert "sesame" not in told
    assert value(here) == "second sesame"

    assert update(here.deployment(TEMPLATE))
    assert here.told.splitlines() == [f"{here.place.stack}: nothing to change"]

    assert update(here.deployment(LONGER))
    told = here.told
    assert "  change  Queue  AWS::SQS::Queue  VisibilityTimeout" in told and "  change  Told" not in told
    assert (value(here), timeout(here)) == ("second sesame", "60")  # what was not given stayed

    assert update(here.deployment(LONGER, secret={"Secret": "open"}.get))
    assert value(here) == "second open"
    assert here.asked == []


def test_packages_are_uploaded_once_to_a_private_bucket(here: Here) -> None:
    source = here.folder / "source"
    source.write_text("one")
    template = TEMPLATE.replace("Words:", "ApiPackage: {Type: String}\n  Words:").replace("${Words}", "${ApiPackage}")
    first = Package("api", {"source": source})
    assert update(here.deployment(template, {"api": first}))
    told = here.told
    bucket = here.place.artifacts
    assert f"Made the bucket of packages, s3://{bucket}" in told and f"Uploading s3://{bucket}/{first.key}" in told
    assert value(here).strip() == first.key

    assert update(here.deployment(template, {"api": first}))
    assert here.told.splitlines() == [f"{here.place.stack}: nothing to change"]

    source.write_text("two")
    second = Package("api", {"source": source})
    assert update(here.deployment(template, {"api": second}))
    assert value(here).strip() == second.key != first.key

    s3 = here.client("s3")
    assert set(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()) == {True}
    (statement,) = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_an_update_that_fails_is_explained_and_undone(here: Here) -> None:
    update(here.deployment(TEMPLATE))
    with pytest.raises(StackFailed, match=r"UPDATE_ROLLBACK_COMPLETE:\n  Broken \(AWS::SSM::Par.*already exists"):
        update(here.deployment(FAILING))
    assert timeout(here) == "30"
    assert update(here.deployment(LONGER))
    assert timeout(here) == "60"


def test_what_aws_finds_wrong_beforehand_is_said(here: Here) -> None:
    here.client("s3").create_bucket(Bucket=f"taken-{here.place.environment}")
    with pytest.raises(StackFailed, match=r"Bucket \(AWS::S3::Bucket\): .*taken-"):
        update(here.deployment(TAKEN))


def test_a_first_creation_that_failed_is_deleted_when_asked(here: Here) -> None:
    with pytest.raises(StackFailed, match=r"is ROLLBACK_COMPLETE:\n  Broken"):
        update(here.deployment(FAILING))
    here.answer = False
    assert not update(here.deployment(TEMPLATE))
    assert "must be deleted first" in here.asked[-1] and here.stack.status() == "ROLLBACK_COMPLETE"
    here.told  # noqa: B018
    look(here.deployment(TEMPLATE))
    assert here.told == f"{here.place.stack} is ROLLBACK_COMPLETE: deploying deletes it first, and asks before it does"
    here.answer = True
    assert update(here.deployment(TEMPLATE))
    assert here.stack.status() == "CREATE_COMPLETE"


@pytest.mark.parametrize(("template", "line"), [(RENAMED, "  replace  Queue"), (SHORTER, "  remove  Told")])
def test_what_would_be_lost_is_asked_for(here: Here, template: str, line: str) -> None:
    update(here.deployment(TEMPLATE))
    here.answer = False
    assert not update(here.deployment(template))
    told = here.told
    assert line in told and told.endswith("Nothing was changed")
    assert line.split()[1] in here.asked[-1]
    assert change_sets(here) == [] and timeout(here) == "30" and value(here) == "first "
    here.answer = True
    assert update(here.deployment(template))
    assert here.stack.status() == "UPDATE_COMPLETE"


def test_a_person_who_leaves_while_asked_leaves_nothing_behind(here: Here) -> None:
    update(here.deployment(TEMPLATE))

    def gone(question: str) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update(replace(here.deployment(RENAMED), ask=gone))
    assert change_sets(here) == []


def test_looking_changes_nothing(here: Here) -> None:
    source = here.folder / "source"
    source.write_text("one")
    template = TEMPLATE.replace("Words:", "ApiPackage: {Type: String}\n  Words:")
    deployment = here.deployment(template, {"api": Package("api", {"source": source})})
    look(deployment)
    told = here.told
    assert "does not exist yet" in told and ": to be uploaded" in told and "  add  Queue" in told
    assert here.stack.described() is None and here.place.artifacts not in buckets(here)

    update(deployment)
    here.told  # noqa: B018
    look(here.deployment(RENAMED.replace("Words:", "ApiPackage: {Type: String}\n  Words:"), deployment.packages))
    told = here.told
    assert "  replace  Queue" in told and "uploaded" not in told
    assert change_sets(here) == [] and here.stack.status() == "CREATE_COMPLETE" and here.asked == []
    look(deployment)
    assert "nothing to change" in here.told


def test_a_large_template_goes_through_the_bucket(here: Here) -> None:
    large = TEMPLATE + "\n" + "# so many words of explanation\n" * 2000
    look(here.deployment(large))
    assert "cannot be checked yet" in here.told and here.place.artifacts not in buckets(here)
    artifacts.make_bucket(here.place, here.said.append)
    look(here.deployment(large))
    assert "  add  Queue" in here.told
    listed = here.client("s3").list_objects_v2(Bucket=here.place.artifacts)
    assert listed["KeyCount"] == 0 and here.stack.described() is None
    assert update(here.deployment(large))
    assert here.stack.status() == "CREATE_COMPLETE"


def test_a_stack_that_was_only_reviewed_is_gone_on_with(here: Here) -> None:
    here.client("cloudformation").create_change_set(
        StackName=here.place.stack, ChangeSetName="left", ChangeSetType="CREATE", TemplateBody=SHORTER,
        Parameters=[{"ParameterKey": "Environment", "ParameterValue": here.place.environment}],
    )  # fmt: skip
    assert here.stack.status() == "REVIEW_IN_PROGRESS"
    assert update(here.deployment(TEMPLATE))
    assert here.stack.status() == "CREATE_COMPLETE"


def test_who_stops_watching_can_go_on(here: Here) -> None:
    def gone(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="AWS goes on"):
        update(here.deployment(WAITING, pause=gone))
    assert here.stack.status() == "CREATE_IN_PROGRESS"
    here.told  # noqa: B018
    look(here.deployment(WAITING))
    assert "is CREATE_IN_PROGRESS: wait for its end" in here.told
    signalled = []

    def signal(seconds: float) -> None:
        if not signalled:
            parts = here.client("cloudformation").describe_stack_resources(StackName=here.place.stack)["StackResources"]
            handle = next(part["PhysicalResourceId"] for part in parts if part["LogicalResourceId"] == "Handle")
            done = {"Status": "SUCCESS", "UniqueId": "1", "Data": "", "Reason": ""}
            asked = urllib.request.Request(handle, json.dumps(done).encode(), {"Content-Type": ""}, method="PUT")
            with urllib.request.urlopen(asked, timeout=5):
                signalled.append(handle)

    assert update(here.deployment(WAITING, pause=signal))
    told = here.told
    assert f"{here.place.stack} is CREATE_IN_PROGRESS; watching" in told and "CREATE_COMPLETE" in told
    assert told.endswith("nothing to change") and signalled


def test_one_that_could_not_go_back_is_left_to_people(here: Here) -> None:
    said = {"StackName": here.place.stack, "StackId": "x", "CreationTime": 0, "StackStatus": "UPDATE_ROLLBACK_FAILED"}
    with Stubber(here.client("cloudformation")) as stubbed:
        for _ in range(2):
            stubbed.add_response("describe_stacks", {"Stacks": [said]}, {"StackName": here.place.stack})
        with pytest.raises(StackFailed, match="aws cloudformation continue-update-rollback --stack-name netflix-rec"):
            changes.ready(here.stack, here.ask)
    assert here.asked == []


@pytest.mark.parametrize(
    ("template", "given", "error", "said"),
    [
        ("Resources: [", {}, StoreError, "The template: AWS refused a request .*Template format error"),
        (TEMPLATE, {"Wards": "x"}, InvalidRequest, "no parameter 'Wards'. It has Environment, Secret, Words"),
        (TEMPLATE, {"Secret": "sesame"}, InvalidRequest, "Secret is secret: give it in the environment"),
        (TEMPLATE.replace("Words: {Type: String, Default: first}", "Words: {Type: String}"), {}, StoreError, "Words"),
    ],
)
def test_what_cannot_be_deployed_is_refused_before_anything_is(
    here: Here, template: str, given: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        update(here.deployment(template, parameters=given))
    assert here.stack.described() is None


def test_a_bucket_that_somebody_else_has_is_refused(here: Here) -> None:
    with Stubber(here.client("s3")) as stubbed:
        stubbed.add_client_error("head_bucket", "403", http_status_code=403)
        with pytest.raises(StoreError, match="belongs to another account, or AWS denies access"):
            update(here.deployment(TEMPLATE))


def test_mail_that_waits_to_be_confirmed_is_named(here: Here) -> None:
    template = TEMPLATE.replace("Outputs:", "  Topic: {Type: AWS::SNS::Topic}\nOutputs:")
    update(here.deployment(template))
    (topic,) = here.stack.resources("AWS::SNS::Topic")
    assert unconfirmed(here.stack) == []
    listed = {"Endpoint": "admin@example.org", "TopicArn": topic, "Protocol": "email", "Owner": here.place.account}
    with Stubber(here.client("sns")) as stubbed:  # the emulator confirms by itself
        answer = [listed | {"SubscriptionArn": "PendingConfirmation"}, listed | {"SubscriptionArn": f"{topic}:1"}]
        stubbed.add_response("list_subscriptions_by_topic", {"Subscriptions": answer}, {"TopicArn": topic})
        assert unconfirmed(here.stack) == ["admin@example.org"]
