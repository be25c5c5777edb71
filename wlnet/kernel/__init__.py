"""The evaluation machine: it knows the rules of evaluation, and no function of the language by name.

The idea: evaluating is a list of steps in the documented order, each a short function of `evaluator`. Patterns are
compiled once to matchers (`patterns`), right sides to templates (`rules`); what a symbol means lies in one
`Definition`. Builtins are declared with `@builtin` and complain by raising `Complaint` or `Failed`.

Sessions, history and what functions do are left to `session` and `builtins`.
"""
