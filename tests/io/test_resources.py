"""Where a text is looked for, what a missing one says, and the texts that every machine has."""

import codecs
import os
from pathlib import Path

import pytest

from wlnet.io import resources
from wlnet.io.resources import (
    ResourceMissing, example_names, example_text, has_resource, resource_names, resource_text,
)

BOOK = (
    b"*** START OF THE PROJECT GUTENBERG EBOOK T ***\r\n"
    b"A novel.\r\n"
    b"*** END OF THE PROJECT GUTENBERG EBOOK T ***\r\n"
)


def offline(url: str) -> bytes:
    raise OSError("no network")


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of this test alone; the one for the user's texts is returned."""
    monkeypatch.setattr(resources, "user_data_path", lambda *args, **options: tmp_path / "data")
    monkeypatch.setattr(resources, "user_cache_path", lambda *args, **options: tmp_path / "cache")
    folder = tmp_path / "texts"
    folder.mkdir()
    monkeypatch.setenv("WLNET_RESOURCES", str(folder))
    return folder


def test_files_of_the_user_come_first(own: Path, tmp_path: Path) -> None:
    folders = own, tmp_path / "data/resources", tmp_path / "cache/resources"
    for folder, content in zip(folders, [b"a\r\n", b"b", b"c"]):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "The American.txt").write_bytes(content)
    found = []
    for folder in folders:
        found.append(resource_text("The American", offline))
        (folder / "The American.txt").unlink()
    assert found == ["a\n", "b", "c"]
    assert not has_resource("The American")


def test_several_folders(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = tmp_path / "more"
    second.mkdir()
    (second / "Mine.txt").write_text("mine")
    monkeypatch.setenv("WLNET_RESOURCES", f"{own}{os.pathsep}{second}")
    assert resource_text("Mine", offline) == "mine"
    assert {"Mine", "The American", "Don Quixote - English"} <= set(resource_names())


def test_a_download_is_kept(tmp_path: Path) -> None:
    assert resource_text("The American", lambda url: BOOK) == "A novel.\n"
    assert resource_text("The American", offline) == "A novel.\n"
    assert [path.name for path in (tmp_path / "cache/resources").iterdir()] == ["The American.txt"]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert resource_text("The American", lambda url: BOOK) == "A novel.\n"


@pytest.mark.parametrize("name, reason", [
    ("The American", "no network"),
    ("Nothing", "no text of this name is known"),
    ("", "no text of this name is known"),
    ("../texts/Secret", "no text of this name is known"),
    ("x" * 5000, "no text of this name is known"),
    ("a\0b", "no text of this name is known"),
])
def test_missing(own: Path, name: str, reason: str) -> None:
    (own / "Secret.txt").write_text("secret")
    with pytest.raises(ResourceMissing) as caught:
        resource_text(name, offline)
    assert reason in caught.value.reason
    assert (caught.value.name, caught.value.folder, caught.value.file) == (name, own, f"{name}.txt")


def test_data_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WLNET_RESOURCES")
    with pytest.raises(ResourceMissing) as caught:
        resource_text("The American", offline)
    assert caught.value.folder == tmp_path / "data/resources"


def test_a_file_that_is_not_utf8(own: Path) -> None:
    (own / "Bad.txt").write_bytes(b"caf\xe9 noir")
    with pytest.raises(ResourceMissing, match="not UTF-8 at byte 3"):
        resource_text("Bad", offline)


def test_python_topics_is_a_corpus() -> None:
    text = example_text("PythonTopics", offline)
    assert len(text) > 200_000
    assert "assert_stmt" in text
    assert "\r" not in text


def test_python_zen_is_read_without_printing(capsys: pytest.CaptureFixture[str]) -> None:
    text = example_text("PythonZen", offline)
    assert capsys.readouterr().out == ""
    import this
    assert text == codecs.decode(this.s, "rot13") + "\n"


def test_example_books_are_resources() -> None:
    assert example_names()[0] == "PythonTopics"
    assert example_text("AliceInWonderland", lambda url: BOOK) == "A novel.\n"
    (resources.cache_folder() / "Alice in Wonderland.txt").unlink()
    with pytest.raises(ResourceMissing, match=r"Alice in Wonderland\.txt"):
        example_text("AliceInWonderland", offline)
    with pytest.raises(KeyError):
        example_text("Nothing", offline)
