"""Who may act as whom, and start what: the rights between services, which no emulator asks for."""

from typing import Any

import pytest

from tests.stack.filling import ACCOUNT, EVERYTHING, REGION, Stack, stack
from tests.stack.reading import as_list, names_used, template

ASSUMED_BY = {
    "ElasticBeanstalk::Application": "elasticbeanstalk.amazonaws.com",
    "ElasticBeanstalk::Environment": "elasticbeanstalk.amazonaws.com",
    "Events::Rule": "events.amazonaws.com",
    "IAM::InstanceProfile": "ec2.amazonaws.com",
    "Lambda::Function": "lambda.amazonaws.com",
    "StepFunctions::StateMachine": "states.amazonaws.com",
}
"""Which service takes the role that a resource names."""

OWN_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
ON_CONDITION: dict[str, Any] = {
    "ec2.amazonaws.com": None,  # for the account's own instances and functions alone
    "lambda.amazonaws.com": None,
    "elasticbeanstalk.amazonaws.com": {"StringEquals": {"sts:ExternalId": "elasticbeanstalk"}},
    "events.amazonaws.com": OWN_ACCOUNT,
    "states.amazonaws.com": OWN_ACCOUNT,
}
"""How AWS documents that a service cannot be made to act for another account."""

MANAGED = {
    "AppRole": {"arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier"},
    "AppServiceRole": {
        "arn:aws:iam::aws:policy/service-role/AWSElasticBeanstalkEnhancedHealth",
        "arn:aws:iam::aws:policy/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy",
    },
}
"""What Elastic Beanstalk asks for; the other roles have what stands in the template, and nothing else."""

DOES = {
    "arn:aws:states:::lambda:invoke": ("lambda:InvokeFunction", "FunctionName"),
    "arn:aws:states:::sns:publish": ("sns:Publish", "TopicArn"),
}
"""What a Task needs the right to, and which of its parameters says on what."""


@pytest.fixture(scope="module")
def everything() -> Stack:
    return stack(**EVERYTHING)


def statements(role: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for policy in role.get("Policies", ()) for one in as_list(policy["PolicyDocument"]["Statement"])]


def rights(role: dict[str, Any]) -> set[tuple[str, str]]:
    """Actions with the resources they are allowed on."""
    return {
        (action, resource)
        for said in statements(role)
        for action in as_list(said["Action"])
        for resource in as_list(said["Resource"])
    }


def test_each_role_is_for_the_service_that_takes_it_and_for_no_other(everything: Stack) -> None:
    read = template()["Resources"]
    for name, role in everything.of("IAM::Role").items():
        users = {said["Type"].removeprefix("AWS::") for said in read.values() if name in names_used(said)}
        services = {ASSUMED_BY[user] for user in users}
        assert len(services) == 1, f"{name} is taken by {services or 'nobody'}"
        [trusted] = role["AssumeRolePolicyDocument"]["Statement"]
        [service] = services
        assert trusted["Principal"] == {"Service": service}
        assert (trusted["Effect"], trusted["Action"]) == ("Allow", "sts:AssumeRole")
        assert trusted.get("Condition") == ON_CONDITION[service]


def test_no_right_is_to_everything(everything: Stack) -> None:
    assert not everything.of("IAM::Policy") and not everything.of("IAM::ManagedPolicy")  # roles' own hold all rights
    for name, role in everything.of("IAM::Role").items():
        assert {*role.get("ManagedPolicyArns", ())} == MANAGED.get(name, set())
        for said in statements(role):
            assert said["Effect"] == "Allow" and not {"NotAction", "NotResource"} & said.keys()
            assert not [action for action in as_list(said["Action"]) if "*" in action or "?" in action]
            for resource in as_list(said["Resource"]):
                if resource == "*":
                    assert as_list(said["Action"]) == ["cloudwatch:PutMetricData"]
                    [(operator, keys)] = said["Condition"].items()
                    assert operator in ("StringEquals", "StringEqualsIfExists")  # AWS always tells it
                    assert keys == {"cloudwatch:namespace": "NetflixRecommendation"}
                else:
                    service, account = resource.split(":")[2], resource.split(":")[4]
                    assert account == ("" if service == "s3" else ACCOUNT), resource
                    assert "test" in resource, f"{resource} may be another environment's"


def test_the_state_machine_may_do_what_its_definition_does_and_nothing_else(everything: Stack) -> None:
    needed = set()
    for state in everything.definition()["States"].values():
        if state["Type"] == "Task":
            action, parameter = DOES[state["Resource"]]
            needed.add((action, state["Parameters"][parameter]))
    assert needed == {("lambda:InvokeFunction", everything.arn("Etl")), ("sns:Publish", everything.arn("Admin"))}
    assert rights(everything.resources["WorkflowRole"]["Properties"]) == needed


def test_each_rule_may_start_its_target_and_each_permission_is_a_callers(everything: Stack) -> None:
    """Functions say themselves who may call them; for a state machine, the rule takes a role."""
    machines = {everything.arn(name) for name in everything.of("StepFunctions::StateMachine")}
    functions = {everything.arn(name): said["FunctionName"] for name, said in everything.of("Lambda::Function").items()}
    roles = {everything.arn(name): said for name, said in everything.of("IAM::Role").items()}
    callers = set()
    for name, rule in everything.of("Events::Rule").items():
        for target in rule["Targets"]:
            if target["Arn"] in machines:
                assert rights(roles[target["RoleArn"]]) == {("states:StartExecution", target["Arn"])}
            else:
                assert "RoleArn" not in target
                callers.add((functions[target["Arn"]], "events.amazonaws.com", everything.arn(name)))
    for method in everything.of("ApiGateway::Method").values():
        [function] = [own for arn, own in functions.items() if f"/{arn}/invocations" in method["Integration"]["Uri"]]
        arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{method['RestApiId']}/*"
        callers.add((function, "apigateway.amazonaws.com", arn))
    permissions = list(everything.of("Lambda::Permission").values())
    assert {(said["FunctionName"], said["Principal"], said["SourceArn"]) for said in permissions} == callers
    assert len(permissions) == len(callers) == 2
    assert {said["Action"] for said in permissions} == {"lambda:InvokeFunction"}


def test_a_function_writes_to_its_own_log(everything: Stack) -> None:
    roles = {everything.arn(name): said for name, said in everything.of("IAM::Role").items()}
    for said in everything.of("Lambda::Function").values():
        group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{said['FunctionName']}:*"
        # not CreateLogGroup: one that was deleted with the stack must not come back, without an end to what it keeps
        wanted = {("logs:CreateLogStream", group), ("logs:PutLogEvents", group)}
        assert {right for right in rights(roles[said["Role"]]) if right[0].startswith("logs:")} == wanted
