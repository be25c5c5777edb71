"""Numeric code compiled to Python: function definitions, loops and pure functions whose parts are numbers.

The idea: an expression made of arithmetic, comparisons, conditions, loops, local variables and calls of functions of
the same kind means the same in Python, as long as every number is an integer or a finite machine real. Such code has no
effect but on its own variables; so whenever a step would leave that ground (a fraction, an overflow, a symbol, a limit)
it raises `Fallback`, nothing has happened, and the evaluator does the work instead. Results are those of the evaluator,
to the last bit.

    steps   what compiled code calls
    writer  expressions -> Python text
    forms   how each head is written
    units   definitions, loops and functions as compiled units
    runs    between expressions and numbers: what the evaluator and the loops call
"""
