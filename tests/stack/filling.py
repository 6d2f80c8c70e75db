"""The stack that parameters make of the template: every function carried out, as CloudFormation does it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.stack.reading import IN_TEXT, template

ACCOUNT, REGION = "123456789012", "us-east-1"
EVERYTHING = {
    "Environment": "test", "AdminEmail": "ada@example.org", "PublicUrl": "https://films.example.org",
    "Platform": f"arn:aws:elasticbeanstalk:{REGION}::platform/Python/4.0.0",
    "CertificateArn": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/1", "ApiKeyRequired": "true",
}  # fmt: skip
"""Parameters with which every resource is made."""

_NAMED = {
    "ApiGateway::Stage": ("StageName", ""),
    "CloudWatch::Alarm": ("AlarmName", "arn:aws:cloudwatch:{at}:alarm:{name}"),
    "DynamoDB::Table": ("TableName", "arn:aws:dynamodb:{at}:table/{name}"),
    "ElasticBeanstalk::Application": ("ApplicationName", ""),
    "ElasticBeanstalk::Environment": ("EnvironmentName", ""),
    "Events::Rule": ("Name", "arn:aws:events:{at}:rule/{name}"),
    "IAM::Role": ("RoleName", "arn:aws:iam::{account}:role/{name}"),
    "Lambda::Function": ("FunctionName", "arn:aws:lambda:{at}:function:{name}"),
    "Logs::LogGroup": ("LogGroupName", "arn:aws:logs:{at}:log-group:{name}:*"),
    "S3::Bucket": ("BucketName", "arn:aws:s3:::{name}"),
    "SNS::Topic": ("TopicName", "arn:aws:sns:{at}:{name}"),
    "SecretsManager::Secret": ("Name", "arn:aws:secretsmanager:{at}:secret:{name}-AbCdEf"),
    "StepFunctions::StateMachine": ("StateMachineName", "arn:aws:states:{at}:stateMachine:{name}"),
}
"""By type of resource: the property that names one, and its ARN. Others are called by their logical ids here."""
_REFERRED_TO_BY_ARN = {"SNS::Topic", "SecretsManager::Secret", "StepFunctions::StateMachine"}
_NO_VALUE = object()


@dataclass(frozen=True)
class Stack:
    """Resources and outputs whose condition holds."""

    resources: Mapping[str, Any]
    outputs: Mapping[str, Any]

    def of(self, kind: str) -> dict[str, Any]:
        """The properties of all resources of a type, such as ``S3::Bucket``, by logical id."""
        found = {name: one for name, one in self.resources.items() if one["Type"] == f"AWS::{kind}"}
        return {name: one.get("Properties", {}) for name, one in found.items()}

    def arn(self, name: str) -> str:
        """The ARN of a resource."""
        return _arn(self.resources[name], name, REGION)

    def definition(self) -> dict[str, Any]:
        """The state machine's definition."""
        [machine] = self.of("StepFunctions::StateMachine").values()
        values = machine["DefinitionSubstitutions"]
        text = IN_TEXT.sub(lambda found: values[found[2]], json.dumps(machine["Definition"]))
        definition: dict[str, Any] = json.loads(text)
        return definition


def stack(region: str = REGION, **parameters: str) -> Stack:
    """The stack that these parameters make; those not given have their defaults."""
    defaults = {name: one["Default"] for name, one in template()["Parameters"].items() if "Default" in one}
    filling = _Filling(template(), {**defaults, **parameters}, region)
    return Stack(filling.part("Resources"), filling.part("Outputs"))


@dataclass
class _Filling:
    read: Mapping[str, Any]
    given: Mapping[str, Any]
    region: str
    known: dict[str, bool] = field(default_factory=dict)

    def part(self, name: str) -> dict[str, Any]:
        held = {key: one for key, one in self.read[name].items() if self.holds(one.get("Condition"))}
        return {
            key: {member: self.value(said) for member, said in one.items() if member != "Condition"}
            for key, one in held.items()
        }

    def holds(self, condition: str | None) -> bool:
        if condition is None:
            return True
        if condition not in self.known:
            self.known[condition] = self.value(self.read["Conditions"][condition])
        return self.known[condition]

    def value(self, said: Any) -> Any:
        if isinstance(said, list):
            return [one for one in map(self.value, said) if one is not _NO_VALUE]
        if not isinstance(said, dict):
            return said
        if len(said) == 1:
            [(name, argument)] = said.items()
            if name == "Ref" or str(name).startswith("Fn::") or (name == "Condition" and isinstance(argument, str)):
                return self.carried_out(name, argument)
        filled = {key: self.value(one) for key, one in said.items()}
        return {key: one for key, one in filled.items() if one is not _NO_VALUE}

    def carried_out(self, function: str, argument: Any) -> Any:
        match function, argument:
            case "Ref", name:
                return self.ref(name)
            case "Fn::GetAtt", [name, attribute]:
                return self.attribute(name, attribute)
            case "Fn::Sub", text:
                return self.text(text)
            case "Fn::If", [condition, then, otherwise]:
                return self.value(then if self.holds(condition) else otherwise)
            case "Condition", name:
                return self.holds(name)
            case "Fn::Equals", [first, second]:
                return str(self.value(first)) == str(self.value(second))
            case "Fn::Not", [one]:
                return not self.value(one)
            case "Fn::And", every:
                return all(map(self.value, every))
        raise NotImplementedError(f"{function} {argument}")

    def ref(self, name: str) -> Any:
        own = {
            "AWS::AccountId": ACCOUNT, "AWS::Region": self.region, "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com", "AWS::StackName": "stack", "AWS::NoValue": _NO_VALUE,
        }  # fmt: skip
        if name in own or name in self.given:
            return own.get(name, self.given.get(name))
        resource = self.resource(name)
        by_arn = resource["Type"].removeprefix("AWS::") in _REFERRED_TO_BY_ARN
        return _arn(resource, name, self.region) if by_arn else _name(resource, name)

    def attribute(self, name: str, attribute: str) -> str:
        resource = self.resource(name)
        return (attribute == "Arn" and _arn(resource, name, self.region)) or f"{name}.{attribute}"

    def resource(self, name: str) -> dict[str, Any]:
        """A resource with its name filled in, and nothing else: others may refer to it."""
        resource = self.read["Resources"][name]
        naming, _ = _naming(resource)
        named = {naming: self.value(resource["Properties"][naming])} if naming in resource.get("Properties", {}) else {}
        return {"Type": resource["Type"], "Properties": named}

    def text(self, text: str) -> str:
        def filled(name: str) -> str:
            return str(self.attribute(*name.split(".", 1)) if "." in name else self.ref(name))

        return IN_TEXT.sub(lambda found: f"${{{found[2]}}}" if found[1] else filled(found[2]), text)


def _naming(resource: Mapping[str, Any]) -> tuple[str, str]:
    return _NAMED.get(resource["Type"].removeprefix("AWS::"), ("", ""))


def _name(resource: Mapping[str, Any], name: str) -> str:
    return str(resource.get("Properties", {}).get(_naming(resource)[0], name))


def _arn(resource: Mapping[str, Any], name: str, region: str) -> str:
    """The ARN of a resource that has one with its name in it; "" of others."""
    return _naming(resource)[1].format(at=f"{region}:{ACCOUNT}", account=ACCOUNT, name=_name(resource, name))
