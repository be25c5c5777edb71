"""The machine, other programs, hashes; resources."""

from __future__ import annotations

import hashlib
import zlib

import pytest


@pytest.mark.parametrize("name", [
    "MD5", "SHA1", "SHA256", "SHA384", "SHA512",
])
def test_hashes_agree_with_hashlib(session, name):
    expected = hashlib.new(name, b"The quick brown fox").hexdigest()
    wl = "SHA" if name == "SHA1" else name
    assert session.evaluate(f'Hash["The quick brown fox", "{wl}", "HexString"]').text == expected
    assert session.evaluate(f'Hash["The quick brown fox", "{wl}"]').text == str(int(expected, 16))


@pytest.mark.parametrize("source, result", [
    ('Hash["abc", "CRC32"]', str(zlib.crc32(b"abc"))),
    ('Hash["abc", "Adler32"]', str(zlib.adler32(b"abc"))),
    ('Hash[{1, x}] === Hash[{1, x}]', "True"),
    ('Hash[{1, x}] === Hash[{1, y}]', "False"),
    ('Hash["abc", "MD5", "Base64Encoding"]', "kAFQmDzST7DWlj99KOF/cg=="),
    ('RunProcess[{"echo", "hello"}, "StandardOutput"]', "hello\n"),
    ('RunProcess[{"cat"}, "StandardOutput", "in"]', "in"),
    ('RunProcess[{"sh", "-c", "exit 3"}]["ExitCode"]', "3"),
    ('Run["exit 3"]', "768"),
    ('Environment["NO_SUCH_VARIABLE"]', "$Failed"),
    ('SetEnvironment["A_VARIABLE" -> "x"]; {Environment["A_VARIABLE"], GetEnvironment["A_VARIABLE"]}',
     "{x, A_VARIABLE -> x}"),
    ('SetEnvironment["A_VARIABLE" -> "x"]; RunProcess[{"sh", "-c", "echo $A_VARIABLE"}, "StandardOutput"]', "x\n"),
    ('MemoryInUse[] > 10^6', "True"),
    ('MaxMemoryUsed[] >= MemoryInUse[]/2', "True"),
    ('ByteCount[Range[1000]] < 9000', "True"),
    ('{StringQ[$Version], StringQ[$OperatingSystem], StringQ[$SystemID], StringQ[$HomeDirectory]}',
     "{True, True, True, True}"),
    ('$VersionNumber > 13', "True"),
    ('ExampleData[]', "{MachineLearning, Text}"),
    ('MemberQ[ExampleData["Text"], {"Text", "PythonZen"}]', "True"),
    ('StringTake[ExampleData[{"Text", "PythonZen"}], 17]', "The Zen of Python"),
    ('Length[ExampleData[{"Text", "PythonZen"}, "Words"]] > 100', "True"),
    ('ResourceObject["The American"]["Name"]', "The American"),
    ('Head[Timing[1 + 1][[1]]]', "Real"),
    ('AbsoluteTiming[x; 5][[2]]', "5"),
    ('RepeatedTiming[1 + 1, 0.01][[2]]', "2"),
    ('SessionTime[] < TimeUsed[] + 10^6', "True"),
])
def test_machine(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


@pytest.mark.parametrize("source, tag", [
    ('RunProcess["no-such-program-here"]', "RunProcess::pnfd"),
    ('Hash["a", "Foo"]', "Hash::hashtype"),
    ('Hash["a", "MD5", "Foo"]', "Hash::hashform"),
    ('ExampleData[{"Text", "nothing"}]', "ExampleData::notent"),
    ('ExampleData["Sound"]', "ExampleData::nodat"),
    ('ResourceObject["no such"]', "ResourceObject::notfound"),
])
def test_complaints(session, source, tag):
    assert session.evaluate(source).messages[0].startswith(tag)


def test_resources_come_from_a_folder(session, tmp_path, monkeypatch):
    monkeypatch.setenv("WLNET_RESOURCES", str(tmp_path))
    (tmp_path / "My Text.txt").write_text("one\ntwo\n")
    assert session.evaluate('ResourceData["My Text"]').expression.value == "one\ntwo\n"
    assert session.evaluate('ResourceData[ResourceObject["My Text"]]').expression.value == "one\ntwo\n"
    assert session.evaluate('ResourceSearch["my"]').text == "{My Text}"


def test_a_missing_resource_names_folder_and_file(session, tmp_path, monkeypatch):
    monkeypatch.setenv("WLNET_RESOURCES", str(tmp_path))
    outcome = session.evaluate('ResourceData["Nothing"]')
    assert outcome.text == "$Failed"
    assert "Nothing.txt" in outcome.messages[0]
    assert str(tmp_path) in outcome.messages[0]
