"""Contexts and packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ('Begin["a`"]', "a`"),
    ('Begin["a`"]; End[]', "a`"),
    ('BeginPackage["a`"]; $ContextPath', "{a`, System`}"),
    ('BeginPackage["a`"]; EndPackage[]; $ContextPath', "{a`, System`, Global`}"),
    ('BeginPackage["a`"]; EndPackage[]; MemberQ[$Packages, "a`"]', "True"),
    ('BeginPackage["a`"]; Begin["`Private`"]; $Context', "a`Private`"),
    ("$InputFileName", "Null"),
    ('Block[{$Context = "q`"}, $Context]', "q`"),
    ('Block[{$Context = "q`"}, 1]; $Context', "Global`"),
])
def test_packages(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("End[]", "End[]", ["End::noctx: No previous context defined."]),
    ("EndPackage[]", "EndPackage[]", ["EndPackage::noctx: No previous context defined."]),
    ("Begin[3]", "Begin[3]", ["Begin::cxt: 3 is not a valid context specification."]),
    ('Get["no/such/file.wl"]', "$Failed", ["Get::noopen: Cannot open no/such/file.wl."]),
    ('Needs["No`Such`"]', "$Failed",
     ["Get::noopen: Cannot open No`Such`.",
      "Needs::nocont: Context No`Such` was not created when Needs was evaluated."]),
    ("Get[3]", "Get[3]", ["Get::string: String expected at position 1 in Get[3]."]),
])
def test_packages_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said


PACKAGE = """#!/usr/bin/env wlnet
BeginPackage["Shop`"]
price::usage = "price[n] is the price of n things.";
Begin["`Private`"]
each = 3
price[n_] := each n
where = FileNameTake[$InputFileName]
End[]
EndPackage[]
"""


@pytest.mark.parametrize("place", [
    "Shop.wl", "Shop.m", "Shop/init.wl", "Shop/init.m", "Shop/Kernel/init.wl", "Shop/Kernel/init.m", "Shop/Shop.wl"])
def test_needs_finds_a_package(session: Session, tmp_path: Path, place: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PACKAGE, encoding="utf-8")
    session.evaluate(f'$Path = {{"{tmp_path.as_posix()}"}};')
    assert session.evaluate('Needs["Shop`"]').messages == []
    assert session.evaluate("price[2]").text == "6"
    assert session.evaluate("{each, Shop`Private`each}").text == "{each, 3}"
    assert session.evaluate("First[$ContextPath]").text == "Shop`"
    assert session.evaluate("$InputFileName").text == ""


def test_needs_reads_a_package_once(session: Session, tmp_path: Path) -> None:
    (tmp_path / "Once.wl").write_text('Print["read"]; BeginPackage["Once`"]; EndPackage[];', encoding="utf-8")
    session.evaluate(f'$Path = {{"{tmp_path.as_posix()}"}};')
    assert session.evaluate('Needs["Once`"]').prints == ["read"]
    assert session.evaluate('Needs["Once`"]').prints == []
    assert session.evaluate("<< Once`").prints == ["read"]


def test_needs_makes_an_alias(session: Session, tmp_path: Path) -> None:
    (tmp_path / "Shop.wl").write_text(PACKAGE, encoding="utf-8")
    session.evaluate(f'$Path = {{"{tmp_path.as_posix()}"}};')
    session.evaluate('Needs["Shop`" -> "s`"]')
    assert session.evaluate("s`price[4]").text == "12"
    assert session.evaluate("$ContextPath").text == "{System`, Global`}"


def test_get_gives_the_last_value_and_reads_line_by_line(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "steps.wl"
    file.write_text("a = 1\r\nBegin[\"in`\"]\r\nb = 2\r\nEnd[]\r\n{a, b, in`b}\r\n", encoding="utf-8")
    assert session.evaluate(f'Get["{file.as_posix()}"]').text == "{1, b, 2}"


def test_get_closes_contexts_that_a_file_leaves_open(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "open.wl"
    file.write_text('BeginPackage["Open`"]\nBegin["`Private`"]\n1/', encoding="utf-8")
    assert session.evaluate(f'Get["{file.as_posix()}"]').text == "$Failed"
    assert session.evaluate("{$Context, $ContextPath}").text == "{Global`, {System`, Global`}}"
