"""Files and resources <-> values and nets.

The idea: a format or a source is one module with plain functions that know nothing of evaluation; the builtins give
them their names in the language and their messages. What images, sounds and nets are is left to `values` and `nets`.
"""
