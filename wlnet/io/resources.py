"""Named texts: from the user's folders, from the cache, or from Project Gutenberg.

A text is a file `<name>.txt` (UTF-8) in one of the folders, searched in this order:

    $WLNET_RESOURCES                 one folder, or several separated as in $PATH
    the user's data folder           its subfolder resources
    the user's cache folder          its subfolder resources; downloads are kept there
"""

from __future__ import annotations

import ast
import codecs
import os
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from wlnet.io.gutenberg import BOOKS, Download, book_text, decode, download

# The language's names of example texts, where they are books.
EXAMPLE_BOOKS = {
    "AliceInWonderland": "Alice in Wonderland",
    "DonQuixoteIEnglish": "Don Quixote - English",
    "Hamlet": "Hamlet",
    "OriginOfSpecies": "On the Origin of Species",
    "PrideAndPrejudice": "Pride and Prejudice",
}


class ResourceMissing(Exception):
    """No such text here: `name`, the `folder` and `file` name that would serve, and the `reason`."""

    def __init__(self, name: str, folder: Path, file: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}; a file {file} in the folder {folder} would serve")
        self.name = name
        self.folder = folder
        self.file = file
        self.reason = reason


def resource_text(name: str, fetch: Download = download) -> str:
    """The text of that name, with line feeds as its only line ends.

    Errors   ResourceMissing: an unknown name, a file that is not UTF-8, no network.
    """
    found = find(name)
    if found is not None:
        return read(name, found)
    folder, file = own_folders()[0], f"{name}.txt"
    if name not in BOOKS:
        raise ResourceMissing(name, folder, file, "no text of this name is known")
    try:
        text = book_text(BOOKS[name], fetch)
    except OSError as error:
        raise ResourceMissing(name, folder, file, f"the download failed ({error})") from error
    keep(cache_folder() / file, text)
    return text


def has_resource(name: str) -> bool:
    """Whether the text is on this machine."""
    return find(name) is not None


def resource_names() -> list[str]:
    """The names of all texts that are on this machine or known to lie elsewhere."""
    here = (path.stem for folder in (*own_folders(), cache_folder()) for path in folder.glob("*.txt"))
    return sorted({*BOOKS, *here})


def own_folders() -> list[Path]:
    """The user's folders in the order of search; the first is the one to name in a message."""
    stated = [Path(part) for part in os.environ.get("WLNET_RESOURCES", "").split(os.pathsep) if part]
    return [*stated, user_data_path("wlnet", appauthor=False) / "resources"]


def cache_folder() -> Path:
    return user_cache_path("wlnet", appauthor=False) / "resources"


def find(name: str) -> Path | None:
    """The file of that name. A name with a path in it finds nothing: texts lie in these folders only."""
    file = f"{name}.txt"
    if "\0" in file or Path(file).name != file:
        return None
    places = (folder / file for folder in (*own_folders(), cache_folder()))
    return next(filter(is_file, places), None)


def is_file(path: Path) -> bool:
    with suppress(OSError):         # a name longer than the file system allows, a folder closed to us
        return path.is_file()
    return False


def read(name: str, path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except UnicodeDecodeError as error:
        reason = f"the file {path} is not UTF-8 at byte {error.start}"
    except OSError as error:
        reason = f"the file {path} cannot be read ({error.strerror})"
    raise ResourceMissing(name, path.parent, path.name, reason)


def keep(path: Path, text: str) -> None:
    """Write a download into the cache, whole or not at all; one that cannot be written only costs time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
            part = Path(folder) / path.name
            part.write_text(text, encoding="utf-8", newline="\n")
            part.replace(path)


def python_topics() -> str:
    """The manual pages that every Python carries, in the order of their names."""
    from pydoc_data.topics import topics        # half a megabyte that few sessions read

    return "\n\n".join(topics[name].strip("\n") for name in sorted(topics)) + "\n"


def python_zen() -> str:
    """Python's aphorisms, from the source of `this`, where they lie in ROT13 (importing it prints them)."""
    spec = find_spec("this")
    assert spec is not None
    assert spec.origin is not None
    source = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    strings = [node.value for node in ast.walk(source) if isinstance(node, ast.Constant)]
    return codecs.decode(max((text for text in strings if isinstance(text, str)), key=len), "rot13") + "\n"


EVERYWHERE = {"PythonTopics": python_topics, "PythonZen": python_zen}


def example_names() -> list[str]:
    """The names of the example texts: those that every machine has, then books, downloaded when asked for."""
    return [*EVERYWHERE, *EXAMPLE_BOOKS]


def example_text(name: str, fetch: Download = download) -> str:
    """The example text of that name.

    Errors   KeyError for a name that is not in `example_names()`; ResourceMissing for a book out of reach.
    """
    if name in EVERYWHERE:
        return EVERYWHERE[name]()
    return resource_text(EXAMPLE_BOOKS[name], fetch)
