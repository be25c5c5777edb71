"""Files, streams, paths; Import and Export."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def here(session, tmp_path):
    """A session whose working directory is an empty one."""
    session.evaluate(f'SetDirectory["{tmp_path}"]')
    return session


@pytest.mark.parametrize("source, result", [
    ('FileNameJoin[{"a", "b", "c.txt"}]', "a/b/c.txt"),
    ('FileNameJoin[{"", "a"}]', "/a"),
    ('FileNameJoin[{"/", "a"}]', "/a"),
    ('FileNameJoin[{"a/", "b"}]', "a/b"),
    ('FileNameJoin[{}]', ""),
    ('FileNameSplit["a/b/c.txt"]', "{a, b, c.txt}"),
    ('FileNameSplit["/a/b"]', "{, a, b}"),
    ('FileNameJoin[FileNameSplit["/a/b"]]', "/a/b"),
    ('FileNameTake["a/b/c.txt"]', "c.txt"),
    ('FileNameTake["a/b/c.txt", 2]', "a/b"),
    ('FileNameTake["a/b/c.txt", -2]', "b/c.txt"),
    ('FileNameTake["a/b/c.txt", {2}]', "b"),
    ('FileNameDrop["a/b/c.txt"]', "a/b"),
    ('FileNameDrop["a/b/c.txt", 1]', "b/c.txt"),
    ('FileNameDepth["a/b/c.txt"]', "3"),
    ('DirectoryName["a/b/c.txt"]', "a/b/"),
    ('DirectoryName["a/b/c.txt", 2]', "a/"),
    ('DirectoryName["c.txt"]', ""),
    ('FileBaseName["a/b/file.tar.gz"]', "file.tar"),
    ('FileBaseName["file"]', "file"),
    ('FileExtension["a/b/file.tar.gz"]', "gz"),
    ('FileExtension["file"]', ""),
    ('ExpandFileName["/a/../b"]', "/b"),
    ('ParentDirectory["/a/b"]', "/a"),
    ('FileBaseName[File["a/b.c"]]', "b"),
    ('FileExistsQ["no/such/file"]', "False"),
    ('DirectoryQ["/"]', "True"),
    ('FileType["/"]', "Directory"),
])
def test_names(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


def test_directories(here, tmp_path):
    assert here.evaluate("Directory[]").text == str(tmp_path)
    assert here.evaluate('CreateDirectory["a/b"]').text == str(tmp_path / "a" / "b")
    assert here.evaluate('SetDirectory["a"]').text == str(tmp_path / "a")
    assert here.evaluate("FileNames[]").text == "{b}"
    assert here.evaluate("ResetDirectory[]").text == str(tmp_path)
    assert here.evaluate('CreateDirectory["a"]').messages == [
        f"CreateDirectory::eexist: {tmp_path / 'a'} already exists."]
    assert here.evaluate('DeleteDirectory["a"]').messages == ["DeleteDirectory::dirne: Directory a not empty."]
    assert here.evaluate('DeleteDirectory["a", DeleteContents -> True]; DirectoryQ["a"]').text == "False"
    assert here.evaluate('SetDirectory["zz"]').messages == [
        "SetDirectory::cdir: Cannot set current directory to zz."]


def test_two_sessions_have_their_own_directory(here, tmp_path):
    from wlnet.session import Session
    assert Session().evaluate("Directory[]").text != str(tmp_path)


def test_files(here, tmp_path):
    (tmp_path / "one.txt").write_text("abc")
    (tmp_path / "two.wl").write_text("1 + 1")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "three.txt").write_text("")
    assert here.evaluate('FileNames["*.txt"]').text == "{one.txt}"
    assert here.evaluate('FileNames["*.txt", "", Infinity]').text == "{one.txt, sub/three.txt}"
    assert here.evaluate('FileNames["*.txt", "sub"]').text == "{sub/three.txt}"
    assert here.evaluate('FileNames[{"*.txt", "*.wl"}]').text == "{one.txt, two.wl}"
    assert here.evaluate('FileNames["t" ~~ __]').text == "{two.wl}"
    assert here.evaluate('FileByteCount["one.txt"]').text == "3"
    assert here.evaluate('CopyFile["one.txt", "four.txt"]').text == str(tmp_path / "four.txt")
    assert here.evaluate('CopyFile["one.txt", "four.txt"]').messages[0].startswith("CopyFile::eexist")
    assert here.evaluate('CopyFile["one.txt", "four.txt", OverwriteTarget -> True]').messages == []
    assert here.evaluate('RenameFile["four.txt", "five.txt"]; FileExistsQ["five.txt"]').text == "True"
    assert here.evaluate('DeleteFile[{"one.txt", "five.txt"}]; FileNames[]').text == "{sub, two.wl}"
    assert here.evaluate('DeleteFile["one.txt"]').text == "$Failed"
    assert here.evaluate('FindFile["two.wl"]').text == str(tmp_path / "two.wl")
    assert here.evaluate('Get["two.wl"]').text == "2"
    assert here.evaluate('FileHash["two.wl", "CRC32"] === Hash["1 + 1", "CRC32"]').text == "True"


def test_put_and_get(here, tmp_path):
    here.evaluate('Put[{1, "a\\"b", x^2, 1/3}, "t.wl"]')
    assert (tmp_path / "t.wl").read_text() == '{1, "a\\"b", x^2, 1/3}\n'
    assert here.evaluate('Get["t.wl"] === {1, "a\\"b", x^2, 1/3}').text == "True"
    assert here.evaluate("x + y >> u.wl; z >>> u.wl; << u.wl").text == "z"
    assert (tmp_path / "u.wl").read_text() == "x + y\nz\n"


def test_save(here):
    here.evaluate('g = 3; f[0] = 1; f[x_] := x + g; Save["s.wl", f]; ClearAll[f, g]; Get["s.wl"]')
    assert here.evaluate("{f[0], f[1], g}").text == "{1, 4, 3}"


def test_streams(here, tmp_path):
    assert here.evaluate('s = OpenWrite["o.txt"]').text.startswith("OutputStream[o.txt, ")
    here.evaluate('WriteString[s, "hello ", 5, "\\n"]; Write[s, x^2, "q"]; WriteLine[s, "end"]')
    assert here.evaluate("Close[s]").text == "o.txt"
    assert (tmp_path / "o.txt").read_text() == 'hello 5\nx^2"q"\nend\n'
    assert here.evaluate("Close[s]").messages[0].startswith("Close::openx")
    here.evaluate('a = OpenAppend["o.txt"]; WriteString[a, "more"]; Close[a]')
    assert here.evaluate('ReadList["o.txt", String]').text == '{hello 5, x^2"q", end, more}'
    assert here.evaluate('i = OpenRead["o.txt"]; {ReadLine[i], Read[i, Word], StreamPosition[i]}').text == (
        '{hello 5, x^2"q", 14}')
    assert here.evaluate("{ReadLine[i], ReadLine[i], ReadLine[i], ReadLine[i]}").text == "{, end, more, EndOfFile}"
    assert here.evaluate("SetStreamPosition[i, 0]; Read[i, Character]").text == "h"
    assert here.evaluate("ReadString[i]").text == 'ello 5\nx^2"q"\nend\nmore'
    assert here.evaluate("ReadString[i]").text == "EndOfFile"
    assert here.evaluate('Find[OpenRead["o.txt"], "end"]').text == "end"
    assert here.evaluate('FindList["o.txt", "e"]').text == "{hello 5, end, more}"


@pytest.mark.parametrize("source, result", [
    ('ReadList[StringToStream["1 2\\n3 4"], Number]', "{1, 2, 3, 4}"),
    ('ReadList[StringToStream["1 2\\n3 4"], Number, RecordLists -> True]', "{{1, 2}, {3, 4}}"),
    ('ReadList[StringToStream["1 2\\n3 4"], {Number, Number}]', "{{1, 2}, {3, 4}}"),
    ('ReadList[StringToStream["1 2\\n3 4"], Word, 3]', "{1, 2, 3}"),
    ('ReadList[StringToStream["1 2e3 4.5E-1 1*^2"], Number]', "{1, 2000., 0.45, 100.}"),
    ('ReadList[StringToStream["1 2"], Real]', "{1., 2.}"),
    ('ReadList[StringToStream["1+1\\nx^2"]]', "{2, x^2}"),
    ('ReadList[StringToStream["f[\\n1]\\n2"]]', "{f[1], 2}"),
    ('ReadList[StringToStream["1+1\\nx^2"], Hold[Expression]]', "{Hold[1 + 1], Hold[x^2]}"),
    ('Read[StringToStream["a 12"], {Word, Number}]', "{a, 12}"),
    ('Read[StringToStream[""], Number]', "EndOfFile"),
    ('Read[StringToStream["ab"], Byte]', "97"),
    ('ReadString[StringToStream["a,b"], ","]', "a"),
    ('s = StringToStream["1 2 3"]; Skip[s, Number, 2]; Read[s, Number]', "3"),
])
def test_reading(session, source, result):
    assert session.evaluate(source).text == result


def test_printing_pieces_of_lines(session):
    outcome = session.evaluate('WriteString["stdout", "ab"]; WriteString[$Output, "c\\n"]')
    assert outcome.log == [("text", "ab"), ("text", "c\n")]


@pytest.mark.parametrize("file, data, text", [
    ("a.txt", '"hello\\nthere"', "hello\nthere"),
    ("a.txt", "x^2", "x^2"),
    ("a.csv", '{{1, 2.5, "a b"}, {3, 4, "x,\\"y"}}', '1,2.5,a b\n3,4,"x,""y"\n'),
    ("a.csv", "{1, 2}", "1\n2\n"),
    ("a.csv", '{<|"a" -> 1, "b" -> x|>, <|"a" -> 2|>}', "a,b\n1,x\n2,\n"),
    ("a.tsv", "{{1, 2}, {3, 4}}", "1\t2\n3\t4\n"),
    ("a.dat", "{{1, 2}, {3, 4}}", "1\t2\n3\t4\n"),
    ("a.wl", '{x^2, "s"}', '{x^2, "s"}\n'),
    ("a.json", '<|"a" -> {1, True}, "b" -> Null|>', '{\n\t"a":[\n\t\t1,\n\t\ttrue\n\t],\n\t"b":null\n}'),
])
def test_export(here, tmp_path, file, data, text):
    assert here.evaluate(f'Export["{file}", {data}]').text == file
    assert (tmp_path / file).read_text() == text


@pytest.mark.parametrize("file, text, source, result", [
    ("a.txt", "one\r\ntwo\n", 'Import["a.txt"]', "one\ntwo"),
    ("a.txt", "one\ntwo", 'Import["a.txt", "Lines"]', "{one, two}"),
    ("a.txt", "one two", 'Import["a.txt", "Words"]', "{one, two}"),
    ("a.txt", "one\ntwo", 'Import["a.txt", {"Text", "Lines"}]', "{one, two}"),
    ("a.txt", "1\nx\n", 'Import["a.txt", "List"]', "{1, x}"),
    ("a.txt", "1 2\n3 4.5", 'Import["a.txt", "Table"]', "{{1, 2}, {3, 4.5}}"),
    ("a.csv", '1,2.5,"x,y"\n-3,1e3,\n', 'Import["a.csv"]', "{{1, 2.5, x,y}, {-3, 1000., }}"),
    ("a.csv", "a,b\n1,2\n", 'Import["a.csv", "HeaderLines" -> 1]', "{{1, 2}}"),
    ("a.csv", "1,2\n", 'Import["a.csv", "Numeric" -> False] === {{"1", "2"}}', "True"),
    ("a.csv", "a,b\n1,2\n", 'Head[Import["a.csv", "Dataset"]]', "Dataset"),
    ("a.csv", "1,2\n3,4\n", 'Import["a.csv", {"CSV", "Dimensions"}]', "{2, 2}"),
    ("a.csv", "1,2\n", 'Import["a.csv", "Text"]', "1,2"),
    ("a.tsv", "1\tb c\n", 'Import["a.tsv"]', "{{1, b c}}"),
    ("a.json", '{"a": [1, 2.5, null, true], "b": {"c": "x"}}', 'Import["a.json"]',
     "{a -> {1, 2.5, Null, True}, b -> {c -> x}}"),
    ("a.json", '{"a": {"c": "x"}}', 'Import["a.json", "RawJSON"]', "<|a -> <|c -> x|>|>"),
    ("a.wl", "1 + 1\n2 + 3", 'Import["a.wl"]', "5"),
    ("a.wl", "1 + 1\nx", 'Import["a.wl", "HeldExpressions"]', "{HoldComplete[1 + 1], HoldComplete[x]}"),
    ("a.txt", "abc", 'ReadString["a.txt"]', "abc"),
])
def test_import(here, tmp_path, file, text, source, result):
    (tmp_path / file).write_bytes(text.encode())
    outcome = here.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


def test_tables_are_packed(here, tmp_path):
    (tmp_path / "a.csv").write_text("1.5,2.5\n3.5,4.5\n")
    assert here.evaluate('Import["a.csv"]').expression.array.tolist() == [[1.5, 2.5], [3.5, 4.5]]


def test_json_agrees_with_python(session):
    data = {"a": [1, -2.5, "x\"\n", [], {}], "b": {"c": None, "d": [True, False]}, "é": 10**30}
    text = json.dumps(data).replace("\\", "\\\\").replace('"', '\\"')
    session.evaluate(f'd = ImportString["{text}", "RawJSON"]')
    for options in ("", ', "Compact" -> True'):
        assert json.loads(session.evaluate(f'ExportString[d, "JSON"{options}]').expression.value) == data


@pytest.mark.parametrize("source, message", [
    ('Import["nope.txt"]', "Import::nffil: File nope.txt not found during Import."),
    ('Import["nope.csv", "CSV"]', "Import::nffil: File nope.csv not found during Import."),
    ('Export["a.xyz", 1]', "Export::infer: Cannot infer format of file a.xyz."),
    ('Export["a.txt", 1, "Foo"]', "Export::fmtnosup: Foo is not a supported Export format."),
    ('ImportString["a", "Foo"]', "ImportString::fmtnosup: Foo is not a supported Import format."),
    ('ExportString[f[x], "JSON"]', "ExportString::badexpr: The expression cannot be written as JSON: it has a f."),
    ('ImportString["{", "JSON"]', "ImportString::baddata: The data are not of the format JSON: line 1, column 2: "
                                  "Expecting property name enclosed in double quotes."),
    ('ReadString["nope"]', "ReadString::noopen: Cannot open nope."),
    ('OpenRead["nope"]', "OpenRead::noopen: Cannot open nope."),
    ('ReadList["nope", Number]', "ReadList::noopen: Cannot open nope."),
    ('Get["nope.wl"]', "Get::noopen: Cannot open nope.wl."),
    ('Put[1, "no/such/x.wl"]', None),
    ('FileByteCount["nope"]', "FileByteCount::fdnfnd: Directory or file nope not found."),
])
def test_failures(here, source, message):
    outcome = here.evaluate(source)
    assert outcome.text == "$Failed"
    if message is not None:
        assert outcome.messages == [message]
