"""Settings of functions and of the application: what the code reads is set, and what is set is read."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

from core.settings import Settings
from scripts.aws.packages import api
from tests.fixtures import ROOT
from tests.stack.filling import EVERYTHING, REGION, Stack, stack
from tests.stack.handlers import FUNCTIONS, variables
from tests.stack.rights import allows, granted

BY_AWS = {"AWS_REGION"}
"""What Lambda sets itself."""
EMPTY = {
    "API_KEY": "API Gateway asks for the key",
    "GLUE_DATABASE": "nothing queries the catalogue with Athena",
    "TMDB_API_KEY": "stands in the secret, and is read from there in each call",
}
"""Settings that are empty in functions, each with the reason why that is right."""
EMPTY_IN_THE_APPLICATION = {
    "ADMIN_PASSWORD": "nobody signs in by password but on his own machine",
    "API_KEY": "the endpoint that may ask for one stands beside it",
    "CACHE_DIR": "data/cache on the instance will do",
    "GLUE_DATABASE": EMPTY["GLUE_DATABASE"],
    "TMDB_API_KEY": "the refresh has its own",
}


@pytest.fixture(scope="module")
def everything() -> Stack:
    return stack(**EVERYTHING)


@cache
def imported(*entries: Path) -> Mapping[Path, ast.Module]:
    """Our modules that these files import, wherever in them, and so on; with the files themselves."""
    found: dict[Path, ast.Module] = {}
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = ast.parse(path.read_text("utf-8"))
            waiting += filter(None, map(_module, _names(found[path])))
    return found


def _names(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _module(name: str) -> Path | None:
    places = [root.joinpath(*name.split(".")) for root in (ROOT, FUNCTIONS)]
    files = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
    return next((file for file in files if file.is_file()), None)


def read_in(trees: Iterable[ast.Module]) -> set[str]:
    """The names in the environment that code reads: by themselves, or as fields of the settings."""
    return {name for tree in trees for node in ast.walk(tree) if (name := _read(node))}


def _read(node: ast.AST) -> str:
    match node:
        case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))):
            return name
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
        case ast.Attribute(value=said, attr=name) if name in Settings.model_fields:
            return name.upper() if re.search(r"\bsettings\b|\bSettings\(", ast.unparse(said)) else ""
    return ""


def empty_unless_set(names: Iterable[str]) -> set[str]:
    """Those whose default is nothing: no store, no table, no address. Other defaults do everywhere."""
    return {name for name in names if _default(name) in ("", {})}


def _default(name: str) -> object:
    field = Settings.model_fields.get(name.lower())
    default = field.default if field else ""
    return default.get_secret_value() if hasattr(default, "get_secret_value") else default


def of_refresh() -> Iterable[ast.Module]:
    return imported(FUNCTIONS / "etl.py").values()


def of_endpoint() -> Iterable[ast.Module]:
    """What its package has in it, which is what it really imports."""
    return [ast.parse(path.read_text("utf-8")) for path in api().files.values()]


def test_the_code_that_is_read_is_the_code_that_runs() -> None:
    """What is imported where it is needed counts too, and what is not imported does not."""
    names = {path.relative_to(ROOT).as_posix() for path in imported(FUNCTIONS / "etl.py")}
    assert {"core/refresh/raw.py", "core/refresh/run.py", "core/store/dataset.py", "core/rest/publish.py"} <= names
    assert not {name for name in names if name.startswith(("app/", "pages/", "core/bench", "core/cli"))}
    assert read_in(of_endpoint()) == {"REST_TABLE", "AWS_REGION", "API_KEY", "API_ORIGINS"}
    assert {"STORE", "TMDB_SECRET", "RAW_CATALOGUE", "CACHE_DIR", "ENVIRONMENT"} <= read_in(of_refresh())


@pytest.mark.parametrize(("handler", "code"), [("etl.handler", of_refresh), ("api.handler", of_endpoint)])
def test_a_function_has_the_settings_it_reads_and_no_others(
    everything: Stack, handler: str, code: Callable[[], Iterable[ast.Module]]
) -> None:
    told, read = variables(everything, handler), read_in(code())
    assert told.keys() <= read, "set, and read by nothing"
    assert empty_unless_set(read) - told.keys() - BY_AWS - EMPTY.keys() == set(), "read, and set by nobody"


def test_the_refreshs_settings_can_be_used(everything: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    told = variables(everything, "etl.handler")
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    bucket = everything.resources["Data"]["Properties"]["BucketName"]
    assert settings.store == f"s3://{bucket}/store"
    assert settings.raw_catalogue == f"s3://{bucket}/raw/netflix_all_data.csv"
    assert settings.state_machine_arn == everything.arn("Workflow")
    assert settings.rest_table == everything.resources["Rows"]["Properties"]["TableName"]
    assert settings.tmdb_secret == everything.resources["TmdbKey"]["Properties"]["Name"]
    assert settings.cache_dir.startswith("/tmp/")  # nowhere else can a function write
    assert settings.environment == EVERYTHING["Environment"]


def test_parameters_begin_with_what_the_settings_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever deploys without saying anything gets what whoever runs it at home gets."""
    told = variables(stack(AdminEmail="ada@example.org"), "etl.handler")
    for name in told:
        default = Settings.model_fields[name.lower()].default
        if name.startswith("TMDB_") and default:
            assert told[name] == default, name


