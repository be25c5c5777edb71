"""Words and sentences of texts, and distances between strings or lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wlnet.builtins.characters import counted
from wlnet.builtins.strings import Texts, each_text, string_list
from wlnet.expr import Call, Expr, Integer, S, String, integer, is_list
from wlnet.kernel.arguments import AnyString, Flag
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_WORD = re.compile(r"\w+(?:['\u2019\-.,:]\w+)*")
_SENTENCE = re.compile(r"\S.*?(?:[.!?]+[\"'\u201d\u2019)]*(?=\s|$)|$)", re.DOTALL)


def words_of(text: str) -> list[str]:
    """The words of a text: letters and digits, with apostrophes, hyphens and points inside."""
    return _WORD.findall(text)


@builtin("TextWords")
def text_words(ev: Evaluator, texts: Texts, most: Expr | None = None) -> Expr:
    """TextWords["s"] lists the words of a text, without the punctuation around them; TextWords["s", n] the
    first n.

    Source   ref/TextWords
    Example  TextWords["A cat, a dog."]  gives  {A, cat, a, dog}
    """
    count = most.value if isinstance(most, Integer) else None
    return each_text(ev, texts, lambda text: string_list(ev, words_of(text)[:count]))


@builtin("TextSentences")
def text_sentences(ev: Evaluator, texts: Texts, most: Expr | None = None) -> Expr:
    """TextSentences["s"] lists the sentences of a text, TextSentences["s", n] the first n.

    Source   ref/TextSentences
    Example  TextSentences["It rains. Does it?"]  gives  {It rains., Does it?}
    """
    count = most.value if isinstance(most, Integer) else None
    return each_text(ev, texts, lambda text: string_list(ev, _SENTENCE.findall(text.strip())[:count]))


@builtin("WordCount")
def word_count(ev: Evaluator, texts: Texts) -> Expr:
    """WordCount["s"] gives the number of words in a text.

    Source   ref/WordCount
    Example  WordCount["the cat in the hat"]  gives  5
    """
    return each_text(ev, texts, lambda text: integer(len(words_of(text))))


@builtin("WordCounts")
def word_counts(ev: Evaluator, text: AnyString, length: Expr | None = None, *, ignore_case: Flag = False) -> Expr:
    """WordCounts["s"] counts each word of a text, WordCounts["s", n] each sequence of n words.

    Source   ref/WordCounts
    Example  WordCounts["the cat in the hat"]  gives  <|the -> 2, cat -> 1, in -> 1, hat -> 1|>
    """
    words = words_of(text.lower() if ignore_case else text)
    if length is None:
        return counted(ev, words)
    if not isinstance(length, Integer) or length.value < 1:
        raise Unchanged
    size = length.value
    return counted(ev, [" ".join(words[i:i + size]) for i in range(len(words) - size + 1)])


# ---- distances ---------------------------------------------------------------------------------

def _sequences(first: Expr, second: Expr, ignore_case: bool, call: Call) -> tuple[Sequence[Any], Sequence[Any]]:
    """Two strings, or two lists, as Python sequences.

    Errors  Complaint strse.
    """
    pair = []
    for place, item in enumerate((first, second), 1):
        if isinstance(item, String):
            pair.append(item.value.lower() if ignore_case else item.value)
        elif is_list(item):
            pair.append(item.args)  # type: ignore[arg-type]
        else:
            raise Complaint("strse", place, call)
    if isinstance(pair[0], str) != isinstance(pair[1], str):
        raise Complaint("strse", 2, call)
    return pair[0], pair[1]


def edit_distance(first: Sequence[Any], second: Sequence[Any], swaps: bool = False) -> int:
    """The least number of insertions, deletions and replacements (and swaps of neighbours) between two
    sequences."""
    above: list[int] = []
    row = list(range(len(second) + 1))
    for i, one in enumerate(first):
        two_above, above, row = above, row, [i + 1]
        for j, other in enumerate(second):
            steps = min(above[j + 1] + 1, row[j] + 1, above[j] + (one != other))
            if swaps and i and j and one == second[j - 1] and first[i - 1] == other:
                steps = min(steps, two_above[j - 1] + 1)
            row.append(steps)
    return row[-1]


@builtin("EditDistance")
def edit_distance_(first: Expr, second: Expr, *, ignore_case: Flag = False, call: Call) -> int:
    """EditDistance[u, v] gives the least number of one-element insertions, deletions and replacements that
    turn one string or list into the other.

    Source   ref/EditDistance
    Example  EditDistance["kitten", "sitting"]  gives  3
    """
    return edit_distance(*_sequences(first, second, ignore_case, call))


@builtin("DamerauLevenshteinDistance")
def damerau_levenshtein_distance(first: Expr, second: Expr, *, ignore_case: Flag = False, call: Call) -> int:
    """DamerauLevenshteinDistance[u, v] is EditDistance with swaps of neighbours counted as one change.

    Source   ref/DamerauLevenshteinDistance
    Example  DamerauLevenshteinDistance["abcd", "abdc"]  gives  1
    """
    return edit_distance(*_sequences(first, second, ignore_case, call), swaps=True)


@builtin("HammingDistance", messages={"idim": "`1` and `2` must have the same length."})
def hamming_distance(first: Expr, second: Expr, *, ignore_case: Flag = False, call: Call) -> int:
    """HammingDistance[u, v] gives the number of places at which two strings or lists of one length differ.

    Errors   HammingDistance::idim for different lengths.
    Source   ref/HammingDistance
    Example  HammingDistance["abc", "axc"]  gives  1
    """
    left, right = _sequences(first, second, ignore_case, call)
    if len(left) != len(right):
        raise Complaint("idim", first, second)
    return sum(one != other for one, other in zip(left, right))


# ---- common parts ------------------------------------------------------------------------------

def _as_result(ev: Evaluator, like: Expr, items: Sequence[Any]) -> Expr:
    return String("".join(items)) if isinstance(like, String) else Call(S.List, *items)


def _common_run(left: Sequence[Any], right: Sequence[Any]) -> tuple[int, int, int]:
    """Where the longest run common to two sequences begins in each, and its length."""
    best = (0, 0, 0)
    row = [0] * (len(right) + 1)
    for i, one in enumerate(left, 1):
        above, row = row, [0] * (len(right) + 1)
        for j, other in enumerate(right, 1):
            if one == other:
                row[j] = above[j - 1] + 1
                if row[j] > best[2]:
                    best = (i - row[j], j - row[j], row[j])
    return best


@builtin("LongestCommonSubsequence")
def longest_common_subsequence(
    ev: Evaluator, first: Expr, second: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """LongestCommonSubsequence[u, v] gives the longest run of elements next to each other that two strings or
    lists have in common.

    Source   ref/LongestCommonSubsequence
    Example  LongestCommonSubsequence["AAABBBBCCCCC", "CCCBBBAAABABA"]  gives  AAAB
    """
    start, _, size = _common_run(*_sequences(first, second, ignore_case, call))
    whole = first.value if isinstance(first, String) else first.args
    return _as_result(ev, first, whole[start:start + size])


@builtin("LongestCommonSubsequencePositions")
def longest_common_subsequence_positions(
    ev: Evaluator, first: Expr, second: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """LongestCommonSubsequencePositions[u, v] gives where the longest common run stands in both.

    Source   ref/LongestCommonSubsequencePositions
    Example  LongestCommonSubsequencePositions["xabc", "abcy"]  gives  {{2, 4}, {1, 3}}
    """
    one, other, size = _common_run(*_sequences(first, second, ignore_case, call))
    return Call(S.List, *(
        Call(S.List, integer(start + 1), integer(start + size)) for start in (one, other)))


@builtin("LongestCommonSequence")
def longest_common_sequence(
    ev: Evaluator, first: Expr, second: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """LongestCommonSequence[u, v] gives the longest sequence of elements, in order but not always next to
    each other, that two strings or lists have in common.

    Source   ref/LongestCommonSequence
    Example  LongestCommonSequence["abcde", "xaxcxe"]  gives  ace
    """
    left, right = _sequences(first, second, ignore_case, call)
    table = [[0] * (len(right) + 1)]
    for one in left:
        above, row = table[-1], [0]
        for j, other in enumerate(right):
            row.append(above[j] + 1 if one == other else max(above[j + 1], row[j]))
        table.append(row)
    whole = first.value if isinstance(first, String) else first.args
    found = []
    i, j = len(left), len(right)
    while i and j:
        if left[i - 1] == right[j - 1]:
            i, j = i - 1, j - 1
            found.append(whole[i])
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return _as_result(ev, first, found[::-1])


STOPWORDS = frozenset(re.findall(r"\w+", """
a about above after again against all also am an and any are as at be because been before being
below between both but by can could did do does doing down during each few for from further had has
have having he her here hers herself him himself his how i if in into is it its itself me more most
my myself no nor not of off on once only or other our ours ourselves out over own same she should so
some such than that the their theirs them themselves then there these they this those through to too
under until up very was we were what when where which while who whom why will with would you your
yours yourself yourselves
"""))


@builtin("DeleteStopwords")
def delete_stopwords(ev: Evaluator, texts: Expr) -> Expr:
    """DeleteStopwords[{"w1", ...}] removes the commonest English words from a list, DeleteStopwords["s"] from
    a text.

    Source   ref/DeleteStopwords
    Example  DeleteStopwords[{"the", "cat", "and", "dog"}]  gives  {cat, dog}
    """
    if isinstance(texts, String):
        return String(_without_stopwords(texts.value))
    if is_list(texts):
        return Call(S.List, *(
            word for word in texts.args if not (isinstance(word, String) and word.value.lower() in STOPWORDS)))
    raise Unchanged


def _without_stopwords(text: str) -> str:
    def kept(match: re.Match[str]) -> str:
        return "" if match[0].lower() in STOPWORDS else match[0]
    return re.sub(r" {2,}", " ", _WORD.sub(kept, text)).strip()
