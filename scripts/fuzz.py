#!/usr/bin/env python3
"""Random inputs for the reader and the evaluator: `scripts/fuzz.py [COUNT] [SEED]`.

Inputs are the examples of the builtins with parts exchanged, dropped and doubled. Every one must end in a value or a
message; an internal error is printed with its input, and makes the exit status 1.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from wlnet.builtins.index import load_all
from wlnet.kernel.builtin import REGISTRY
from wlnet.kernel.control import Quit
from wlnet.session import Session

# what would stop the run, touch files, reach out, train, or take long by design
LEFT_OUT = re.compile(
    r"Quit|Exit|Pause|Run|URL|Resource|File|Directory|Export|Put|Save|Open|Write|Close|Read|Stream|Import|Get|Needs|Input"
    r"|Train|Measure|Delete|Rename|Copy|Create|Set(?:Env|Dir)|>>|<<|Environment|Process|ExampleData|While|For\[|Goto|Random"
    r"|Tuples|Subsets|Permut|\$|Off|TimeConstr|MemoryConstr|ParallelNeeds|Unprotect|Clear|Remove|Protect|Attributes")

ATOMS = ["0", "1", "-1", "2", "1/2", "1.5", "10^20", "I", "x", "y", "f", "{}", "{1, 2}", "{{1, 2}, {3, 4}}", '"a"',
         '""', "<||>", '<|"a" -> 1|>', "a -> b", "_", "x_", "All", "None", "Infinity", "True", "#&", "f[x]", "1 ;; 2",
         "x^2", "{x, 1, 2}", "Null", "Automatic", "2.5 + I", "Indeterminate", "Sequence[]", "{a, {b}}", "N[Pi, 30]",
         "Missing[]", "Range[200]"]
_PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z$][\w$`]*|\d+\.?\d*|<\||\|>|\s+|.', re.DOTALL)


def sources() -> list[str]:
    """The examples of all builtins that are fit for this."""
    load_all()
    found = [source for owner in REGISTRY.values() for source, _ in owner.examples]
    return [source for source in found if not LEFT_OUT.search(source)]


def mutated(source: str, others: list[str], chance: random.Random) -> str:
    """The source with one to three random changes."""
    pieces = _PIECES.findall(source)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(pieces)) if pieces else 0
        kind = chance.randrange(5)
        if kind == 0 and pieces:
            del pieces[place]
        elif kind == 1:
            pieces.insert(place, chance.choice(ATOMS))
        elif kind == 2 and pieces:
            pieces[place] = chance.choice(ATOMS)
        elif kind == 3 and pieces:
            pieces.insert(place, chance.choice(_PIECES.findall(chance.choice(others))))
        elif pieces:
            end = min(len(pieces), place + chance.randint(1, 6))
            pieces[place:place] = pieces[place:end]
    return "".join(pieces)


def main(count: int, seed: int) -> int:
    chance = random.Random(seed)
    others = sources()
    session, failures = Session(seed=seed), 0
    session.time_limit = 2.0
    for number in range(count):
        if number % 200 == 0:
            session = Session(seed=seed)
            session.time_limit = 2.0
        text = mutated(chance.choice(others), others, chance)
        if LEFT_OUT.search(text):
            continue
        try:
            messages = session.evaluate(text).messages
        except Quit:
            continue
        except Exception as error:  # noqa: BLE001  (that is what is looked for)
            messages = [f"General::internal {type(error).__name__}: {error}"]
        internal = [message for message in messages if "General::internal" in message]
        if internal:
            failures += 1
            print(f"{text!r}\n    {internal[0][:300]}", flush=True)
    print(f"{count} inputs, {failures} internal errors")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in (sys.argv[1:] + ["10000", "1"][len(sys.argv) - 1:]))))
