"""Writing files: wholly or not at all, and a clear word where it fails."""

import os
import stat
from pathlib import Path

import pytest

from khgraph.errors import OutputError
from khgraph.writing import write_file


def names_in(folder: Path) -> list[str]:
    """Return what lies in *folder*, hidden files included."""
    return sorted(path.name for path in folder.iterdir())


def test_text_is_utf8_with_its_line_ends(tmp_path: Path) -> None:
    """Letters and line ends are written as they are, on every platform."""
    path = tmp_path / "a.txt"
    write_file(path, "Zämyn\nヌル\r\n")
    assert path.read_bytes() == "Zämyn\nヌル\r\n".encode()
    write_file(path, b"\xff\x00")
    assert path.read_bytes() == b"\xff\x00"
    assert names_in(tmp_path) == ["a.txt"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """A new file is as readable as any other that the user makes."""
    usual = tmp_path / "usual"
    usual.touch()
    write_file(tmp_path / "new", "")
    assert (tmp_path / "new").stat().st_mode == usual.stat().st_mode


def test_an_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    """Replacing a file does not open it to others."""
    path = tmp_path / "private"
    path.write_text("old")
    path.chmod(0o640)
    write_file(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a link points to is replaced, and is made where it is missing."""
    for name in ("target", "missing"):
        link = tmp_path / f"link-to-{name}"
        link.symlink_to(tmp_path / name)
    (tmp_path / "target").write_text("old")
    for name in ("target", "missing"):
        write_file(tmp_path / f"link-to-{name}", "new")
        assert (tmp_path / f"link-to-{name}").is_symlink()
        assert (tmp_path / name).read_text() == "new"


def test_a_long_name_is_written(tmp_path: Path) -> None:
    """A name as long as the file system takes needs no room for the temporary file's."""
    write_file(tmp_path / ("a" * 255), "text")
    assert names_in(tmp_path) == ["a" * 255]


def refused(path: Path) -> str:
    """Return what is said when *path* cannot be written, without the path itself."""
    with pytest.raises(OutputError) as caught:
        write_file(path, "text")
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """The name of a folder is refused and the folder stays empty."""
    assert refused(tmp_path) == "this is a folder; name a file in it"
    assert names_in(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A file in a folder that does not exist is refused by the folder's name."""
    folder = tmp_path / "no" / "such"
    assert refused(folder / "a.txt") == f"there is no folder {folder}; make it first"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("a" * 256, "File name too long", id="name too long"),
        pytest.param("file/a.txt", "Not a directory", id="file for a folder"),
        pytest.param("loop", "Too many levels of symbolic links", id="link to itself"),
        pytest.param("a\0b", "the name has a null character", id="null in the name"),
    ],
)
def test_an_impossible_name_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    """What the system refuses is told in its words, and nothing is left behind."""
    (tmp_path / "file").write_text("kept")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert refused(tmp_path / name) == f"cannot be written: {reason}"
    assert names_in(tmp_path) == ["file", "loop"]
    assert (tmp_path / "file").read_text() == "kept"


def test_a_write_protected_file_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be written is not replaced through its folder."""
    path = tmp_path / "a.txt"
    path.write_text("kept")
    # Root may write everything, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refused(path) == "cannot be written: the file is write-protected"
    assert path.read_text() == "kept"
    assert names_in(tmp_path) == ["a.txt"]


def test_a_full_device_is_told() -> None:
    """A device that takes no more is an error."""
    assert refused(Path("/dev/full")) == "cannot be written: No space left on device"


def test_a_device_is_written_to() -> None:
    """A device is not replaced by a file."""
    write_file(Path("/dev/null"), "text")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """A full disk or Ctrl-C in the middle leaves the old file and no other."""
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(self: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["a.txt"]
