"""Net files of Wolfram's program, made here as public descriptions say they are."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from wlnet.io.wxf_older import compress

LINEAR = ('<|"Type" -> "Linear", "Arrays" -> <|"Weights" -> Private`ExportedArray[{0}], "Biases" -> {1}|>, '
          '"Parameters" -> <|"OutputDimensions" -> {{{2}}}, "$OutputSize" -> {2}|>, "Inputs" -> <||>|>')
RAMP = '<|"Type" -> "Elementwise", "Arrays" -> <||>, "Parameters" -> <|"Function" -> NN`ValidatedParameter[Ramp]|>|>'
CONVOLUTION = ('<|"Type" -> "Convolution", "Arrays" -> <|"Weights" -> Private`ExportedArray[5], "Biases" -> None|>, '
               '"Parameters" -> <|"OutputChannels" -> 2, "KernelSize" -> {3, 3}, "PaddingSize" -> {{1, 1}, {1, 1}}, '
               '"Stride" -> {1, 1}, "Dilation" -> {1, 1}, "ChannelGroups" -> 1, "$InputSize" -> {4, 4}|>|>')
PORTS = '"Inputs" -> <|"Input" -> NN`TensorT[{0}, NN`RealT]|>, "Outputs" -> <|"Output" -> NN`TensorT[{1}, NN`RealT]|>'
CHAIN = ('<|"Type" -> "Chain", "Nodes" -> <|"1" -> ' + LINEAR.format(1, "Private`ExportedArray[2]", 3)
         + f', "2" -> {RAMP}, "3" -> ' + LINEAR.format(3, "None", 2) + "|>, " + PORTS.format("{4}", "{2}") + "|>")
GRAPH = ('<|"Type" -> "Graph", "Nodes" -> <|"a" -> ' + RAMP + ', "b" -> <|"Type" -> "Threading", "Parameters" -> '
         '<|"Function" -> NN`ValidatedParameter[Plus]|>|>|>, "Edges" -> {'
         'NN`NetPath["Nodes", "a", "Inputs", "Input"] -> NN`NetPath["Inputs", "Input"], '
         'NN`NetPath["Nodes", "b", "Inputs", "1"] -> NN`NetPath["Nodes", "a", "Outputs", "Output"], '
         'NN`NetPath["Nodes", "b", "Inputs", "2"] -> NN`NetPath["Inputs", "Input"], '
         'NN`NetPath["Outputs", "Output"] -> NN`NetPath["Nodes", "b", "Outputs", "Output"]}, '
         + PORTS.format("{3}", "{3}") + "|>")
IMAGES = '<|"Type" -> "Chain", "Nodes" -> <|"c" -> ' + CONVOLUTION + "|>, " + PORTS.format(
    "{1, 4, 4}", "{2, 4, 4}") + "|>"
ARRAYS = {1: (3, 4), 2: (3,), 3: (2, 3), 5: (2, 1, 3, 3)}


@pytest.fixture
def write(session, tmp_path):
    """Writes a structure, given in the language, to a file as Wolfram's program would; gives its name."""
    library = pytest.importorskip("h5py", reason="the extra wolfram is not installed")

    def made(code):
        path = tmp_path / "x.wlnet"
        held = session.evaluate(f"HoldComplete[{code}]").expression.args[0]
        rng = np.random.default_rng(1)
        with library.File(path, "w") as file:
            group = file.create_group("Arrays")
            for number, shape in ARRAYS.items():
                group[str(number)] = rng.normal(size=shape).astype(np.float32)
            file["Network"] = compress(held)
            file["Version"] = "12.0.11"
        return path
    return made


@pytest.mark.parametrize(("code", "made"), [
    (CHAIN, 'NetChain[{LinearLayer[{3}], ElementwiseLayer[Ramp], LinearLayer[{2}, "Biases" -> None]}, '
            '"Input" -> {4}, "Output" -> {2}]'),
    (GRAPH, 'NetGraph[<|"a" -> ElementwiseLayer[Ramp], "b" -> ThreadingLayer[Plus]|>, {NetPort["Input"] -> "a" -> "b", '
            'NetPort["Input"] -> "b"}, "Input" -> {3}, "Output" -> {3}]'),
    (IMAGES, 'NetChain[<|"c" -> ConvolutionLayer[2, {3, 3}, "Stride" -> {1, 1}, PaddingSize -> {{1, 1}, {1, 1}}, '
             '"Dilation" -> {1, 1}, "Biases" -> None]|>, "Input" -> {1, 4, 4}, "Output" -> {2, 4, 4}]'),
])
def test_structures(session, write, code, made):
    path = write(code)
    outcome = session.evaluate(f'Import["{path}", "UninitializedNet"]')
    assert outcome.messages == []
    assert outcome.expression == session.evaluate(made).expression


def test_a_net_computes(session, write):
    path = write(CHAIN)
    outcome = session.evaluate(f'Import["{path}"][{{1, 2, 3, 4}}]')
    rng = np.random.default_rng(1)
    w, b, v = (rng.normal(size=ARRAYS[number]).astype(np.float32) for number in (1, 2, 3))
    np.testing.assert_allclose(outcome.expression.array, v @ np.maximum(w @ [1, 2, 3, 4] + b, 0), rtol=1e-5)


@pytest.mark.parametrize(("element", "result"), [
    ("WLVersion", "12.0.11"),
    ("ArrayAssociation", "<|1 -> NumericArray[<3, 4>, Real32], 2 -> NumericArray[<3>, Real32], "
     "3 -> NumericArray[<2, 3>, Real32], 5 -> NumericArray[<2, 1, 3, 3>, Real32]|>"),
])
def test_elements(session, write, element, result):
    assert session.evaluate(f'Import["{write(CHAIN)}", "{element}"]').text == result


@pytest.mark.parametrize(("code", "words"), [
    (CHAIN.replace("Elementwise", "Marvellous"), "Marvellous"),
    (CHAIN.replace("OutputDimensions", "Novelty"), "Novelty"),
    (CHAIN.replace("ExportedArray[2]", "ExportedArray[77]"), "77"),
    (CHAIN.replace("NN`TensorT[{4}, NN`RealT]", "NetEncoder[1]"), "NetEncoder"),
    (CHAIN.replace("ValidatedParameter[Ramp]", 'ValidatedParameter[(DeleteFile["x"]; #) &]'), "DeleteFile"),
    (GRAPH.replace('NetPath["Inputs", "Input"]', 'NetPath["Odd", "Input"]'), "Odd"),
    ("5", "association"),
])
def test_what_is_not_understood_is_named(session, write, code, words):
    outcome = session.evaluate(f'Import["{write(code)}"]')
    assert outcome.text == "$Failed"
    assert words in outcome.messages[-1]


def test_a_file_of_something_else(session, tmp_path):
    library = pytest.importorskip("h5py", reason="the extra wolfram is not installed")
    with library.File(tmp_path / "x.wlnet", "w") as file:
        file["data"] = [1, 2]
    assert "not one of a net" in session.evaluate(f'Import["{tmp_path}/x.wlnet"]').messages[0]


def test_a_missing_package_is_named(session, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    (tmp_path / "x.wlnet").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    outcome = session.evaluate(f'Import["{tmp_path}/x.wlnet"]')
    assert outcome.text == "$Failed"
    assert 'pip install "wlnet[wolfram]"' in outcome.messages[0]
