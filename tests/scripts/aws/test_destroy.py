"""Removing an environment: nothing of it is left, and what a template keeps is named."""

import pytest

from scripts.aws.deployment import update
from scripts.aws.destroy import contents, destroy
from scripts.aws.stack import Stack, StackFailed
from tests.scripts.aws.conftest import Here

TEMPLATE = """
Parameters: {Environment: {Type: String}}
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "netflix-recommendation-data-${AWS::AccountId}-${Environment}"
      VersioningConfiguration: {Status: Enabled}
  Key: {Type: AWS::SecretsManager::Secret, Properties: {Name: !Sub "key-${Environment}", SecretString: sesame}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub "work-${Environment}"
      Role: !GetAtt Role.Arn
      Runtime: python3.12
      Handler: index.handler
      Code: {ZipFile: "def handler(event, context): pass"}
  Workflow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionSubstitutions:
        {Work: !Sub "arn:aws:states:${AWS::Region}:${AWS::AccountId}:activity:work-${Environment}"}
      DefinitionString: '{"StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": "${Work}", "End": true}}}'
  Kept:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    Properties: {QueueName: !Sub "kept-${Environment}"}
"""


def fill(here: Here) -> None:
    """Versions, a delete marker and an upload that was never finished; a log that AWS made; a refresh that runs."""
    s3, logs = here.client("s3"), here.client("logs")
    for content in (b"1", b"2"):
        s3.put_object(Bucket=here.place.data, Key="store/current", Body=content)
    s3.delete_object(Bucket=here.place.data, Key="store/current")
    s3.create_multipart_upload(Bucket=here.place.data, Key="store/half")
    s3.put_object(Bucket=here.place.artifacts, Key="packages/old.zip", Body=b"zip")
    for name in ("work", "work-other"):
        logs.create_log_group(logGroupName=f"/aws/lambda/{name}-{here.place.environment}")
    (machine,) = here.stack.resources("AWS::StepFunctions::StateMachine")
    here.client("stepfunctions").create_activity(name=f"work-{here.place.environment}")
    here.client("stepfunctions").start_execution(stateMachineArn=machine, name="running")


def test_nothing_is_left(here: Here) -> None:
    update(here.deployment(TEMPLATE))
    fill(here)
    name = here.place.environment
    there = "\n".join(contents(here.stack))
    assert f"The stack {here.place.stack} (CREATE_COMPLETE)" in there
    assert f"AWS::S3::Bucket                   {here.place.data}" in there
    assert f"s3://{here.place.artifacts}" in there and f"The log /aws/lambda/work-{name}" in there

    left = destroy(here.stack, here.said.append)
    (queue,) = left
    assert queue.startswith("AWS::SQS::Queue ") and queue.endswith(f"kept-{name}")
    assert "Stopped the refresh running" in here.told
    assert here.stack.described() is None
    buckets = [one["Name"] for one in here.client("s3").list_buckets()["Buckets"]]
    assert not {here.place.data, here.place.artifacts} & set(buckets)
    logs = here.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/work")["logGroups"]
    assert [one["logGroupName"] for one in logs if one["logGroupName"].endswith(name)] == [
        f"/aws/lambda/work-other-{name}"
    ]
    listed = here.client("secretsmanager").list_secrets(IncludePlannedDeletion=True)["SecretList"]
    assert f"key-{name}" not in [one["Name"] for one in listed]

    assert contents(here.stack) == [] and destroy(here.stack, here.said.append) == []


def test_what_was_begun_can_be_gone_on_with(here: Here) -> None:
    """The stack went, and somebody stopped it then: the buckets are found all the same."""
    update(here.deployment(TEMPLATE))
    fill(here)
    here.client("s3").create_bucket(Bucket=f"elsewhere-{here.place.environment}")
    for part in ("Versions", "DeleteMarkers"):
        for one in here.client("s3").list_object_versions(Bucket=here.place.data).get(part, ()):
            here.client("s3").delete_object(Bucket=here.place.data, Key=one["Key"], VersionId=one["VersionId"])
    here.stack.delete()
    assert contents(here.stack) == [f"The bucket s3://{here.place.artifacts}, all versions of what is in it"]
    assert destroy(here.stack, here.said.append) == [] and contents(here.stack) == []


def test_a_protected_stack_stays_as_it_is(here: Here) -> None:
    update(here.deployment(TEMPLATE))
    fill(here)
    client = here.client("cloudformation")
    client.update_termination_protection(StackName=here.place.stack, EnableTerminationProtection=True)
    with pytest.raises(StackFailed, match="is protected. Lift that first: aws cloudformation update-termination"):
        destroy(here.stack, here.said.append)
    assert len(here.client("s3").list_object_versions(Bucket=here.place.data)["Versions"]) == 2
    (machine,) = here.stack.resources("AWS::StepFunctions::StateMachine")
    running = here.client("stepfunctions").list_executions(stateMachineArn=machine, statusFilter="RUNNING")
    assert len(running["executions"]) == 1
    client.update_termination_protection(StackName=here.place.stack, EnableTerminationProtection=False)
    assert destroy(here.stack, here.said.append)


def test_what_was_written_meanwhile_goes_too(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function at work may write once more after the bucket was emptied; AWS then does not delete it."""
    update(here.deployment(TEMPLATE))
    s3, deleted = here.client("s3"), Stack.delete
    found = []

    def delete(stack: Stack) -> list[tuple[str, str]]:
        found.append(s3.list_object_versions(Bucket=here.place.data).get("Versions", []))
        if len(found) == 1:
            s3.put_object(Bucket=here.place.data, Key="late", Body=b"late")
            raise StackFailed("Data: The bucket you tried to delete is not empty.")
        return deleted(stack)

    monkeypatch.setattr(Stack, "delete", delete)
    destroy(here.stack, here.said.append)
    assert found == [[], []]
    assert contents(here.stack) == []
