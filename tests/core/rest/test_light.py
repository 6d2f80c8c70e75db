"""What a small home (a Lambda) carries: the endpoint without an engine, a server or a settings library."""

from tests.fixtures import python

_IMPORT = """
import sys
from core.rest import access, api
from core import answers
heavy = ("numpy", "streamlit", "starlette", "uvicorn", "anyio", "pydantic", "boto3", "rapidfuzz", "Stemmer")
print(sorted(set(heavy) & {name.partition(".")[0] for name in sys.modules}))
"""


def test_the_endpoint_itself_imports_the_standard_library_alone() -> None:
    done = python("-c", _IMPORT)
    assert done.stderr == ""
    assert done.stdout == "[]\n"
