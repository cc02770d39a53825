"""The file itself: a tar, compressed when its name ends in gz; written beside its place and put there when whole."""

import contextlib
import gzip
import hashlib
import io
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Self

from pydantic import ValidationError

from models.backup.manifest import MANIFEST, FileEntry, Manifest
from models.backup.refusals import BackupRefused, NotABackup

_CHUNK = 1 << 18
#: A manifest names each file in a line or so.
_LONGEST_MANIFEST = 1 << 30
_COMPRESSED = (".gz", ".tgz")
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


class ArchiveWriter:
    """Readable by its owner only: people's words are in it. On leaving without `finish` nothing stays behind.

    Raises BackupRefused when the place is taken or can't be written to.
    """

    def __init__(self, path: Path) -> None:
        if os.path.lexists(path):
            raise _taken(path)
        self._path = path
        try:
            descriptor, part = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
        except OSError as error:
            raise BackupRefused(f"{path}: {error.strerror}") from error
        self._part = Path(part)
        self._file = os.fdopen(descriptor, "wb")
        compressed = path.suffix in _COMPRESSED
        self._tar = tarfile.TarFile.open(
            fileobj=self._file, mode="w:gz" if compressed else "w", format=tarfile.PAX_FORMAT
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, ValueError):  # half a file, which nobody will see
            self._tar.close()
        self._file.close()
        self._part.unlink(missing_ok=True)

    def add_lines(self, name: str, lines: Iterable[bytes]) -> tuple[int, str]:
        """Returns how many lines there were, and their digest."""
        digest, count = hashlib.sha256(), 0
        # a tar says how long a member is before its content
        with tempfile.TemporaryFile(dir=self._path.parent) as spool:
            for line in lines:
                spool.write(line)
                digest.update(line)
                count += 1
            size = spool.tell()
            spool.seek(0)
            self._add(name, spool, size)
        return count, digest.hexdigest()

    def add_file(self, entry_path: str, place: Path) -> FileEntry | None:
        """None: the file has gone meanwhile."""
        try:
            with place.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                entry = FileEntry(path=entry_path, size=size, sha256=digest)
                self._add(entry.member, file, size)
        except FileNotFoundError:
            return None
        return entry

    def finish(self, manifest: Manifest) -> None:
        """On disk, whole and under its name when this returns. Raises BackupRefused when another took the name."""
        content = manifest.model_dump_json(indent=1).encode()
        self._add(MANIFEST, io.BytesIO(content), len(content))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._take_the_name()
        sync_folder(self._path.parent)

    def _take_the_name(self) -> None:
        """A rename would replace what another backup has put there meanwhile; a link never does."""
        try:
            self._path.hardlink_to(self._part)
        except FileExistsError:
            raise _taken(self._path) from None
        except OSError:  # a disk without links
            self._take_the_name_first()

    def _take_the_name_first(self) -> None:
        try:
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            raise _taken(self._path) from None
        self._part.rename(self._path)

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, content)


def _taken(path: Path) -> BackupRefused:
    return BackupRefused(f"{path} exists: a backup never overwrites another")


def sync_folder(folder: Path) -> None:
    """A new name is on disk only with the folder that holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(path: Path) -> Manifest:
    """Reads the whole file and compares every digest. Raises NotABackup."""
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    with opened(path) as members:
        for name, content in members:
            if name == MANIFEST:
                manifest = _parsed(path, content.read(_LONGEST_MANIFEST))
            elif name in found:
                raise NotABackup(f"{path}: damaged: {name} is in it twice")
            else:
                found[name] = _digest_of(content)
    if manifest is None:
        raise NotABackup(f"{path}: cut off, or no backup of Otklik: it has no {MANIFEST}")
    _compare(path, manifest, found)
    return manifest


def _compare(path: Path, manifest: Manifest, found: dict[str, str]) -> None:
    wanted = {entry.member: entry.sha256 for entry in manifest.tables}
    wanted |= {entry.member: entry.sha256 for entry in manifest.files}
    for name, digest in wanted.items():
        if found.get(name) != digest:
            raise NotABackup(f"{path}: damaged: {name} is not what was written")
    if unknown := found.keys() - wanted.keys():
        raise NotABackup(f"{path}: damaged: it holds {min(unknown)}, which the {MANIFEST} does not name")
    for file in manifest.files:
        if not _is_below(file.path):
            raise NotABackup(f"{path}: {file.path} is no place for a file")


@contextmanager
def opened(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Name and content of each member, in order; a content can be read until the next is asked for.

    Raises NotABackup, also while it is being read.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotABackup(f"{path}: {error.strerror or error}") from error
    with file:
        try:
            with tarfile.open(fileobj=file, mode="r:*") as tar:
                yield _members(path, tar)
        except _DAMAGE as error:
            what = str(error).partition(":")[0] or type(error).__name__
            raise NotABackup(f"{path}: cut off, damaged or no backup of Otklik ({what})") from error


def _members(path: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise NotABackup(f"{path}: no backup of Otklik: {member.name} in it is no ordinary file")
        yield member.name, content
    # to the end: only there gzip says whether all of it was right
    while tar.fileobj is not None and tar.fileobj.read(_CHUNK):
        pass


def _parsed(path: Path, content: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, one["loc"])) for one in error.errors()[:3])
        raise NotABackup(f"{path}: no backup of Otklik, or of a newer one than this: {MANIFEST}: {wrong}") from error


def _digest_of(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _is_below(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts
