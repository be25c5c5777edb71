#!/usr/bin/env python3
"""The interpreter against the same algorithms in plain Python or numpy, in one run: time, and ratio to the reference.

    scripts/bench/language.py [NAME ...]

Each program is run in alternation with its reference; the figures are medians. Mathics3 is measured too when it can be
imported.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wlnet.session import Session

ROUNDS = 5


@dataclass
class Program:
    """A program that does its work `times` over, what must stand before it, and its reference in Python."""

    name: str
    source: str
    reference: Callable[[], Any]
    setup: str = ""
    repeat: int = 1
    bar: float = 0.0
    times: int = 1


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def loop() -> int:
    s = 0
    for i in range(1, 100_001):
        s = s + i
    return s


def while_loop() -> int:
    i = 0
    while i < 100_000:
        i += 1
    return i


def calls() -> list[int]:
    def body(k: int) -> int:
        x = k
        return x + 1
    return [body(k) for k in range(10_000)]


WORDS = " ".join(random.Random(1).choices([f"word{i}" for i in range(5000)], k=150_000))
REALS = np.random.default_rng(1).random(100_000)
STRINGS = random.Random(2).sample([f"s{i}" for i in range(1_000_000)], 100_000)
MILLION = np.random.default_rng(3).random(1_000_000)
SQUARE = lambda x: x * x + 1  # noqa: E731
NEXT = lambda x: x + 1  # noqa: E731
KEEP = lambda x: x % 3 == 0  # noqa: E731


def derivative(e: Any) -> Any:
    if e == "x":
        return 1
    if isinstance(e, int):
        return 0
    head, a, b = e
    if head == "+":
        return ("+", derivative(a), derivative(b))
    return ("+", ("*", derivative(a), b), ("*", a, derivative(b)))


def tree(depth: int) -> Any:
    return "x" if depth == 0 else ("*" if depth % 2 else "+", tree(depth - 1), tree(depth - 1))


def memo() -> dict[tuple[int, int], int]:
    known: dict[tuple[int, int], int] = {}
    for i in range(100_000):
        known[i, 0] = i
    return known


TREE = tree(11)
PROGRAMS = [
    Program("fib[22], naive", "fib[22]", lambda: fib(22),
            "fib[0] = 0; fib[1] = 1; fib[n_] := fib[n - 1] + fib[n - 2];", bar=200),
    Program("Do, 10^5", "s = 0; Do[s = s + i, {i, 10^5}]; s", loop, bar=80),
    Program("While, 10^5", "i = 0; While[i < 10^5, i++]; i", while_loop, bar=80),
    Program("Module per call, 10^4", "Do[m[k], {k, 10^4}]", calls, "m[k_] := Module[{x = k}, x + 1; x];", 1, 80),
    Program("symbolic Do, 10^4", "Do[g[k], {k, 10^4}]", calls, "g[k_] := h[k, z];", 1, 80),
    Program("NestList, 10^5", "NestList[# + 1 &, 0, 10^5];", lambda: [NEXT(k) for k in range(100_000)], bar=40),
    Program("Fold, 10^5", "Fold[#1 + #2 &, 0, Range[10^5]]", loop, bar=40),
    Program("Map, 10^5", "Map[#^2 + 1 &, Range[10^5]];", lambda: [SQUARE(k) for k in range(100_000)], bar=40),
    Program("Map, symbolic, 10^4", "Map[q[#] &, Range[10^4]];", lambda: [("q", k) for k in range(10_000)], bar=80),
    Program("Select, 10^5", "Select[Range[10^5], Mod[#, 3] == 0 &];",
            lambda: [k for k in range(1, 100_001) if KEEP(k)], bar=40),
    Program("10^5 memoised values", "Do[f[i, 0] = i, {i, 10^5}]", memo, "Clear[f]", bar=80),
    Program("//. derivative of 4095 nodes", "d[tree, x] //. rules;", lambda: derivative(TREE),
            "tree = Fold[If[OddQ[#2], t[#1, #1], p[#1, #1]] &, x, Range[11]]; rules = {d[x, x] -> 1, "
            "d[p[a_, b_], x] :> p[d[a, x], d[b, x]], d[t[a_, b_], x] :> p[t[d[a, x], b], t[a, d[b, x]]]};"),
    Program("sorting by //. on 60", "Range[60, 1, -1] //. {a___, x_, y_, b___} /; x > y :> {a, y, x, b};",
            lambda: sorted(range(60, 0, -1))),
    Program("word count, 1 MB", "c = <||>; Do[c[w] = Lookup[c, w, 0] + 1, {w, words}]; Length[c]",
            lambda: Counter(WORDS.split()), "words = StringSplit[text];", bar=30),
    Program("StringReplace, 1 MB", 'StringReplace[text, "word1" ~~ d : DigitCharacter :> "w" <> d];',
            lambda: re.sub(r"word1(\d)", lambda m: "w" + m.group(1), WORDS), bar=3),
    Program("StringReplace by strings, 1 MB", 'StringReplace[text, {"word1" -> "a", "word2" -> "b"}];',
            lambda: re.sub("word1|word2", lambda m: "a" if m.group() == "word1" else "b", WORDS), bar=3),
    Program("StringSplit, 1 MB", "StringSplit[text];", WORDS.split, bar=3),
    Program("StringCases, 1 MB", 'StringCases[text, "d" ~~ DigitCharacter ..];', lambda: re.findall(r"d\d+", WORDS),
            bar=3),
    Program("Sort 10^5 reals", "Sort[reals];", lambda: sorted(REALS.tolist()), bar=2),
    Program("Sort 10^5 strings", "Sort[strings];", lambda: sorted(STRINGS), bar=3),
    Program("Sort 10^4 with comparator", "Sort[Range[10^4, 1, -1], #1 < #2 &];",
            lambda: sorted(range(10_000, 0, -1), key=__import__("functools").cmp_to_key(lambda a, b: a - b)), bar=40),
    Program("million + million", "Do[million + million, {20}]", lambda: MILLION + MILLION, repeat=20, times=20,
            bar=1.5),
    Program("Total of a million", "Do[Total[million], {20}]", MILLION.sum, repeat=20, times=20, bar=1.5),
    Program("Dot of a million", "Do[million . million, {20}]", lambda: MILLION @ MILLION, repeat=20, times=20, bar=1.5),
    Program("Mean of a million", "Do[Mean[million], {20}]", MILLION.mean, repeat=20, times=20, bar=1.5),
    Program("part of a million", "Do[million[[1 ;; -1 ;; 2]], {20}]", MILLION[::2].copy, repeat=20, times=20, bar=1.5),
]


def seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def prepared() -> Session:
    """A session that knows the data of the programs."""
    from wlnet.expr import String, Symbol, list_of, packed
    session = Session()
    values = {"text": String(WORDS), "reals": packed(REALS), "strings": list_of(map(String, STRINGS)),
              "million": packed(MILLION)}
    for name, value in values.items():
        session.contexts.resolve(name)
        session.evaluator.set_value(Symbol("Global`" + name), value)
    return session


def measure(session: Session, program: Program) -> tuple[float, float]:
    """Median seconds of the program and of its reference, run in alternation."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        session.evaluate(program.setup)
        ours.append(seconds(lambda: session.evaluate(program.source)) / program.times)
        theirs.append(seconds(lambda: [program.reference() for _ in range(program.repeat)]) / program.repeat)
    return statistics.median(ours), statistics.median(theirs)


def main(names: list[str]) -> None:
    session = prepared()
    print(f"{'program':34} {'wlnet':>10} {'reference':>10} {'ratio':>8} {'bar':>6}")
    for program in PROGRAMS:
        if names and not any(name in program.name for name in names):
            continue
        ours, theirs = measure(session, program)
        bar = f"{program.bar:g}" if program.bar else ""
        print(f"{program.name:34} {ours * 1e3:8.2f}ms {theirs * 1e3:8.2f}ms {ours / theirs:8.1f} {bar:>6}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
