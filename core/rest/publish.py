"""Publishing a snapshot as rows: what changed is written beside what is read, then the pointer moves in one step.

Killed at any moment, readers see what they saw before, or everything new; the next publication goes on from there.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.build import Progress, quiet
from core.errors import StoreBusy, StoreError
from core.rest import rows
from core.rest.pointer import KEY, Pointer, read_pointer
from core.rest.rows import GONE, Row
from core.rest.rows_builder import snapshot_rows
from core.rest.table import Table, Write, delete, put
from core.snapshot import Snapshot
from core.tmdb.age import KEEP_DAYS

_WRITER: rows.Item = {"pk": {"S": rows.META}, "sk": {"S": "writer"}}
_LEASE = 600.0  # seconds for which a writer that is not heard of keeps others out; no batch is tried for so long
_GRACE = 60.0  # seconds for which somebody may still read what the pointer named before
_EXAMPLES = 3

Clock = Callable[[], datetime]
_Versions = dict[tuple[str, str], list[tuple[int, bytes]]]  # by title and kind: sequence and digest, ascending


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: rows written (or withdrawn) before the pointer moved, and old ones removed after."""

    snapshot_id: str
    sequence: int
    titles: int
    written: int
    removed: int


def publish_rows(snapshot: Snapshot, table: Table, clock: Clock, progress: Progress = quiet) -> Published:
    """Makes ``snapshot`` the one that is read; nothing is written where it already is.

    The publication before stays whole for those who are reading it; what only earlier ones need is removed.

    :raises StoreBusy: somebody else is publishing.
    :raises StoreError: the table cannot be used, or a title does not fit in it; readers see nothing of it.
    """
    if (pointer := _pointer(table)) and _names(pointer, snapshot):
        return Published(snapshot.id, pointer.sequence, len(snapshot), 0, 0)
    with _writing(table, clock) as (token, confirm):
        pointer = _pointer(table)
        coming = pointer.sequence + 1 if pointer else 1
        versions = _versions(table)
        changes = _changes(snapshot_rows(snapshot, progress), versions, coming)
        written = table.write(changes, confirm)
        confirm()
        _move(table, pointer, pointer_to(snapshot, coming, clock()), token)
        removed = 0
        if pointer is None or clock().timestamp() - pointer.moved_at >= _GRACE:
            for removals in _removals(versions, coming):
                removed += table.write(removals, confirm)
    return Published(snapshot.id, coming, len(snapshot), written, removed)


def _pointer(table: Table) -> Pointer | None:
    item = table.get(KEY)
    return read_pointer(item) if item else None


def _names(pointer: Pointer, snapshot: Snapshot) -> bool:
    return pointer.snapshot["id"] == snapshot.id and pointer.format == rows.FORMAT


def pointer_to(snapshot: Snapshot, sequence: int, now: datetime) -> Pointer:
    """The pointer to publication ``sequence``, which is of ``snapshot`` and takes over ``now``."""
    manifest = snapshot.manifest
    oldest = manifest.settings.get("fetched_from")
    return Pointer(
        sequence=sequence,
        snapshot={"id": snapshot.id, "built_at": snapshot.built_at},
        counts=dict(manifest.counts),
        examples=[snapshot.ids[row] for row in range(min(_EXAMPLES, len(snapshot)))],
        serve_until=(datetime.fromisoformat(oldest) + timedelta(KEEP_DAYS)).isoformat() if oldest else "",
        moved_at=now.timestamp(),
    )


def _versions(table: Table) -> _Versions:
    """The versions there are of every row: what the table itself says, so that nothing else can contradict it."""
    versions: _Versions = defaultdict(list)
    for item in table.scan(("pk", "sk", "digest")):
        if item["pk"]["S"] != rows.META:
            title_id, kind, sequence = rows.read_key(item)
            versions[title_id, kind].append((sequence, item.get("digest", {}).get("B", GONE)))
    for own in versions.values():
        own.sort()
    return versions


def _changes(wanted: Iterable[Row], versions: _Versions, coming: int) -> Iterator[Write]:
    """The writes after which publication ``coming`` says what ``wanted`` says, and nothing of other titles."""
    seen = set()
    for row in wanted:
        seen.add((row.title_id, row.kind))
        yield from _change(row, versions.get((row.title_id, row.kind), []), coming)
    for title_id, kind in versions.keys() - seen:
        yield from _change(Row(title_id, kind, None), versions[title_id, kind], coming)


def _change(row: Row, own: list[tuple[int, bytes]], coming: int) -> Iterator[Write]:
    before = next((digest for sequence, digest in reversed(own) if sequence < coming), GONE)
    unfinished = {sequence: digest for sequence, digest in own if sequence >= coming}  # of somebody who was killed
    there = unfinished.pop(coming, None)
    for sequence in unfinished:
        yield delete(rows.key(row.title_id, row.kind, sequence))
    if row.digest == before:
        if there is not None:
            yield delete(rows.key(row.title_id, row.kind, coming))
    elif row.digest != there:
        item = row.item(coming)
        if (size := rows.size(item)) > rows.MAX_ITEM:
            raise StoreError(
                f"The {row.kind} row of {row.title_id} has {size} bytes, and DynamoDB takes {rows.MAX_ITEM}. "
                "Shorten the title's texts in the catalogue."
            )
        yield put(item)


def _removals(versions: _Versions, coming: int) -> Iterator[list[Write]]:
    """What neither publication ``coming`` nor the one before it needs.

    Versions without content go after all others have gone: what they hide must not come back.
    """
    old, hiding = [], []
    for (title_id, kind), own in versions.items():
        earlier = [(sequence, digest) for sequence, digest in own if sequence < coming]
        old += [delete(rows.key(title_id, kind, sequence)) for sequence, _ in earlier[:-1]]
        if earlier and earlier[-1][1] == GONE:
            hiding.append(delete(rows.key(title_id, kind, earlier[-1][0])))
    yield old
    yield hiding


def _move(table: Table, before: Pointer | None, after: Pointer, token: str) -> None:
    values = {":before": {"N": str(before.sequence)}} if before else {}
    unmoved = "publication = :before" if before else "attribute_not_exists(pk)"
    if not table.put_while(after.item(), unmoved, values, _WRITER, "holder = :me", {":me": {"S": token}}):
        raise StoreBusy(f"Somebody else published in {table.name} meanwhile, and that stays. Publish again.")


@contextmanager
def _writing(table: Table, clock: Clock) -> Iterator[tuple[str, Callable[[], None]]]:
    """Keeps other writers out; gives the holder's name, and what renews the hold and raises where it is lost."""
    token = uuid.uuid4().hex
    renewed = float("-inf")

    def confirm() -> None:
        nonlocal renewed
        now = clock().timestamp()
        if now - renewed < _LEASE / 4:
            return
        item = {**_WRITER, "holder": {"S": token}, "valid_until": {"N": str(now + _LEASE)}}
        values = {":me": {"S": token}, ":now": {"N": str(now)}}
        if not table.put_if(item, "attribute_not_exists(pk) OR holder = :me OR valid_until <= :now", values):
            raise StoreBusy(
                f"Somebody else is publishing in {table.name}, or was killed less than "
                f"{_LEASE / 60:.0f} minutes ago. Try again then."
            )
        renewed = now

    confirm()
    try:
        yield token, confirm
    finally:
        table.delete_if(_WRITER, "holder = :me", {":me": {"S": token}})
