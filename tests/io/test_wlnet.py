"""Net files and safetensors: elements, other readers' files, and files that are not what they should be."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from wlnet.io.safetensors import BadArrays, Contents, read_arrays, write_arrays

NET = 'SeedRandom[1]; net = NetInitialize[NetChain[{LinearLayer[3], Ramp, 2}, "Input" -> 4]];'


def file_with(path, header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)
    return path


@pytest.mark.parametrize("source, result", [
    ('Import[file] === net', "True"),
    ('Import[file, "Net"] === net', "True"),
    ('Import[file, {"WLNet", "Net"}] === net', "True"),
    ('Import[file, "UninitializedNet"] === NetChain[{LinearLayer[3], Ramp, 2}, "Input" -> 4]', "True"),
    ('Import[file, "ArrayAssociation"][{1, "Weights"}] === NumericArray[NetExtract[net, {1, "Weights"}], "Real32"]',
     "True"),
    ('Map[Dimensions, Import[file, "ArrayList"]]', "{{3, 4}, {3}, {2, 3}, {2}}"),
    ('NetReplacePart[NetInitialize[net, All, RandomSeeding -> 7], Import[file, "Rules"]] === net', "True"),
    ('Import[file, "Elements"]',
     "{ArrayAssociation, ArrayList, Elements, Net, Rules, Summary, UninitializedNet, WLVersion}"),
    ('Keys[Import[file, "SafeTensors"]]', "{1.Weights, 1.Biases, 3.Weights, 3.Biases}"),
    ('StringContainsQ[Import[file, "Summary"], "NetChain"]', "True"),
    ('Quiet[Import[file, "Nothing"]]', "$Failed"),
    ('Quiet[Export[file, 5]]', "$Failed"),
    ('Quiet[Export[file, 5]]; Import[file] === net', "True"),
    ('Import[Export[file, net, "WXF"], "WXF"] === net', "True"),
])
def test_elements(session, tmp_path, source, result):
    session.evaluate(f'{NET} file = Export["{tmp_path}/net.wlnet", net]')
    assert session.evaluate(source).text == result


def test_shared_arrays_stay_shared_and_stand_once(session, tmp_path):
    layer = 'LinearLayer["Weights" -> NetArray["w"], "Biases" -> None]'
    session.evaluate(f'net = NetInitialize[NetChain[{{{layer}, Tanh, {layer}}}, "Input" -> 3]]; '
                     f'file = Export["{tmp_path}/net.wlnet", net]; back = Import[file]')
    outcome = session.evaluate(
        '{back === net, Information[back, "SharedArraysCount"], Length[Import[file, "ArrayList"]]}')
    assert outcome.text == "{True, 1, 1}"


@pytest.mark.parametrize("content, words", [
    (b"PK\x03\x04" + bytes(100), "ZIP"),
    (b"", "header"),
    (b"hello, world", "header"),
    (struct.pack("<Q", 20) + b"{" * 20, "JSON"),
    (struct.pack("<Q", 2) + b"{}", "no net"),
])
def test_files_of_other_kinds(session, tmp_path, content, words):
    (tmp_path / "x.wlnet").write_bytes(content)
    outcome = session.evaluate(f'Import["{tmp_path}/x.wlnet"]')
    assert outcome.text == "$Failed"
    assert len(outcome.messages) == 1
    assert words in outcome.messages[0]


@pytest.mark.parametrize("code, words", [
    ("NetChain[{", "cannot be read"),
    ("1 + 1", "does not give a net"),
    ('DeleteFile["important"]', "DeleteFile"),
    ('ElementwiseLayer[(Run["ls"]; #) &]', "Run"),
    ('ToExpression["LinearLayer[2]"]', "ToExpression"),
    ('Symbol["Run"]["ls"]', "Symbol"),
    ('Get["x.wl"]', "Get"),
    ('NetEncoder[{"Function", DeleteFile["important"], {2}}]', "DeleteFile"),
    ("NetChain[{wlnet`Stored[3]}]", "missing"),
])
def test_code_that_is_no_net(session, tmp_path, code, words):
    file_with(tmp_path / "x.wlnet", {"__metadata__": {"format": "wlnet", "version": "1", "code": code}})
    outcome = session.evaluate(f'Import["{tmp_path}/x.wlnet"]')
    assert outcome.text == "$Failed"
    assert words in outcome.messages[-1]


@pytest.mark.parametrize("source", [
    'NetChain[{2}, "Input" -> NetEncoder[{"Function", ImageDimensions[Import[#]] &, {2}}]]',
    'FunctionLayer[Module[{y = 2 #}, y + 1] &, "Input" -> 3]',
])
def test_functions_may_do_what_they_need(session, tmp_path, source):
    assert session.evaluate(f'net = {source}; Import[Export["{tmp_path}/x.wlnet", net]] === net').text == "True"


def test_a_newer_version_is_named(session, tmp_path):
    metadata = {"format": "wlnet", "version": "2", "writer": "wlnet 9", "code": ""}
    file_with(tmp_path / "x.wlnet", {"__metadata__": metadata})
    assert "wlnet 9" in session.evaluate(f'Import["{tmp_path}/x.wlnet"]').messages[0]


def test_an_array_without_a_place(session, tmp_path):
    write_arrays(tmp_path / "x.wlnet", Contents({"7.Weights": np.zeros((2, 2), np.float32)}, {
        "format": "wlnet", "version": "1", "code": "NetChain[{LinearLayer[2]}]"}))
    assert "7.Weights" in session.evaluate(f'Import["{tmp_path}/x.wlnet"]').messages[0]


def test_a_file_is_replaced_in_full_or_not_at_all(session, tmp_path, monkeypatch):
    session.evaluate(f'{NET} Export["{tmp_path}/net.wlnet", net]')
    before = (tmp_path / "net.wlnet").read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr("wlnet.builtins.serialization_nets.write_arrays", full)
    outcome = session.evaluate(f'Export["{tmp_path}/net.wlnet", NetChain[{{5}}]]')
    assert outcome.text == "$Failed"
    assert "No space left" in outcome.messages[0]
    assert (tmp_path / "net.wlnet").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["net.wlnet"]


def test_a_folder_that_is_not_there(session):
    outcome = session.evaluate('Export["/no/such/folder/x.wlnet", NetChain[{3}]]')
    assert outcome.text == "$Failed"
    assert outcome.messages == ["Export::noopen: Cannot open /no/such/folder/x.wlnet."]


# ---- safetensors -------------------------------------------------------------------------------

@pytest.mark.parametrize("kind", ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_arrays_of_every_type(tmp_path, kind):
    arrays = {"a": np.arange(6).reshape(2, 3).astype(kind), "empty": np.zeros((0, 3), kind),
              "scalar": np.array(3, kind)}
    write_arrays(tmp_path / "x", Contents(arrays, {"k": "v"}))
    found = read_arrays(tmp_path / "x")
    assert list(found.arrays) == list(arrays)
    assert found.metadata == {"k": "v"}
    for name, array in arrays.items():
        assert found.arrays[name].dtype == array.dtype
        assert found.arrays[name].shape == array.shape
        np.testing.assert_array_equal(found.arrays[name], array)


def test_the_library_reads_what_we_write_and_the_other_way_round(tmp_path):
    library = pytest.importorskip("safetensors.numpy")
    arrays = {"b": np.arange(3, dtype=np.int8), "a": np.ones((2, 2), np.float64)}
    write_arrays(tmp_path / "x", Contents(arrays))
    for name, array in library.load_file(tmp_path / "x").items():
        np.testing.assert_array_equal(array, arrays[name])
    library.save_file(arrays, tmp_path / "y")
    for name, array in read_arrays(tmp_path / "y").arrays.items():
        np.testing.assert_array_equal(array, arrays[name])


def test_bfloat16(tmp_path):
    values = np.array([1.0, -2.5, 3.140625], np.float32)
    body = (values.view(np.uint32) >> 16).astype("<u2").tobytes()
    file_with(tmp_path / "x", {"a": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}, body)
    np.testing.assert_array_equal(read_arrays(tmp_path / "x").arrays["a"], values)


@pytest.mark.parametrize("entry", [
    {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}, {"dtype": "X", "shape": [1], "data_offsets": [0, 4]},
    {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, {"dtype": "F32", "shape": [-1], "data_offsets": [4, 0]},
    {"dtype": "F32", "shape": [1]}, 5, {"dtype": "F32", "shape": 1, "data_offsets": [0, 4]},
    {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}])
def test_bad_entries(tmp_path, entry):
    file_with(tmp_path / "x", {"a": entry}, bytes(4))
    with pytest.raises(BadArrays):
        read_arrays(tmp_path / "x")


@pytest.mark.parametrize("source, result", [
    ('Import[Export[file, <|"w" -> {{1., 2.}}, {2, "Biases"} -> {3}|>]]',
     "<|w -> NumericArray[<1, 2>, Real64], 2.Biases -> NumericArray[<1>, Integer64]|>"),
    ('Import[Export[file, <|"w" -> {1.5}|>], "ArrayNames"]', "{w}"),
    ('Normal[Import[Export[file, <|"w" -> {1.5}|>], "Rules"]]', "{{w} -> NumericArray[<1>, Real64]}"),
    ('Quiet[Export[file, <|"w" -> "x"|>]]', "$Failed"),
    ('Quiet[Export[file, {1, 2}]]', "$Failed"),
    ('Export[file, <||>]; Import[file]', "<||>"),
])
def test_safetensors_in_the_language(session, tmp_path, source, result):
    session.evaluate(f'file = "{tmp_path}/x.safetensors"')
    assert session.evaluate(source).text == result
