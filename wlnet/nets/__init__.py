"""Symbolic neural nets: immutable values with ports, arrays and shapes; no number crunching.

The idea: a net (`Layer`, `Chain`, `Graph`) is a frozen value that says what was declared: parameters, arrays, types of
ports. Everything else follows from it. `wiring` lays a net out as a flat list of layers joined by cells, `inference`
narrows the types of the cells until nothing changes, and a place in a net is a path such as `(2, "Weights")`.

How a layer computes is written beside its declaration (`forward` for batches of tensors, `single` for one example in
numpy), but carried out by `backend`. Nothing here loads torch. Files of nets are left to `io`, and the functions that
build, change and train nets get their names and messages in `builtins`.
"""
