#!/usr/bin/env python3
"""The page's data: 300,000 examples from a corpus and its characters, against plain Python doing the same.

    scripts/bench/corpus.py [TEXT ...]     (default: the texts in $WLNET_RESOURCES, or made-up text)
"""

from __future__ import annotations

import random
import resource
import sys
from pathlib import Path

from compare import alternate

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from wlnet.expr import String, Symbol  # noqa: E402
from wlnet.session import Session  # noqa: E402

COUNT, LENGTH, CHARACTERS = 300_000, 25, 3_000_000
SOURCE = """sampleCorpus[corpus_, len_, num_] := Module[
   {positions = RandomInteger[{len + 1, StringLength[corpus] - 1}, num]},
   Thread[StringTake[corpus, {# - len, #}& /@ positions] -> StringPart[corpus, positions + 1]]];"""


def corpus(paths: list[str]) -> str:
    """About three million characters."""
    if paths:
        return " ".join(Path(path).read_text(encoding="utf-8") for path in paths)
    return "".join(random.Random(1).choices("".join(map(chr, range(32, 111))), k=CHARACTERS))


def in_python(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The same in plain Python."""
    places = [random.randint(LENGTH + 1, len(text) - 1) for _ in range(COUNT)]
    return [(text[p - LENGTH - 1:p], text[p]) for p in places], sorted(set(text))


def main(paths: list[str]) -> None:
    text = corpus(paths)
    session = Session()
    session.contexts.resolve("corpus")
    session.evaluator.set_value(Symbol("Global`corpus"), String(text))
    session.evaluate(SOURCE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ways = {
        "wlnet": lambda: session.evaluate(
            f"data = sampleCorpus[corpus, {LENGTH}, {COUNT}]; characters = Union[Characters[corpus]];"),
        "plain Python": lambda: in_python(text)}
    timings = alternate(ways, 5)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, timing in timings.items():
        print(f"{name:14} {timing.median:6.2f} s")
    print(f"{'ratio':14} {timings['wlnet'].median / timings['plain Python'].median:6.2f}")
    print(f"{'peak memory':14} {after:6.0f} MB ({before:.0f} before)")


if __name__ == "__main__":
    main(sys.argv[1:])
