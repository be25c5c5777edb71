"""Arrays: flattening, transposing, cutting, padding; numeric arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Flatten[{a, {b, {c}}}]", "{a, b, c}"), ("Flatten[{a, {b, {c}}}, 1]", "{a, b, {c}}"),
    ("Flatten[f[a, f[b, f[c]]]]", "f[a, b, c]"), ("Flatten[{{a, b}, {c, d}}, {{2}, {1}}]", "{{a, c}, {b, d}}"),
    ("Flatten[{{a, b}, {c, d}}, {{1, 2}}]", "{a, b, c, d}"),
    ("Flatten[{{a, b, c}, {d, e}, {f}}, {{2}, {1}}]", "{{a, d, f}, {b, e}, {c}}"),
    ("Flatten[{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}, {{1, 3}, {2}}]", "{{1, 3}, {2, 4}, {5, 7}, {6, 8}}"),
    ("Flatten[{f[a, b], {c}}, 1, f]", "{a, b, {c}}"), ("Flatten[{}]", "{}"),
    ("Flatten[{{1, 2}, {3, 4}}]", "{1, 2, 3, 4}"), ("Flatten[{{1, {2}}, 3}, Infinity]", "{1, 2, 3}"),
    ("Flatten[f[f[a], {f[b]}]]", "f[a, {f[b]}]"), ("Flatten[{{{a}}, {{b}}}, 0]", "{{{a}}, {{b}}}"),
    ("Flatten[{Range[2], {x}, Range[3]}]", "{1, 2, x, 1, 2, 3}"),
    ("Transpose[{{a, b, c}, {x, y, z}}]", "{{a, x}, {b, y}, {c, z}}"),
    ("Transpose[{{1, 2}, {3, 4}}]", "{{1, 3}, {2, 4}}"),
    ("Transpose[{{{a, b}, {c, d}}, {{e, f}, {g, h}}}, {3, 1, 2}]", "{{{a, e}, {b, f}}, {{c, g}, {d, h}}}"),
    ("Transpose[{{a, b}, {c, d}}, {1, 1}]", "{a, d}"),
    ("Transpose[{{{1, 2}, {3, 4}}}]", "{{{1, 2}}, {{3, 4}}}"),
    ("Dimensions[Transpose[ConstantArray[0, {2, 3, 4}], {2, 3, 1}]]", "{4, 2, 3}"),
    ("Transpose[Table[i j, {i, 2}, {j, 3}]]", "{{1, 2}, {2, 4}, {3, 6}}"),
    ("ArrayReshape[{a, b, c, d}, {2, 2}]", "{{a, b}, {c, d}}"),
    ("ArrayReshape[Range[6], {2, 2}]", "{{1, 2}, {3, 4}}"), ("ArrayReshape[Range[3], {2, 2}]", "{{1, 2}, {3, 0}}"),
    ("ArrayReshape[{a}, {2, 2}, x]", "{{a, x}, {x, x}}"),
    ("ArrayFlatten[{{{{a}}, {{b}}}, {{{c}}, {{d}}}}]", "{{a, b}, {c, d}}"),
    ("ArrayFlatten[{{{{1, 2}, {3, 4}}, 0}, {0, {{5}}}}]", "{{1, 2, 0}, {3, 4, 0}, {0, 0, 5}}"),
    ("Diagonal[{{a, b}, {c, d}}]", "{a, d}"), ("Diagonal[{{a, b}, {c, d}}, 1]", "{b}"),
    ("Partition[{a, b, c, d, e}, 2]", "{{a, b}, {c, d}}"),
    ("Partition[{a, b, c, d, e}, 2, 1]", "{{a, b}, {b, c}, {c, d}, {d, e}}"),
    ("Partition[{a, b, c, d, e}, UpTo[2]]", "{{a, b}, {c, d}, {e}}"),
    ("Partition[{a, b, c, d, e}, 3, 3, {1, 1}, x]", "{{a, b, c}, {d, e, x}}"),
    ("Partition[{a, b, c, d, e}, 3, 3, {1, 1}, {}]", "{{a, b, c}, {d, e}}"),
    ("Partition[{a, b, c, d}, 2, 1, {1, 1}]", "{{a, b}, {b, c}, {c, d}, {d, a}}"),
    ("Partition[{a, b, c, d}, 2, 1, {-1, 1}]", "{{d, a}, {a, b}, {b, c}, {c, d}, {d, a}}"),
    ("Partition[{a, b, c}, 2, 1, {-1, -1}]", "{{c, a}, {a, b}, {b, c}}"),
    ("Partition[Range[6], 3]", "{{1, 2, 3}, {4, 5, 6}}"), ("Partition[Range[5], 2, 3]", "{{1, 2}, {4, 5}}"),
    ("Partition[{{a, b, c, d}, {e, f, g, h}}, {1, 2}]", "{{{{a, b}}, {{c, d}}}, {{{e, f}}, {{g, h}}}}"),
    ("Partition[f[a, b, c, d], 2]", "f[f[a, b], f[c, d]]"),
    ("Partition[{a}, 2]", "{}"), ("Partition[{1, 2, 3, 4, 5}, 2, 2, 1, x]", "{{1, 2}, {3, 4}, {5, x}}"),
    ("Dimensions[Partition[Table[i j, {i, 4}, {j, 4}], {2, 2}]]", "{2, 2, 2, 2}"),
    ("Accumulate[{a, b, c}]", "{a, a + b, a + b + c}"), ("Accumulate[{1, 2, 3}]", "{1, 3, 6}"),
    ("Accumulate[{1.5, 2.}]", "{1.5, 3.5}"), ("Accumulate[<|a -> 1, b -> 2|>]", "<|a -> 1, b -> 3|>"),
    ("Accumulate[{}]", "{}"), ("Accumulate[{{1, 2}, {3, 4}}]", "{{1, 2}, {4, 6}}"),
    ("Differences[{1, 4, 9}]", "{3, 5}"), ("Differences[{a, b, c}]", "{-a + b, -b + c}"),
    ("Differences[{1, 4, 9, 16}, 2]", "{2, 2}"), ("Differences[{1, 2}, 0]", "{1, 2}"), ("Differences[{a}]", "{}"),
    ("Ratios[{1, 2, 6}]", "{2, 3}"),
    ("MovingAverage[{1, 3, 5}, 2]", "{2, 4}"), ("Downsample[{a, b, c, d, e}, 2]", "{a, c, e}"),
    ("Upsample[{a, b}, 2]", "{a, 0, b, 0}"), ("ArrayComponents[{{a, b}, {b, c}}]", "{{1, 2}, {2, 3}}"),
    ("PadRight[{a, b}, 4]", "{a, b, 0, 0}"), ("PadRight[{a, b}, 5, x]", "{a, b, x, x, x}"),
    ("PadRight[{a, b, c}, 2]", "{a, b}"), ("PadRight[{{a}, {b, c}}]", "{{a, 0}, {b, c}}"),
    ("PadRight[{a, b, c}, 10, {x, y, z}]", "{a, b, c, x, y, z, x, y, z, x}"),
    ("PadLeft[{a, b}, 4]", "{0, 0, a, b}"),
    ("PadLeft[{a, b, c}, 10, {x, y, z}]", "{z, x, y, z, x, y, z, a, b, c}"), ("PadLeft[{a, b, c}, 2]", "{b, c}"),
    ("PadLeft[{{a, b}, {c}}, {3, 3}]", "{{0, 0, 0}, {0, a, b}, {0, 0, c}}"),
    ("PadLeft[{1, 2}, 4]", "{0, 0, 1, 2}"),
    ("PadRight[{}, 3, x]", "{x, x, x}"),
    ("PadRight[{1, 2, 3}, 10, {a, b, c}, 2]", "{b, c, 1, 2, 3, a, b, c, a, b}"),
    ("PadLeft[{1, 2, 3}, 10, {a, b, c}, 2]", "{b, c, a, b, c, 1, 2, 3, a, b}"),
    ("PadRight[Range[2], 3, 0.5]", "{1, 2, 0.5}"),
    ("ArrayPad[{{1, 2}, {3, 4}}, 1]", "{{0, 0, 0, 0}, {0, 1, 2, 0}, {0, 3, 4, 0}, {0, 0, 0, 0}}"),
    ("ArrayPad[{a, b}, {1, 2}]", "{0, a, b, 0, 0}"), ("ArrayPad[{a, b}, 1, x]", "{x, a, b, x}"),
    ("ArrayPad[{{1, 2}, {3, 4}}, {{0, 1}, {1, 0}}]", "{{0, 1, 2}, {0, 3, 4}, {0, 0, 0}}"),
    ("ArrayPad[{1, 2, 3}, 1, \"Fixed\"]", "{1, 1, 2, 3, 3}"),
    ("ArrayPad[{1, 2, 3}, 2, \"Periodic\"]", "{2, 3, 1, 2, 3, 1, 2}"), ("ArrayPad[{1, 2, 3}, -1]", "{2}"),
    ("CenterArray[{a, b}, 4]", "{0, a, b, 0}"),
    ("Tuples[{0, 1}, 2]", "{{0, 0}, {0, 1}, {1, 0}, {1, 1}}"),
    ("Tuples[{{a, b}, {1, 2}}]", "{{a, 1}, {a, 2}, {b, 1}, {b, 2}}"), ("Tuples[{a, b}, 0]", "{{}}"),
    ("Tuples[f[a, b], 1]", "{f[a], f[b]}"), ("Length[Tuples[Range[3], 4]]", "81"),
    ("Subsets[{a, b, c}]", "{{}, {a}, {b}, {c}, {a, b}, {a, c}, {b, c}, {a, b, c}}"),
    ("Subsets[{a, b, c}, {2}]", "{{a, b}, {a, c}, {b, c}}"), ("Subsets[{a, b, c}, 1]", "{{}, {a}, {b}, {c}}"),
    ("Subsets[{a, b, c}, {0, 3, 2}]", "{{}, {a, b}, {a, c}, {b, c}}"),
    ("Subsets[{a, b, c}, All, 3]", "{{}, {a}, {b}}"),
    ("Permutations[{a, b, c}]", "{{a, b, c}, {a, c, b}, {b, a, c}, {b, c, a}, {c, a, b}, {c, b, a}}"),
    ("Permutations[{a, a, b}]", "{{a, a, b}, {a, b, a}, {b, a, a}}"),
    ("Permutations[{a, b}, 1]", "{{}, {a}, {b}}"),
    ("Permutations[{a, b, c}, {2}]", "{{a, b}, {a, c}, {b, a}, {b, c}, {c, a}, {c, b}}"),
    ("Signature[{3, 1, 2}]", "1"), ("Signature[{a, c, b}]", "-1"), ("Signature[{a, a}]", "0"),
    ("Permute[{a, b, c}, {2, 3, 1}]", "{c, a, b}"), ("Permute[{a, b, c}, Cycles[{{1, 3}}]]", "{c, b, a}"),
    ("FindPermutation[{a, b, c}, {b, c, a}]", "Cycles[{{1, 3, 2}}]"),
    ("InversePermutation[{2, 3, 1}]", "{3, 1, 2}"), ("PermutationCycles[{2, 1, 3}]", "Cycles[{{1, 2}}]"),
    ("Subsequences[{a, b}]", "{{}, {a}, {b}, {a, b}}"), ("Groupings[{a, b, c}, 2]", "{{{a, b}, c}, {a, {b, c}}}"),
    ('Normal[NumericArray[{{1, 2}, {3, 4}}, "Real32"]]', "{{1., 2.}, {3., 4.}}"),
    ('NumericArray[{{1, 2}, {3, 4}}, "Real32"][[1]] // Normal', "{1., 2.}"),
    ('NumericArray[{1, 2}, "Integer8"][[2]]', "2"), ('Head[NumericArray[{1}]]', "NumericArray"),
    ('Length[NumericArray[{1, 2, 3}]]', "3"),
    ('NumericArray[{0.1, 0.2}, "Real32"] // InputForm', 'NumericArray[{0.1, 0.2}, "Real32"]'),
    ('NumericArray[{1, 2}, "Real64"] === NumericArray[{1., 2.}, "Real64"]', "True"),
    ('Normal[NumericArray[{1.6, 300}, "UnsignedInteger8", "ClipAndRound"]]', "{2, 255}"),
    ("Developer`PackedArrayQ[Range[10]]", "True"), ("Developer`PackedArrayQ[{a}]", "False"),
    ("Developer`ToPackedArray[{1, 2}]", "{1, 2}"),
])
def test_arrays(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Transpose[{a, b}]", "Transpose::nmtx: The first two levels of {a, b} cannot be transposed."),
    ("Flatten[x]", "Flatten::normal: Nonatomic expression expected at position 1 in Flatten[x]."),
    ("Partition[{a, b}, 0]",
     "Partition::ilsmp: Single or list of positive machine-sized integers expected at position 2 of "
     "Partition[{a, b}, 0]."),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.messages, outcome.text) == ([message], source)
