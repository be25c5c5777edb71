"""Speed of generating text, one character at a time, against idiomatic PyTorch: `python scripts/bench/generate.py`.

Ours is the function of the NetStateObject page: `NestList` over a state object that draws at temperature 0.5. The peer
keeps the state of its nn.GRU, feeds one-hot vectors and draws by torch.multinomial, all under torch.inference_mode.
Speed does not depend on the weights, so both nets are as they were initialised.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts" / "bench")]

import torch  # noqa: E402
from compare import Work, alternate, report  # noqa: E402
from peers.char_model import CharModel, generate  # noqa: E402
from train import LAYERS, character_net, peers  # noqa: E402

from wlnet.expr import S, String  # noqa: E402
from wlnet.session import Session  # noqa: E402

SIZE, TEMPERATURE = 128, 0.5
CHARACTERS = [" ", *map(chr, range(45, 123))]      # 79 of them, as in the page's texts
START = "Why are w"

REQUEST = f'{{"RandomSample", "Temperature" -> {TEMPERATURE}}}'
TRIAL = 50              # characters that tell how many threads suit the peer


def our_text(layer: str, length: int) -> Work:
    """The page's function at work."""
    session = Session(seed=1)
    net = session.evaluator(character_net(session, layer, CHARACTERS))
    session.evaluator.set_value(S.BenchNet, net)
    session.evaluate("System`BenchNet = NetInitialize[System`BenchNet]; "
                     "System`BenchGenerate[start_, length_] := With[{sobj = NetStateObject[System`BenchNet]}, "
                     f"StringJoin@NestList[sobj[#, {REQUEST}] &, start, length]]")

    def work() -> None:
        text = session.evaluate(f'System`BenchGenerate["{START}", {length}]').expression
        if not isinstance(text, String) or len(text.value) != len(START) + length:
            raise RuntimeError(f"no text of {length} characters came")
    return work


def peer_text(layer: str, length: int) -> Work:
    """The peer at work."""
    model = CharModel(len(CHARACTERS), SIZE)
    model.gru = LAYERS[layer](len(CHARACTERS), SIZE, num_layers=2, batch_first=True)
    return lambda: generate(model, CHARACTERS, START, length, TEMPERATURE)


def best_peer(layer: str, length: int) -> dict[str, Work]:
    """The peer with the number of threads that suits it best at the moment."""
    tried = alternate(peers(peer_text(layer, TRIAL)), 3)
    best = min(tried, key=lambda name: tried[name].median)
    return {best: peers(peer_text(layer, length))[best]}


def measure(layer: str, length: int, blocks: int) -> float:
    """Compare our way to generate `length` characters with the peer's; the ratio."""
    ways = {"wlnet": our_text(layer, length), **best_peer(layer, length)}
    return report(f"2 x {layer}[{SIZE}], {length} characters drawn at temperature {TEMPERATURE}",
                  alternate(ways, blocks), "wlnet", length, "characters")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--length", type=int, default=1_000, help="characters to generate")
    parser.add_argument("--blocks", type=int, default=9, help="turns of each way")
    options = parser.parse_args()
    torch.manual_seed(1)
    for layer in LAYERS:
        measure(layer, options.length, options.blocks)


if __name__ == "__main__":
    main()
