"""The CloudFormation template as data, with its functions in their long form: ``!Ref x`` is ``{"Ref": "x"}``."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from tests.fixtures import ROOT

TEMPLATE = ROOT / "cloudformation" / "template.yaml"
IN_TEXT = re.compile(r"\$\{(!?)([\w:.]+)\}")
"""What stands for something in a text: an exclamation mark where it stands for itself, and the name."""


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags."""


def _long_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


@cache
def template() -> dict[str, Any]:
    """The template. It is read once: leave it as it is."""
    loaded: dict[str, Any] = yaml.load(TEMPLATE.read_text("utf-8"), _Loader)
    return loaded


def nodes(said: Any) -> Iterator[Any]:
    """Everything in a document: itself, and what is in its mappings and lists."""
    yield said
    for one in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        yield from nodes(one)


def functions(said: Any) -> Iterator[tuple[str, Any]]:
    """All functions in a part of the template, as (``Ref`` or ``Fn::…``, argument)."""
    for node in nodes(said):
        if isinstance(node, dict) and len(node) == 1:
            [(name, argument)] = node.items()
            if name == "Ref" or str(name).startswith("Fn::"):
                yield name, argument


def names_in_text(text: str) -> set[str]:
    """What ``Fn::Sub`` puts into a text."""
    return {name for as_it_is, name in IN_TEXT.findall(text) if not as_it_is}


def names_used(said: Any) -> set[str]:
    """The resources and parameters that a part of the template refers to."""
    used: set[str] = set()
    for function, argument in functions(said):
        if function == "Ref":
            used.add(argument)
        elif function == "Fn::GetAtt":
            used.add(argument[0])
        elif function == "Fn::Sub":
            used |= {name.split(".")[0] for name in names_in_text(argument)}
    return used


def as_list(said: Any) -> list[Any]:
    """What may be one or a list of them, as IAM has it."""
    return said if isinstance(said, list) else [said]
