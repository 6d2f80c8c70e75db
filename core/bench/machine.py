"""What the measurements ran on, and whether something fits its memory."""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.bench.race import Skipped
from core.errors import CallerError

PACKAGES: Mapping[str, str] = {
    "sklearn": "scikit-learn", "scipy": "scipy", "pandas": "pandas", "rapidfuzz": "rapidfuzz", "tantivy": "tantivy",
    "bm25s": "bm25s", "numba": "numba", "sparse_dot_topn": "sparse_dot_topn", "threadpoolctl": "threadpoolctl",
}  # fmt: skip
"""What the peers are imported as → what they are installed as."""
MIB = 2**20


def require_packages() -> None:
    """:raises CallerError: a peer is not installed."""
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise CallerError(f"The benchmark needs {', '.join(missing)}: pip install -r requirements-bench.txt")


def require_memory(needed: float) -> None:
    """:raises Skipped: less than ``needed`` bytes, and a tenth of the machine's besides, are free."""
    facts = _memory()
    free = facts["MemAvailable"] - facts["MemTotal"] // 10
    if needed > free:
        raise Skipped(f"needs {needed / 2**30:,.0f} GiB of memory, {max(free, 0) / 2**30:,.0f} are free")


def machine() -> dict[str, Any]:
    """Processor, cores that may be used, memory in GiB, system."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if line.startswith("model name")
    ]
    return {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(_memory()["MemTotal"] / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Of Python, of what the engine computes with and of every peer."""
    import sqlite3

    own = {name: version(name) for name in sorted({"numpy", "streamlit", *PACKAGES.values()})}
    return {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version} | own


def _memory() -> dict[str, int]:
    """/proc/meminfo in bytes."""
    lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
    return {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
