"""Where a project file may lie: SQLite's write-ahead log needs shared memory, which network file systems lack."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["network_file_system"]

_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "davfs",
        "fuse.sshfs",
        "fuse.rclone",
    ]
)
_MOUNTS = Path("/proc/self/mounts")


def network_file_system(path: Path, mounts: str | None = None) -> str | None:
    """The kind of network file system that a path lies on, or None (also where the system does not tell)."""
    if os.name == "nt":
        return "a network share" if str(path.absolute()).startswith("\\\\") else None
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return None
    where = os.path.realpath(path.absolute().parent)
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind if kind in _NETWORK else None