def options(made: Stack, namespace: str, service: str = "aws:elasticbeanstalk") -> dict[str, str]:
    """What Elastic Beanstalk is told in a namespace."""
    [environment] = made.of("ElasticBeanstalk::Environment").values()
    told = [one for one in environment["OptionSettings"] if one["Namespace"] == f"{service}:{namespace}"]
    assert len({one["OptionName"] for one in told}) == len(told), "said twice"
    return {one["OptionName"]: one["Value"] for one in told}


def test_the_application_has_the_settings_it_reads_and_no_others(everything: Stack) -> None:
    told = options(everything, "application:environment")
    secret = options(everything, "application:environmentsecrets")
    pages = sorted((ROOT / "pages").glob("*.py"))
    read = read_in(imported(ROOT / "app" / "asgi.py", ROOT / "app" / "main.py", *pages).values())
    assert {"STORE", "STATE_MACHINE_ARN", "REST_TABLE", "ADMIN_EMAIL", "ENVIRONMENT", "AUTH_SECRET"} <= read
    missing = empty_unless_set(read) - told.keys() - secret.keys() - EMPTY_IN_THE_APPLICATION.keys()
    assert missing == set(), "read, and set by nobody"
    hooks = "\n".join(path.read_text("utf-8") for path in (ROOT / ".platform").rglob("*.sh"))
    read |= set(re.findall(r"\$\{(\w+):-", hooks))
    unread = {name for name in told.keys() | secret.keys() if name not in read and not name.startswith("STREAMLIT_")}
    assert unread == set(), "set, and read by nothing"
    same = variables(everything, "etl.handler")
    for name in ("STORE", "STATE_MACHINE_ARN", "REST_TABLE"):
        assert told[name] == same[name]
    assert told["ENVIRONMENT"] == "prod"  # also of a stack for trying: others can reach it, and no password lets in
    assert told["ADMIN_EMAIL"] == EVERYTHING["AdminEmail"]
    assert told["AWS_REGION"] == REGION  # an instance does not say it by itself


def test_the_applications_secrets_are_read_by_its_role_and_no_others(everything: Stack) -> None:
    secret, arn = options(everything, "application:environmentsecrets"), everything.arn("AuthSecret")
    made = everything.resources["AuthSecret"]["Properties"]["GenerateSecretString"]["GenerateStringKey"]
    assert secret == {"AUTH_SECRET": arn, "STREAMLIT_SERVER_COOKIE_SECRET": f"{arn}:{made}"}
    rights = granted(everything.resources["AppRole"]["Properties"])
    [grant] = [right for right in rights if right[0].startswith("secretsmanager:")]
    assert allows(grant, ("secretsmanager:GetSecretValue", arn))
    open_to_all = stack(AdminEmail="ada@example.org", Platform="Python")  # nobody signs in without an address
    assert options(open_to_all, "application:environmentsecrets") == {}
    assert not {right for right in granted(open_to_all.resources["AppRole"]["Properties"]) if "secrets" in right[0]}


def test_the_application_acts_as_the_stack_says(everything: Stack) -> None:
    [profile] = everything.of("IAM::InstanceProfile")
    assert everything.of("IAM::InstanceProfile")[profile] == {"Roles": ["AppRole"]}
    instances = options(everything, "launchconfiguration", "aws:autoscaling")
    assert instances["IamInstanceProfile"] in (profile, f"{profile}.Arn")
    service = options(everything, "environment")["ServiceRole"]
    assert service in ("AppServiceRole", everything.arn("AppServiceRole"))
