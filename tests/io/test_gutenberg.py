"""The text alone is left of a download, and a download is believed only when it is the book."""

import hashlib

import pytest

from wlnet.io.gutenberg import Book, book_text, decode, strip

PAGE = """The Project Gutenberg eBook of Title

Title: Title

*** START OF THE PROJECT GUTENBERG EBOOK TITLE ***

Produced by A. Reader and
B. Reader


TITLE

by Somebody

CHAPTER I

p01.jpg (12K)

Full Size


It was one *** of those days.

*** END OF THE PROJECT GUTENBERG EBOOK TITLE ***

THE FULL LICENSE
"""
TEXT = "TITLE\n\nby Somebody\n\nCHAPTER I\n\nIt was one *** of those days.\n"


def page(body: str, start: str = "THE", last: str = "*** END OF THE PROJECT GUTENBERG EBOOK T ***") -> str:
    return f"Header\n*** START OF {start} PROJECT GUTENBERG EBOOK T ***\n{body}\n{last}\nLicence\n"


@pytest.mark.parametrize("text, result", [
    (PAGE, TEXT),
    (page("One.\n\n\nTwo."), "One.\n\n\nTwo.\n"),
    (page("One.", start="THIS"), "One.\n"),
    (page("One.", last="***END OF THE PROJECT GUTENBERG EBOOK T***"), "One.\n"),
    (page("One.\n\n\nEnd of Project Gutenberg's T, by Somebody\n"), "One.\n"),
    (page("One.").replace("EBOOK T ***\nOne", "EBOOK OF A\nLONG TITLE ***\nOne"), "One.\n"),
    (page("[Illustration]\n\n\n  One."), "One.\n"),
    (page("Produced by hand, it was dear.\nOne."), "Produced by hand, it was dear.\nOne.\n"),
])
def test_strip(text: str, result: str) -> None:
    assert strip(text) == result


@pytest.mark.parametrize("text", [
    "", "<html>Not found</html>", "*** START OF THE PROJECT GUTENBERG EBOOK T ***\nOne",
])
def test_strip_refuses_other_pages(text: str) -> None:
    with pytest.raises(ValueError, match="no text of Project Gutenberg"):
        strip(text)


@pytest.mark.parametrize("content, text", [
    (b"\xef\xbb\xbfone\r\ntwo\r\n", "one\ntwo\n"), (b"one\rtwo", "one\ntwo"), ("señor\n".encode(), "señor\n"),
])
def test_decode(content: bytes, text: str) -> None:
    assert decode(content) == text


def test_second_mirror_serves_when_the_first_fails() -> None:
    asked = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        if len(asked) == 1:
            raise TimeoutError("timed out")
        return PAGE.replace("\n", "\r\n").encode()

    assert book_text(Book(123), fetch) == TEXT
    assert [url.endswith("/cache/epub/123/pg123.txt") for url in asked] == [True, True]


def test_a_stated_sum_is_checked() -> None:
    content = PAGE.encode()
    good, other = hashlib.sha256(content).hexdigest(), hashlib.sha256(b"").hexdigest()
    assert book_text(Book(1, good), lambda url: content) == TEXT
    with pytest.raises(OSError, match="another edition of book 1"):
        book_text(Book(1, other), lambda url: content)


@pytest.mark.parametrize("content", [b"<html>", b"\xff\xfe", b""])
def test_a_page_that_is_no_book_is_an_error(content: bytes) -> None:
    with pytest.raises(OSError, match="gutenberg"):
        book_text(Book(1), lambda url: content)
