"""Books of Project Gutenberg: where they lie, and how to get the text without what was wrapped around it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from wlnet import __version__

TIMEOUT = 10        # seconds without an answer, per source

Download = Callable[[str], bytes]


@dataclass(frozen=True)
class Book:
    """A text by its number and, where one edition is meant, the SHA-256 of its bytes.

    Gutenberg mends its texts now and then, so a sum is stated only for a source that never changes.
    """

    number: int
    sha256: str | None = None


BOOKS = {
    "A Tale of Two Cities": Book(98),
    "Alice in Wonderland": Book(11),
    "Don Quixote - English": Book(996),
    "Don Quixote - Spanish": Book(2000),
    "Dracula": Book(345),
    "Frankenstein": Book(84),
    "Hamlet": Book(1524),
    "Moby Dick": Book(2701),
    "On the Origin of Species": Book(1228),
    "Pride and Prejudice": Book(1342),
    "The Adventures of Sherlock Holmes": Book(1661),
    "The American": Book(177),
    "The Time Machine": Book(35),
    "The War of the Worlds": Book(36),
    "War and Peace": Book(2600),
}
# Gutenberg asks programs to use its mirror, so that comes first.
MIRRORS = (
    "https://gutenberg.pglaf.org/cache/epub/{number}/pg{number}.txt",
    "https://www.gutenberg.org/cache/epub/{number}/pg{number}.txt",
)


def download(url: str) -> bytes:
    """The bytes at an address. Errors: OSError when they cannot be had, for whatever reason."""
    from http.client import HTTPException       # costs more at start-up than most sessions ever use
    from urllib.request import Request, urlopen

    request = Request(url, headers={"User-Agent": f"wlnet/{__version__}"})
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            content: bytes = answer.read()
    except HTTPException as error:
        raise OSError(f"the answer broke off ({error!r})") from error
    return content


def book_text(book: Book, fetch: Download = download) -> str:
    """The text of a book from the first mirror that has it whole.

    Errors   OSError naming what went wrong at each mirror.
    """
    failures = []
    for mirror in MIRRORS:
        url = mirror.format(number=book.number)
        try:
            return checked_text(book, fetch(url))
        except (OSError, ValueError) as error:
            failures.append(f"{urlsplit(url).hostname}: {getattr(error, 'reason', error)}")
    raise OSError("; ".join(failures))


def checked_text(book: Book, content: bytes) -> str:
    """The text in a download. Errors: ValueError when this is no book, or not the edition that is meant."""
    if book.sha256 not in {None, hashlib.sha256(content).hexdigest()}:
        raise ValueError(f"another edition of book {book.number} than the one stated")
    return strip(decode(content))


def decode(content: bytes) -> str:
    """UTF-8 with any line ends -> text with line feeds."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


START = re.compile(r"^\*\*\* ?START OF TH(?:E|IS) PROJECT GUTENBERG[^*]*\*\*\*", re.MULTILINE)
END = re.compile(
    r"^(?:\*\*\* ?END OF TH(?:E|IS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg)", re.MULTILINE,
)
# Who made the file is told in its first paragraphs; pictures leave their file names behind.
CREDITS = re.compile(
    r"\A(?:(?:Produced by|E-?text prepared by|Transcribed (?:by|from)|\[Illustration)"
    r"[^\n]*(?:\n[^\n]+)*\n\n\s*)*",
    re.IGNORECASE,
)
PICTURE = re.compile(r"^\S+\.jpg \(\d+K\)\n+(?:Full Size\n+)?", re.MULTILINE)


def strip(text: str) -> str:
    """What stands between Gutenberg's START and END lines, ending in one line feed.

    Errors   ValueError when there are no such lines: then it is some other page.
    """
    start = START.search(text)
    end = END.search(text, start.end()) if start else None
    if start is None or end is None:
        raise ValueError("the page is no text of Project Gutenberg")
    body = CREDITS.sub("", text[start.end():end.start()].lstrip(), count=1)
    return PICTURE.sub("", body).strip("\n") + "\n"
