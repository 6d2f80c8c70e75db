"""Option settings of Elastic Beanstalk: those that are set here, and what each may be.

Elastic Beanstalk tells them only to those who have an account (DescribeConfigurationOptions), and no library carries
them: names and values are those of its developer guide ("General options for all environments").
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.deployment import bundle
from tests.stack.filling import Stack

Setting = tuple[str, str, Any]
"""Namespace, name and value."""

_ANY, _FLAG, _NUMBER = r".+", r"true|false", r"-?\d+"
_DAYS = r"1|3|5|7|14|30|60|90|120|150|180|365|400|545|731|1827|3653"
KNOWN: dict[str, dict[str, str]] = {
    "aws:autoscaling:asg": {"MinSize": _NUMBER, "MaxSize": _NUMBER},
    "aws:autoscaling:launchconfiguration": {
        "IamInstanceProfile": _ANY, "DisableIMDSv1": _FLAG, "RootVolumeType": r"standard|gp2|gp3|io1",
        "RootVolumeSize": _NUMBER,
    },
    "aws:autoscaling:trigger": {
        "MeasureName": r"CPUUtilization|NetworkOut|Latency|RequestCount|TargetResponseTime",
        "Statistic": r"Minimum|Maximum|Sum|Average", "Unit": r"Percent|Bytes|Seconds|Count", "Period": _NUMBER,
        "EvaluationPeriods": _NUMBER, "BreachDuration": _NUMBER, "UpperThreshold": _NUMBER, "LowerThreshold": _NUMBER,
    },
    "aws:autoscaling:updatepolicy:rollingupdate": {
        "RollingUpdateEnabled": _FLAG, "RollingUpdateType": r"Time|Health|Immutable", "MaxBatchSize": _NUMBER,
        "MinInstancesInService": _NUMBER,
    },
    "aws:ec2:instances": {"InstanceTypes": r"[a-z0-9.-]+(, ?[a-z0-9.-]+)*"},
    "aws:ec2:vpc": {
        "VPCId": r"vpc-.+", "Subnets": _ANY, "ELBSubnets": _ANY, "ELBScheme": r"public|internal",
        "AssociatePublicIpAddress": _FLAG,
    },
    "aws:elasticbeanstalk:cloudwatch:logs": {
        "StreamLogs": _FLAG, "DeleteOnTerminate": _FLAG, "RetentionInDays": _DAYS,
    },
    "aws:elasticbeanstalk:command": {
        "DeploymentPolicy": r"AllAtOnce|Rolling|RollingWithAdditionalBatch|Immutable|TrafficSplitting",
        "Timeout": _NUMBER, "BatchSizeType": r"Percentage|Fixed", "BatchSize": _NUMBER,
    },
    "aws:elasticbeanstalk:environment": {
        "EnvironmentType": r"SingleInstance|LoadBalanced", "ServiceRole": _ANY,
        "LoadBalancerType": r"classic|application|network",
    },
    "aws:elasticbeanstalk:environment:process:default": {
        "HealthCheckPath": r"/.*", "HealthCheckInterval": _NUMBER, "HealthCheckTimeout": _NUMBER,
        "MatcherHTTPCode": r"[0-9,]+", "DeregistrationDelay": _NUMBER, "StickinessEnabled": _FLAG,
        "StickinessType": r"lb_cookie", "StickinessLBCookieDuration": _NUMBER,
    },
    "aws:elasticbeanstalk:healthreporting:system": {"SystemType": r"basic|enhanced", "ConfigDocument": _ANY},
    "aws:elasticbeanstalk:managedactions": {
        "ManagedActionsEnabled": _FLAG, "PreferredStartTime": r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun):([01]\d|2[0-3]):[0-5]\d",
        "ServiceRoleForManagedUpdates": _ANY,
    },
    "aws:elasticbeanstalk:managedactions:platformupdate": {
        "UpdateLevel": r"patch|minor", "InstanceRefreshEnabled": _FLAG,
    },
    "aws:elbv2:listener:default": {"ListenerEnabled": _FLAG},
    "aws:elbv2:listener:443": {
        "ListenerEnabled": _FLAG, "Protocol": r"HTTPS", "DefaultProcess": r"default", "SSLCertificateArns": r"arn:.+",
        "SSLPolicy": r"ELBSecurityPolicy-[\w-]+",
    },
    "aws:elbv2:loadbalancer": {"IdleTimeout": _NUMBER},
}  # fmt: skip
_PROPERTIES = {
    "aws:elasticbeanstalk:application:environment": r"[\s\S]*",
    "aws:elasticbeanstalk:application:environmentsecrets": r"arn:[^:]+:secretsmanager:.+",
}
"""Namespaces where names are those of environment variables."""


def of_bundle(folder: Path) -> Iterator[Setting]:
    """The settings in a bundle's .ebextensions."""
    for namespace, options in bundle.option_settings(folder).items():
        for name, value in options.items():
            yield namespace, name, value


def of_stack(one: Stack) -> Iterator[Setting]:
    """The settings that a stack gives its environment."""
    [environment] = one.of("ElasticBeanstalk::Environment").values()
    for said in environment["OptionSettings"]:
        yield said["Namespace"], said["OptionName"], said["Value"]


def unknown(settings: Iterable[Setting]) -> list[Setting]:
    """Those that Elastic Beanstalk would refuse."""
    return [setting for setting in settings if not _may_be(*setting)]


def _may_be(namespace: str, name: str, value: Any) -> bool:
    if namespace in _PROPERTIES:
        allowed = _PROPERTIES[namespace] if re.fullmatch(r"[A-Za-z_]\w*", name) else None
    else:
        allowed = KNOWN.get(namespace, {}).get(name)
    return allowed is not None and re.fullmatch(allowed, str(value)) is not None
