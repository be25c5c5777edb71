"""wlnet: an interpreter of the Wolfram Language whose neural nets run on PyTorch.

The rooms, lowest floor first (a room imports only from itself and from rooms above it in this list):

    tensors    the one lazy door to torch
    expr       the one data type all rooms speak: symbols, numbers, strings, calls, associations
    syntax     text <-> expression
    values     Python values that live inside expressions (images, audio, numeric arrays)
    kernel     the evaluation machine
    nets       symbolic nets: immutable values with ports and shapes
    backend    net -> flat program -> torch
    io         files and resources <-> values and nets
    builtins   the functions of the language, one file per area
    session    definitions, messages, random stream and history of one user
    repl, cli  front ends: they show what a session answers and decide nothing
"""

__version__ = "0.1.0"
