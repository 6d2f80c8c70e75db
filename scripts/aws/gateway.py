"""The REST API's stage serves what was deployed to it, and nothing that the stack changed since: deploying it."""

import hashlib
import json
from typing import Any

from core.store import aws
from scripts.aws.saying import Tell
from scripts.aws.stack import Stack

_RIGHTS = "apigateway:GET and apigateway:POST on the REST API"
_SETTINGS = ("binaryMediaTypes", "minimumCompressionSize", "apiKeySource")


def serve(stack: Stack, tell: Tell) -> bool:
    """Deploys the stack's REST API to its stage where that serves another; whether it had to.

    What is served is told by the deployment's description, which is a digest of methods and answers.
    """
    apis, stages = stack.resources("AWS::ApiGateway::RestApi"), stack.resources("AWS::ApiGateway::Stage")
    deployed = False
    client = stack.place.client("apigateway")
    for api in apis:
        for name in stages:
            with aws.told("API Gateway", _RIGHTS):
                wanted = f"serves {_digest(client, api)}"
                current = client.get_stage(restApiId=api, stageName=name)["deploymentId"]
                if client.get_deployment(restApiId=api, deploymentId=current).get("description") == wanted:
                    continue
                client.create_deployment(restApiId=api, stageName=name, description=wanted)
            tell(f"The REST endpoint's stage {name} serves what was deployed")
            deployed = True
    return deployed


def _digest(client: Any, api: str) -> str:
    resources = client.get_paginator("get_resources").paginate(restApiId=api, embed=["methods"])
    answers = client.get_paginator("get_gateway_responses").paginate(restApiId=api)
    said = client.get_rest_api(restApiId=api)
    told = [
        sorted((one for page in resources for one in page["items"]), key=lambda one: one["id"]),
        sorted((one for page in answers for one in page["items"]), key=lambda one: one["responseType"]),
        {name: said.get(name) for name in _SETTINGS},
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]
