"""A walk over the registry: every layer, container and coder comes back from every kind of file as it was."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import wlnet.builtins.nets  # noqa: F401  fills the registries
from wlnet.expr import Call, Object, S, String, Symbol
from wlnet.nets.coder import DECODERS, ENCODERS
from wlnet.nets.layer import LAYERS

_SPEC = importlib.util.spec_from_file_location(
    "every_layer", Path(__file__).parents[1] / "nets" / "test_every_layer.py")
_TABLE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_TABLE)

CONTAINERS = [
    'NetChain[{LinearLayer[3], Ramp, 2}, "Input" -> 4]',
    'NetChain[<|"a.b" -> 3, "7" -> Tanh, "" -> 2, "say \\"x\\"" -> 1|>, "Input" -> {2, 2}]',
    'NetGraph[<|"a" -> 3, "b" -> NetChain[{Tanh, 3}], "c" -> TotalLayer[]|>, {"a" -> "b" -> "c", "a" -> "c"}, '
    '"Input" -> 2]',
    'NetGraph[{LinearLayer[2], LinearLayer[2]}, {NetPort["x"] -> 1, NetPort["y"] -> 2}, "x" -> 3, "y" -> 3]',
    'NetChain[{LinearLayer["Weights" -> NetArray["w"], "Biases" -> None], Tanh, '
    'LinearLayer["Weights" -> NetArray["w"], "Biases" -> None]}, "Input" -> 3]',
    'NetChain[{NetMapOperator[NetChain[{2, Tanh}]], SequenceLastLayer[]}, "Input" -> {"Varying", 3}, '
    'LearningRateMultipliers -> {1 -> 0, _ -> 2}]',
    'NetChain[{LinearLayer[2, "Weights" -> {{1.1, 2.2}, {3.3, 4.4}}, "Biases" -> None]}]',
    "NetChain[{}]",
    'NetGANOperator[{NetChain[{4}, "Input" -> 2], NetChain[{Tanh, LinearLayer[{}]}, "Input" -> 4]}]',
    'PlaceholderLayer["x", "Input" -> 3, "Output" -> 2]',
]
CODERS = {
    '"Boolean"': ['NetEncoder["Boolean"]', 'NetDecoder["Boolean"]'],
    '"Characters"': ['NetEncoder[{"Characters", {"a", "b", {"c"} -> 7, _}, "UnitVector"}]', 'NetEncoder["Characters"]',
                     'NetEncoder[{"Characters", Automatic, IgnoreCase -> True}]',
                     'NetDecoder[{"Characters", {"a", "b"}}]'],
    '"Class"': ['NetEncoder[{"Class", {"a", 2, x}}]', 'NetEncoder[{"Class", {1, 2}, "UnitVector"}]',
                'NetDecoder[{"Class", {"a", "b"}, "InputDepth" -> 2}]', 'NetDecoder["Class"]'],
    '"CTCBeamSearch"': ['NetDecoder[{"CTCBeamSearch", {"a", "b"}}]'],
    '"Function"': ['NetEncoder[{"Function", StringLength[#] {1, 2} &, {2}}]',
                   'NetDecoder[{"Function", Function[v, Total[v]]}]'],
    '"Image"': ['NetEncoder[{"Image", {40, 30}, "Grayscale", "MeanImage" -> RandomImage[1, {40, 30}]}]',
                'NetEncoder["Image"]', 'NetEncoder[{"Image", {40, 40}, "MeanImage" -> {0.1, 0.2, 0.3}}]',
                'NetDecoder["Image"]', 'NetDecoder[{"Image", "Grayscale"}]'],
    '"Image3D"': ['NetEncoder[{"Image3D", {8, 8, 8}}]', 'NetDecoder["Image3D"]'],
    '"Scalar"': ['NetEncoder["Scalar"]', 'NetDecoder["Scalar"]'],
    '"Tokens"': ['NetEncoder[{"Tokens", {"the", "cat"}}]', 'NetDecoder[{"Tokens", {"the", "cat"}}]'],
    '"UTF8"': ['NetEncoder["UTF8"]', 'NetEncoder[{"UTF8", "UnitVector"}]'],
    '"SubwordTokens"': [],
    '"Mapped"': ['NetEncoder[{"Mapped", NetEncoder[{"Class", {"a", "b"}}], 3}]'],
    '"Audio"': ['NetEncoder["Audio"]'],
    '"AudioMFCC"': ['NetEncoder[{"AudioMFCC", "NumberOfCoefficients" -> 5, "TargetLength" -> 7}]'],
    '"AudioMelSpectrogram"': ['NetEncoder["AudioMelSpectrogram"]'],
    '"AudioSpectrogram"': ['NetEncoder["AudioSpectrogram"]'],
    '"AudioSTFT"': ['NetEncoder["AudioSTFT"]'],
}
SOURCES = [source for name in _TABLE.SAMPLES for source, _ in _TABLE.SAMPLES[name]] + CONTAINERS
CODER_SOURCES = [source for sources in CODERS.values() for source in sources
                 if source.split('"')[1] in (ENCODERS if source.startswith("NetEncoder") else DECODERS)]


def evaluated(session, source):
    outcome = session.evaluate(source)
    assert isinstance(outcome.expression, Object), (source, outcome.text, outcome.messages)
    return outcome.expression


def forms(session, made, folder):
    """The expression as each kind of file, and each serialization, gives it back."""
    session.evaluator.set_value(Symbol("Global`made"), made)
    yield "Put", session.evaluate(f'made >> "{folder}/made.wl"; << "{folder}/made.wl"')
    yield "WXF", session.evaluate(f'Import[Export["{folder}/made.wxf", made]]')
    yield "small", session.evaluate('BinaryDeserialize[BinarySerialize[made, PerformanceGoal -> "Size"]]')
    yield "Compress", session.evaluate("Uncompress[Compress[made]]")


def check(session, made, folder, more=()):
    for name, outcome in [*forms(session, made, folder), *((name, session.evaluate(text)) for name, text in more)]:
        assert outcome.messages == [], (name, outcome.messages)
        assert outcome.expression == made, name


def files(folder):
    return [("WLNet", f'Import[Export["{folder}/made.wlnet", made]]'),
            ("SafeTensors", f'Import[Export["{folder}/made.safetensors", made], "Net"]')]


def test_the_walk_is_complete():
    assert set(LAYERS) <= set(_TABLE.SAMPLES) | {"NetGANOperator"}
    assert {f'"{name}"' for name in {*ENCODERS, *DECODERS}} <= set(CODERS)


@pytest.mark.parametrize("source", SOURCES)
def test_a_net_comes_back_uninitialized(session, source, tmp_path):
    check(session, evaluated(session, source), tmp_path, files(tmp_path))


@pytest.mark.parametrize("source", SOURCES)
def test_a_net_comes_back_with_its_arrays(session, source, tmp_path):
    net = evaluated(session, source)
    initialized = session.evaluator(Call(S.NetInitialize, net))
    if isinstance(initialized, Object):
        check(session, initialized, tmp_path, files(tmp_path))


@pytest.mark.parametrize("source", CODER_SOURCES)
def test_a_coder_comes_back(session, source, tmp_path):
    made = evaluated(session, source)
    check(session, made, tmp_path)
    port = '"Input"' if source.startswith("NetEncoder") else '"Output"'
    session.evaluator.set_value(Symbol("Global`coder"), made)
    net = session.evaluate(f"NetChain[{{ElementwiseLayer[Tanh]}}, {port} -> coder]").expression
    if isinstance(net, Object):
        check(session, net, tmp_path, files(tmp_path))


def test_names_of_places():
    from wlnet.io.wlnet import name_of, place_of
    for place in [(1, "Weights"), ("a.b", "x"), ("7", 3), ("", 'say "x"', "\\"), (-1,), ("ü",)]:
        assert place_of(name_of(place)) == place


def test_strings_of_places_are_plain_where_they_can_be():
    from wlnet.io.wlnet import name_of
    assert name_of(("encoder", 1, "Weights")) == "encoder.1.Weights"
    assert String(name_of(("7",))) == String('"7"')
