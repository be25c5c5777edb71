"""More programs: puzzles, text, numbers, data, closures, messages."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
isPalin[s_] := s === StringReverse[s]; isPalin /@ {"racecar", "abc"}  gives  {True, False}
Total[IntegerDigits[2^1000]]  gives  1366
Select[Range[2, 30], Divisors[#] === {1, #} &]  gives  {2, 3, 5, 7, 11, 13, 17, 19, 23, 29}
FromDigits[Reverse[IntegerDigits[12345]]]  gives  54321
armstrong[n_] := Total[IntegerDigits[n]^IntegerLength[n]] == n; Select[Range[1000], armstrong]  gives  {1, 2, 3, 4, 5, 6, 7, 8, 9, 153, 370, 371, 407}
Table[Boole[PrimeQ[i]], {i, 10}]  gives  {0, 1, 1, 0, 1, 0, 1, 0, 0, 0}
Map[Last, SortBy[Tally[Characters["abracadabra"]], {-#[[2]] &, First}]]  gives  {5, 2, 2, 1, 1}
SortBy[Tally[Characters["abracadabra"]], -Last[#] &]  gives  {{a, 5}, {b, 2}, {r, 2}, {c, 1}, {d, 1}}
stack = {}; AppendTo[stack, 1]; AppendTo[stack, 2]; top = Last[stack]; stack = Most[stack]; {top, stack}  gives  {2, {1}}
queue = {1, 2, 3}; {First[queue], queue = Rest[queue]}  gives  {1, {2, 3}}
points = {{0, 0}, {3, 4}, {6, 8}}; EuclideanDistance @@@ Partition[points, 2, 1]  gives  {5, 5}
mat = {{2, 1}, {1, 3}}; LinearSolve[mat, {3, 5}]  gives  {4/5, 7/5}
tri[n_] := n (n + 1)/2; tri /@ Range[5]  gives  {1, 3, 6, 10, 15}
pythag = Select[Tuples[Range[20], 3], #[[1]]^2 + #[[2]]^2 == #[[3]]^2 && #[[1]] < #[[2]] &]  gives  {{3, 4, 5}, {5, 12, 13}, {6, 8, 10}, {8, 15, 17}, {9, 12, 15}, {12, 16, 20}}
digitalRoot[n_] := FixedPoint[Total[IntegerDigits[#]] &, n]; digitalRoot[987654]  gives  3
BaseForm[42, 2]  gives  BaseForm[42, 2]
IntegerString[42, 2]  gives  101010
FromDigits["2a", 16]  gives  42
StringCases["phone: 555-1234, 555-9876", RegularExpression["\\d{3}-\\d{4}"]]  gives  {555-1234, 555-9876}
StringReplace["hello world", f : RegularExpression["\\b[a-z]"] :> ToUpperCase[f]]  gives  Hello World
StringReplace["CamelCaseString", x : RegularExpression["[A-Z]"] :> "_" <> ToLowerCase[x]]  gives  _camel_case_string
StringJoin[Capitalize /@ StringSplit["snake_case_here", "_"]]  gives  SnakeCaseHere
vowels = StringCount["programming language", Characters["aeiou"]]  gives  7
StringCount["programming", "a" | "e" | "i" | "o" | "u"]  gives  3
wordFreq[s_] := Counts[StringSplit[ToLowerCase[s], Except[WordCharacter] ..]]; wordFreq["The cat. The dog!"]  gives  <|the -> 2, cat -> 1, dog -> 1|>
rot13[s_] := StringReplace[s, Thread[Join[CharacterRange["a", "z"], CharacterRange["A", "Z"]] -> Join[RotateLeft[CharacterRange["a", "z"], 13], RotateLeft[CharacterRange["A", "Z"], 13]]]]; rot13["Hello"]  gives  Uryyb
StringJoin @@ Riffle[Characters["abc"], "-"]  gives  a-b-c
FromCharacterCode[Mod[ToCharacterCode["xyz"] - 97 + 3, 26] + 97]  gives  abc
longest = First[MaximalBy[{"a", "abc", "ab"}, StringLength]]  gives  abc
Transpose[{{1, 2, 3}, {a, b, c}}]  gives  {{1, a}, {2, b}, {3, c}}
AssociationThread[{"a", "b"} -> {1, 2}]  gives  <|a -> 1, b -> 2|>
Association @@ MapThread[Rule, {{"x", "y"}, {1, 2}}]  gives  <|x -> 1, y -> 2|>
data = {<|"n" -> "A", "v" -> 3|>, <|"n" -> "B", "v" -> 1|>}; SortBy[data, #v &][[All, "n"]]  gives  {B, A}
data = {<|"n" -> "A", "v" -> 3|>, <|"n" -> "B", "v" -> 1|>}; Select[data, #v > 2 &]  gives  {<|n -> A, v -> 3|>}
data = {<|"n" -> "A", "v" -> 3|>, <|"n" -> "B", "v" -> 1|>}; Total[data[[All, "v"]]]  gives  4
Lookup[{<|a -> 1|>, <|a -> 2|>}, a]  gives  {1, 2}
inventory = <|"apples" -> 3|>; inventory["apples"] += 2; inventory  gives  <|apples -> 5|>
memo = <||>; fibm[n_] := If[KeyExistsQ[memo, n], memo[n], memo[n] = If[n < 2, n, fibm[n - 1] + fibm[n - 2]]]; fibm[30]  gives  832040
Fold[#2[#1] &, 5, {# + 1 &, # * 2 &}]  gives  12
(Composition[#^2 &, # + 1 &])[3]  gives  16
Map[Function[{x}, x^2], {1, 2, 3}]  gives  {1, 4, 9}
add[x_] := Function[y, x + y]; add[3][4]  gives  7
addTo[n_] := # + n &; addTo[2] /@ {1, 2}  gives  {3, 4}
f = Function[{n}, If[n == 0, 1, n f[n - 1]]]; f[5]  gives  120
Reap[Scan[If[EvenQ[#], Sow[#]] &, Range[6]]][[2, 1]]  gives  {2, 4, 6}
Last[Reap[Do[Sow[i^2], {i, 3}]]]  gives  {{1, 4, 9}}
Catch[Scan[If[# > 3, Throw[#]] &, Range[10]]]  gives  4
res = Catch[Do[Do[If[i j == 12, Throw[{i, j}]], {j, 10}], {i, 10}]]  gives  {2, 6}
Which[5 < 3, "a", 5 > 3, "b"]  gives  b
sign[x_] := Which[x > 0, 1, x < 0, -1, True, 0]; sign /@ {-2, 0, 3}  gives  {-1, 0, 1}
Switch[{1, 2}, {_}, "one", {_, _}, "two"]  gives  two
grade[x_] := Switch[x, _?(# >= 90 &), "A", _?(# >= 80 &), "B", _, "C"]; grade /@ {95, 85, 20}  gives  {A, B, C}
swap[{a_, b_}] := {b, a}; swap[{1, 2}]  gives  {2, 1}
x = 5; y = 7; {x, y} = {y, x}; {x, y}  gives  {7, 5}
i = 10; While[i > 7, i -= 1]; i  gives  7
s = 0; For[k = 1, k < 5, k++, s += k]; s  gives  10
total = 0; Do[total += k, {k, 1, 10, 3}]; total  gives  22
Table[{i, i^2, i^3}, {i, 3}]  gives  {{1, 1, 1}, {2, 4, 8}, {3, 9, 27}}
MatrixForm[{{1, 2}, {3, 4}}]  gives  MatrixForm[{{1, 2}, {3, 4}}]
Inverse[{{2, 0}, {0, 4}}]  gives  {{1/2, 0}, {0, 1/4}}
Det[{{2, 1, 3}, {0, 4, 1}, {5, 2, 6}}]  gives  -11
MatrixPower[{{1, 1}, {1, 0}}, 5]  gives  {{8, 5}, {5, 3}}
Rationalize[0.75]  gives  3/4
N[Sum[1/n!, {n, 0, 20}]]  gives  2.718281828459045
N[Pi, 30]  gives  3.1415926535897932384626433832795028841971693993751058209749`30.
primesUpTo[n_] := Prime[Range[PrimePi[n]]]; primesUpTo[20]  gives  {2, 3, 5, 7, 11, 13, 17, 19}
mersenne = Select[2^Range[2, 20] - 1, PrimeQ]  gives  {3, 7, 31, 127, 8191, 131071, 524287}
twin = Select[Prime[Range[10]], PrimeQ[# + 2] &]  gives  {3, 5, 11, 17, 29}
NestList[If[EvenQ[#], #/2, 3 # + 1] &, 6, 8]  gives  {6, 3, 10, 5, 16, 8, 4, 2, 1}
Length[NestWhileList[If[EvenQ[#], #/2, 3 # + 1] &, 27, # != 1 &]]  gives  112
amicable = Select[Range[300], (d = DivisorSigma[1, #] - #; d != # && DivisorSigma[1, d] - d == #) &]  gives  {220, 284}
kaprekar = NestWhileList[With[{d = IntegerDigits[#, 10, 4]}, FromDigits[ReverseSort[d]] - FromDigits[Sort[d]]] &, 3524, # != 6174 &]  gives  {3524, 3087, 8352, 6174}
luhn[s_String] := Mod[Total[MapIndexed[If[EvenQ[First[#2]], Total[IntegerDigits[2 #1]], #1] &, Reverse[ToExpression /@ Characters[s]]]], 10] == 0; luhn /@ {"49927398716", "49927398717"}  gives  {True, False}
isbn = Mod[Total[Reverse[Range[10]] {0, 3, 0, 6, 4, 0, 6, 1, 5, 2}], 11]  gives  0
hailstone[1] = {1}; hailstone[n_] := Prepend[hailstone[If[EvenQ[n], n/2, 3 n + 1]], n]; hailstone[5]  gives  {5, 16, 8, 4, 2, 1}
combs[n_, k_] := Subsets[Range[n], {k}]; combs[4, 2]  gives  {{1, 2}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}}
powerset = Subsets[{1, 2}]  gives  {{}, {1}, {2}, {1, 2}}
derangements = Select[Permutations[Range[3]], FreeQ[# - Range[3], 0] &]  gives  {{2, 3, 1}, {3, 1, 2}}
Partition[Characters["abcdef"], 2] // Map[StringJoin]  gives  {ab, cd, ef}
StringPartition["abcdefg", 3]  gives  {abc, def}
runLength[s_] := {First[#], Length[#]} & /@ Split[Characters[s]]; runLength["aaabbc"]  gives  {{a, 3}, {b, 2}, {c, 1}}
StringJoin[{#[[1]], ToString[Length[#]]} & /@ Split[Characters["aaabbc"]]]  gives  a3b2c1
binary = IntegerDigits[10, 2]; FromDigits[binary, 2]  gives  10
DeleteDuplicates[Flatten[{{1, 2}, {2, 3}}]]  gives  {1, 2, 3}
trap[f_, a_, b_, n_] := With[{h = (b - a)/n}, h (Total[f /@ Range[a + h, b - h, h]] + (f[a] + f[b])/2)]; trap[#^2 &, 0, 1, 4]  gives  11/32
newton[f_, x0_] := FixedPoint[# - f[#]/f'[#] &, N[x0]]; newton[#^2 - 2 &, 1]  gives  1.414213562373095
euler[f_, {t0_, y0_}, h_, n_] := NestList[{#[[1]] + h, #[[2]] + h f @@ #} &, {t0, y0}, n]; euler[#2 &, {0, 1}, 1/2, 2]  gives  {{0, 1}, {1/2, 3/2}, {1, 9/4}}
bisect[f_, a_, b_] := Module[{lo = a, hi = b, mid}, While[hi - lo > 1/1000, mid = (lo + hi)/2; If[f[mid] f[lo] <= 0, hi = mid, lo = mid]]; N[mid]]; bisect[#^2 - 2 &, 1, 2]  gives  1.4150390625
dot[a_List, b_List] := Plus @@ (a b); dot[{1, 2}, {3, 4}]  gives  11
cross2[{a_, b_}, {c_, d_}] := a d - b c; cross2[{1, 2}, {3, 4}]  gives  -2
area[pts_] := Abs[Total[Det /@ Partition[pts, 2, 1, 1]]]/2; area[{{0, 0}, {4, 0}, {4, 3}}]  gives  6
temp = {"C" -> 25}; 9/5 ("C" /. temp) + 32  gives  77
ToExpression["2+3*4"]  gives  14
Head[ToExpression["{1,2}"]]  gives  List
FizzBuzz[n_] := Switch[{Mod[n, 3], Mod[n, 5]}, {0, 0}, "FizzBuzz", {0, _}, "Fizz", {_, 0}, "Buzz", _, n]; Array[FizzBuzz, 5]  gives  {1, 2, Fizz, 4, Buzz}
99 // (If[# > 0, ToString[#] <> " bottles", "none"] &)  gives  99 bottles
Do[Print[i, " squared is ", i^2], {i, 2}]  gives  1 squared is 1⏎2 squared is 4⏎Null
Print["Line 1\nLine 2"]  gives  Line 1⏎Line 2⏎Null
Print[ToString[3.0] <> "!"]  gives  3.!⏎Null
Print[ToString[NumberForm[N[2/3], {4, 3}]]]  gives  0.667⏎Null
Print[DateString[{2020, 2, 29}, "ISODate"]]  gives  2020-02-29⏎Null
MemberQ[{1, 2, 3}, 2] && FreeQ[{1, 2}, 3]  gives  True
Intersection @@ {{1, 2, 3}, {2, 3, 4}, {3, 4, 5}}  gives  {3}
tree = {1, {2, {4}, {5}}, {3}}; Flatten[tree]  gives  {1, 2, 4, 5, 3}
depth[t_List] := 1 + Max[0, depth /@ t]; depth[_] := 0; depth[{1, {2, {3}}}]  gives  3
preorder[{}] := {}; preorder[{v_, l_, r_}] := Join[{v}, preorder[l], preorder[r]]; preorder[{1, {2, {}, {}}, {3, {}, {}}}]  gives  {1, 2, 3}
sum[{}] = 0; sum[{x_, xs___}] := x + sum[{xs}]; sum[{1, 2, 3}]  gives  6
len[{}] := 0; len[{_, r___}] := 1 + len[{r}]; len[{a, b, c}]  gives  3
rev[{}] := {}; rev[{x_, r___}] := Append[rev[{r}], x]; rev[{1, 2, 3}]  gives  {3, 2, 1}
deriv[c_?NumberQ, x_] := 0; deriv[x_, x_] := 1; deriv[a_ + b_, x_] := deriv[a, x] + deriv[b, x]; deriv[a_ b_, x_] := a deriv[b, x] + b deriv[a, x]; deriv[x_^n_, x_] := n x^(n - 1); deriv[3 x^2 + 2 x + 1, x]  gives  2 + 6*x
point /: point[a_, b_] + point[c_, d_] := point[a + c, b + d]; point[1, 2] + point[3, 4]  gives  point[4, 6]
vec[x__] + vec[y__] ^:= vec @@ ({x} + {y}); vec[1, 2] + vec[3, 4]  gives  vec[4, 6]
quat /: quat[a_, b_] ** quat[c_, d_] := quat[a c - b d, a d + b c]; quat[1, 2] ** quat[3, 4]  gives  quat[-5, 10]
Options[greet] = {"Name" -> "World"}; greet[OptionsPattern[]] := "Hello, " <> OptionValue["Name"] <> "!"; {greet[], greet["Name" -> "Bob"]}  gives  {Hello, World!, Hello, Bob!}
f::bad = "Bad value: `1`"; f[x_] := (Message[f::bad, x]; $Failed); f[3]  gives  $Failed  with  f::bad
safeDiv[a_, b_] := If[b == 0, $Failed, a/b]; safeDiv[1, 0]  gives  $Failed
Quiet[Check[1/0, "division by zero"]]  gives  division by zero
Enclose[ConfirmBy[3, EvenQ], "failed" &]  gives  failed
TimeConstrained[1 + 1, 10]  gives  2
AbsoluteTiming[1 + 1][[2]]  gives  2
SeedRandom[1]; Length[RandomReal[1, 5]]  gives  5
SeedRandom[42]; RandomInteger[{1, 1}]  gives  1
Sort[RandomSample[Range[5]]]  gives  {1, 2, 3, 4, 5}
MatchQ[RandomChoice[{a, b}], a | b]  gives  True
ClearAll[f]; f[x_] := x; Clear[f]; f[1]  gives  f[1]
Table[ToString[i] <> ":" <> ToString[i^2], {i, 2}]  gives  {1:1, 2:4}
StringRiffle[Map[ToString, {1, 2, 3}], ", "]  gives  1, 2, 3
StringTemplate["`name` is `age`"][<|"name" -> "Al", "age" -> 5|>]  gives  Al is 5
TemplateApply["`` + ``", {1, 2}]  gives  1 + 2
StringForm["`1`-`2`", a, b] // ToString  gives  a-b
UpTo[3]  gives  UpTo[3]
Span[1, 3]  gives  1 ;; 3
Range[10][[3 ;; 7 ;; 2]]  gives  {3, 5, 7}
"abc"[[1]]  gives  abc[[1]]  with  Part::partd
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
