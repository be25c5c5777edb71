"""The prompt over a pipe."""

from __future__ import annotations

import io

from wlnet.repl.piped import run_piped
from wlnet.repl.transcript import elided
from wlnet.session import Session


def transcript(text: str) -> str:
    out = io.StringIO()
    assert run_piped(Session(), io.StringIO(text), out) == 0
    return out.getvalue()


def test_inputs_and_outputs_are_numbered() -> None:
    assert transcript("x = 3\nx + 1\n") == (
        "In[1]:= x = 3\n\nOut[1]= 3\n\nIn[2]:= x + 1\n\nOut[2]= 4\n\n")


def test_an_input_goes_on_until_it_is_complete() -> None:
    assert "Out[1]= f[1, 2]" in transcript("f[1,\n  2]\n")


def test_a_semicolon_hides_the_value() -> None:
    assert "Out" not in transcript("x = 3;\n")


def test_long_output_is_elided() -> None:
    assert elided("a" * 100, 10) == "aaaaa ... (90 characters left out; % has all) ... aaaaa"
