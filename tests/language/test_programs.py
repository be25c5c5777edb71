"""Programs as one meets them."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
doors = ConstantArray[False, 100]; Do[doors[[i]] = ! doors[[i]], {k, 100}, {i, k, 100, k}]; Flatten[Position[doors, True]]  gives  {1, 4, 9, 16, 25, 36, 49, 64, 81, 100}
n = 100; a = ConstantArray[0, n]; For[i = 1, i <= n, i++, For[j = i, j <= n, j += i, a[[j]] = 1 - a[[j]]]]; Position[a, 1] // Flatten  gives  {1, 4, 9, 16, 25, 36, 49, 64, 81, 100}
Do[Print[Which[Mod[i, 15] == 0, "FizzBuzz", Mod[i, 3] == 0, "Fizz", Mod[i, 5] == 0, "Buzz", True, i]], {i, 5}]  gives  1⏎2⏎Fizz⏎4⏎Buzz⏎Null
StringJoin[Riffle[Table[Switch[Mod[n, 15], 0, "FizzBuzz", 3 | 6 | 9 | 12, "Fizz", 5 | 10, "Buzz", _, ToString[n]], {n, 15}], " "]]  gives  1 2 Fizz 4 Buzz Fizz 7 8 Fizz Buzz 11 Fizz 13 14 FizzBuzz
fizz[n_] := Piecewise[{{"FizzBuzz", Divisible[n, 15]}, {"Fizz", Divisible[n, 3]}, {"Buzz", Divisible[n, 5]}}, n]; fizz /@ Range[6]  gives  {1, 2, Fizz, 4, Buzz, Fizz}
Array[If[#1 == 0, #2, #1] &[StringJoin[If[Mod[#, 3] == 0, "Fizz", ""], If[Mod[#, 5] == 0, "Buzz", ""]] /. "" -> 0, #] &, 5]  gives  {1, 2, Fizz, 4, Buzz}
fact[0] = 1; fact[n_] := n fact[n - 1]; fact[20]  gives  2432902008176640000
fib[0] = 0; fib[1] = 1; fib[n_] := fib[n] = fib[n - 1] + fib[n - 2]; fib[50]  gives  12586269025
hanoi[0, _, _, _] := {}; hanoi[n_, a_, b_, c_] := Join[hanoi[n - 1, a, c, b], {a -> c}, hanoi[n - 1, b, a, c]]; hanoi[3, "A", "B", "C"]  gives  {A -> C, A -> B, C -> B, A -> C, B -> A, B -> C, A -> C}
Hanoi[0, from_, to_, via_] := Null; Hanoi[n_Integer, from_, to_, via_] := (Hanoi[n - 1, from, via, to]; Print["Move disk from pole ", from, " to ", to, "."]; Hanoi[n - 1, via, to, from]); Hanoi[2, 1, 3, 2]  gives  Move disk from pole 1 to 2.⏎Move disk from pole 1 to 3.⏎Move disk from pole 2 to 3.⏎Null
ack[0, n_] := n + 1; ack[m_, 0] := ack[m - 1, 1]; ack[m_, n_] := ack[m - 1, ack[m, n - 1]]; ack[2, 3]  gives  9
$RecursionLimit = 2000; Ackermann1[m_, n_] := If[m == 0, n + 1, If[n == 0, Ackermann1[m - 1, 1], Ackermann1[m - 1, Ackermann1[m, n - 1]]]]; Table[Ackermann1[m, n], {m, 0, 2}, {n, 0, 3}]  gives  {{1, 2, 3, 4}, {2, 3, 4, 5}, {3, 5, 7, 9}}
sieve[n_] := Module[{p = Range[n]}, p[[1]] = 0; Do[If[p[[i]] != 0, Do[p[[j]] = 0, {j, i^2, n, i}]], {i, 2, Sqrt[n]}]; Select[p, # > 0 &]]; sieve[30]  gives  {2, 3, 5, 7, 11, 13, 17, 19, 23, 29}
Eratosthenes[n_] := Module[{numbers = Range[n]}, Do[If[numbers[[i]] != 0, Do[numbers[[i j]] = 0, {j, i, n/i}]], {i, 2, Sqrt[n]}]; Select[numbers, # > 1 &]]; Eratosthenes[20]  gives  {2, 3, 5, 7, 11, 13, 17, 19}
gcd[a_, 0] := a; gcd[a_, b_] := gcd[b, Mod[a, b]]; gcd[1071, 462]  gives  21
gcd[a_Integer, b_Integer] := Module[{x = a, y = b}, While[y != 0, {x, y} = {y, Mod[x, y]}]; x]; gcd[48, 36]  gives  12
bubbleSort[list_] := Module[{l = list, n = Length[list]}, Do[If[l[[j]] > l[[j + 1]], l[[{j, j + 1}]] = l[[{j + 1, j}]]], {i, n - 1}, {j, n - i}]; l]; bubbleSort[{5, 2, 9, 1}]  gives  {1, 2, 5, 9}
bubbleSort[{w___, x_, y_, z___}] /; x > y := bubbleSort[{w, y, x, z}]; bubbleSort[sortedList_] := sortedList; bubbleSort[{10, 3, 7, 1, 4, 3, 8, 13, 9}]  gives  {1, 3, 3, 4, 7, 8, 9, 10, 13}
{5, 3, 1, 4} //. {a___, x_, y_, b___} /; x > y :> {a, y, x, b}  gives  {1, 3, 4, 5}
qsort[{}] = {}; qsort[{p_, r___}] := Join[qsort[Select[{r}, # < p &]], {p}, qsort[Select[{r}, # >= p &]]]; qsort[{3, 6, 1, 8, 2}]  gives  {1, 2, 3, 6, 8}
QuickSort[x_List] := Module[{pivot}, If[Length@x <= 1, Return[x]]; pivot = RandomChoice@x; Flatten@{QuickSort[Cases[x, j_ /; j < pivot]], Cases[x, j_ /; j == pivot], QuickSort[Cases[x, j_ /; j > pivot]]}]; QuickSort[{3, 1, 2, 3}]  gives  {1, 2, 3, 3}
MergeSort[m_List] := Module[{middle}, If[Length[m] >= 2, middle = Ceiling[Length[m]/2]; Apply[Merge2, Map[MergeSort, Partition[m, middle, middle, {1, 1}, {}]]], m]]; Merge2[left_List, right_List] := Module[{leftIndex = 1, rightIndex = 1}, Table[Which[leftIndex > Length[left], right[[rightIndex++]], rightIndex > Length[right], left[[leftIndex++]], left[[leftIndex]] <= right[[rightIndex]], left[[leftIndex++]], True, right[[rightIndex++]]], {Length[left] + Length[right]}]]; MergeSort[{5, 2, 4, 6, 1}]  gives  {1, 2, 4, 5, 6}
insertionSort[a_List] := Module[{A = a}, For[i = 2, i <= Length[A], i++, value = A[[i]]; j = i - 1; While[j >= 1 && A[[j]] > value, A[[j + 1]] = A[[j]]; j--]; A[[j + 1]] = value]; A]; insertionSort[{2, 1, 3, 7, 6}]  gives  {1, 2, 3, 6, 7}
selectSort[x_List] := Module[{n = 1, temp, xi = x, j}, While[n <= Length@x, temp = xi[[n]]; For[j = n, j <= Length@x, j++, If[xi[[j]] < temp, temp = xi[[j]]]]; xi[[n ;;]] = {temp}~Join~Delete[xi[[n ;;]], First@Position[xi[[n ;;]], temp]]; n++]; xi]; selectSort[{3, 1, 2}]  gives  {1, 2, 3}
binarySearch[l_, x_] := Module[{lo = 1, hi = Length[l], m}, While[lo <= hi, m = Quotient[lo + hi, 2]; Which[l[[m]] == x, Return[m], l[[m]] < x, lo = m + 1, True, hi = m - 1]]; Missing[]]; binarySearch[{1, 3, 5, 7, 9}, 7]  gives  4
pascal[n_] := Table[Binomial[i, j], {i, 0, n}, {j, 0, i}]; pascal[4]  gives  {{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}}
Column[StringReplace[ToString /@ Replace[MatrixExp[SparseArray[{Band[{2, 1}] -> Range[2]}, {3, 3}]], {x__, 0 ..} -> {x}, 2] // Normal, {"{" | "}" | "," -> " "}], Center] // Head  gives  Column
Grid[Table[Binomial[i, j], {i, 0, 2}, {j, 0, i}]]  gives  Grid[{{1}, {1, 1}, {1, 2, 1}}]
caesar[s_, n_] := StringJoin[If[LetterQ[#], FromCharacterCode[Mod[ToCharacterCode[ToUpperCase[#]][[1]] - 65 + n, 26] + 65], #] & /@ Characters[s]]; caesar["Hello, World", 3]  gives  KHOOR, ZRUOG
cypher[mesg_String, n_Integer] := StringReplace[mesg, Flatten[Thread[Rule[#, RotateLeft[#, n]]] & /@ {CharacterRange["a", "z"], CharacterRange["A", "Z"]}]]; cypher["The five boxing wizards jump quickly", 3]  gives  Wkh ilyh eralqj zlcdugv mxps txlfnob
balancedQ[str_String] := StringCases[str, "[" | "]"] //. {a___, "[", "]", b___} :> {a, b} // # === {} &; {balancedQ["[[]]"], balancedQ["]["]}  gives  {True, False}
LookAndSay[n_Integer?Positive] := (Reverse /@ Tally[IntegerDigits[n]]) // Flatten // FromDigits; LookAndSay[21]  gives  1211
RunLengthEncode[x_List] := (Through[{First, Length}[#]] &) /@ Split[x]; LookAndSay[n_, d_: 1] := NestList[Flatten[Reverse /@ RunLengthEncode[#]] &, {d}, n - 1]; FromDigits /@ LookAndSay[6]  gives  {1, 11, 21, 1211, 111221, 312211}
happyQ[n_] := NestWhile[Total[IntegerDigits[#]^2] &, n, Unequal, All] == 1; Select[Range[50], happyQ]  gives  {1, 7, 10, 13, 19, 23, 28, 31, 32, 44, 49}
AddSumSquare[input_] := Append[input, Total[IntegerDigits[Last[input]]^2]]; NestUntilRepeat[a_, f_] := NestWhile[f, {a}, ! MemberQ[Most[Last[{##}]], Last[Last[{##}]]] &, All]; HappyQ[a_] := Last[NestUntilRepeat[a, AddSumSquare]] == 1; m = 8; n = 1; i = 0; happynumbers = {}; While[n <= m, i++; If[HappyQ[i], n++; AppendTo[happynumbers, i]]]; happynumbers  gives  {1, 7, 10, 13, 19, 23, 28, 31}
Select[Range[1000], DivisorSigma[1, #] == 2 # &]  gives  {6, 28, 496}
PerfectQ[i_Integer] := Total[Divisors[i]] == 2 i; Select[Range[500], PerfectQ]  gives  {6, 28, 496}
romanNumeral[n_] := RomanNumeral[n]; romanNumeral /@ {1990, 2008, 1666}  gives  {MCMXC, MMVIII, MDCLXVI}
toRoman[0] = ""; toRoman[n_] := Module[{t = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}, p}, p = SelectFirst[t, #[[1]] <= n &]; p[[2]] <> toRoman[n - p[[1]]]]; toRoman[1994]  gives  MCMXCIV
lev[s_String, t_String] := Module[{m = StringLength[s], n = StringLength[t], d}, d = Table[If[i == 0, j, If[j == 0, i, 0]], {i, 0, m}, {j, 0, n}]; Do[d[[i + 1, j + 1]] = Min[d[[i, j + 1]] + 1, d[[i + 1, j]] + 1, d[[i, j]] + If[StringTake[s, {i}] === StringTake[t, {j}], 0, 1]], {i, m}, {j, n}]; d[[-1, -1]]]; lev["rosettacode", "raisethysword"]  gives  8
words = {"listen", "silent", "enlist", "abc", "cab", "foo"}; Select[GatherBy[words, Sort[Characters[#]] &], Length[#] > 1 &]  gives  {{listen, silent, enlist}, {abc, cab}}
Values[GroupBy[{"eat", "tea", "tan", "ate", "nat", "bat"}, StringJoin@*Sort@*Characters]]  gives  {{eat, tea, ate}, {tan, nat}, {bat}}
primeFactors[n_] := Flatten[ConstantArray @@@ FactorInteger[n]]; primeFactors[360]  gives  {2, 2, 2, 3, 3, 5}
gray[n_] := BitXor[n, BitShiftRight[n]]; gray /@ Range[0, 7]  gives  {0, 1, 3, 2, 6, 7, 5, 4}
push[s_, x_] := Append[s, x]; pop[s_] := Most[s]; s = {}; s = push[s, 1]; s = push[s, 2]; {Last[s], pop[s]}  gives  {2, {1}}
SetAttributes[Push, HoldFirst]; Push[a_, elem_] := (a = Prepend[a, elem]); SetAttributes[Pop, HoldFirst]; Pop[a_] := If[EmptyQ[a], False, r = First[a]; a = Rest[a]; r]; EmptyQ[a_] := Length[a] == 0; x = {}; Push[x, 10]; Push[x, 20]; {Pop[x], x}  gives  {20, {10}}
counter = 0; makeCounter[] := Module[{c = 0}, Function[++c]]; f = makeCounter[]; {f[], f[], f[]}  gives  {1, 2, 3}
compose[f_, g_] := f[g[#]] &; compose[Sin, Cos][x]  gives  Sin[Cos[x]]
curry[f_][x_][y_] := f[x, y]; curry[Plus][1][2]  gives  3
queens[n_] := Select[Permutations[Range[n]], Length[Union[# + Range[n]]] == n && Length[Union[# - Range[n]]] == n &]; Length[queens[6]]  gives  4
safe[q_List, n_] := With[{l = Length@q}, Length@Union@q == Length@Union[q + Range@l] == Length@Union[q - Range@l] == l]; nQueen[q_List: {}, n_] := If[safe[q, n], If[Length[q] == n, {q}, Cases[nQueen[Append[q, #], n] & /@ Range[n], Except[{Null} | {}], {2}]], Null]; nQueen[4]  gives  {{2, 4, 1, 3}, {3, 1, 4, 2}}
collatz[n_] := NestWhileList[If[EvenQ[#], #/2, 3 # + 1] &, n, # > 1 &]; collatz[6]  gives  {6, 3, 10, 5, 16, 8, 4, 2, 1}
Length /@ Split[Sort[Characters["hello world"]]]  gives  {1, 1, 1, 1, 3, 2, 1, 1}
KeySort[Counts[Characters["hello"]]]  gives  <|e -> 1, h -> 1, l -> 2, o -> 1|>
Reverse[Sort[Tally[StringSplit["the cat the dog the end"]], #1[[2]] < #2[[2]] &]] // First  gives  {the, 3}
TakeLargest[Counts[StringSplit["a b a c b a"]], 2]  gives  <|a -> 3, b -> 2|>
StringReverse["asdf"]  gives  fdsa
Total[Select[Range[999], Divisible[#, 3] || Divisible[#, 5] &]]  gives  233168
Sum[If[Mod[i, 3] == 0 || Mod[i, 5] == 0, i, 0], {i, 999}]  gives  233168
DotProduct = {1, 3, -5} . {4, -2, -1}  gives  3
a = {{1, 2}, {3, 4}}; b = {{-3, -8, 3}, {-2, 1, 4}}; a . b  gives  {{-7, -6, 11}, {-17, -20, 25}}
Outer[Plus, Range[3], Range[3]] // MatrixForm  gives  MatrixForm[{{2, 3, 4}, {3, 4, 5}, {4, 5, 6}}]
TableForm[Table[i j, {i, 3}, {j, 3}], TableHeadings -> {Range[3], Range[3]}]  gives  TableForm[{{1, 2, 3}, {2, 4, 6}, {3, 6, 9}}, TableHeadings -> {{1, 2, 3}, {1, 2, 3}}]
life[board_] := ArrayPad[board, 1] // Function[b, Table[With[{s = Total[b[[i - 1 ;; i + 1, j - 1 ;; j + 1]], 2] - b[[i, j]]}, If[b[[i, j]] == 1, Boole[s == 2 || s == 3], Boole[s == 3]]], {i, 2, Length[b] - 1}, {j, 2, Length[First[b]] - 1}]]; life[{{0, 1, 0}, {0, 1, 0}, {0, 1, 0}}]  gives  {{0, 0, 0}, {1, 1, 1}, {0, 0, 0}}
CellularAutomaton[30, {{1}, 0}, 2]  gives  {{0, 0, 1, 0, 0}, {0, 1, 1, 1, 0}, {1, 1, 0, 0, 1}}
CellularAutomaton[30, {0, 0, 1, 0, 0}, 1]  gives  {{0, 0, 1, 0, 0}, {0, 1, 1, 1, 0}}
secret = {1, 2, 3, 4}; guess = {1, 3, 5, 2}; bulls = Count[secret - guess, 0]; cows = Length[Intersection[secret, guess]] - bulls; {bulls, cows}  gives  {1, 2}
ToString[Row[{"a", 1, "b"}]]  gives  a1b
DateString[{2024, 1, 15}, {"Year", "-", "Month", "-", "Day"}]  gives  2024-01-15
DateString[{2024, 1, 15, 10, 30, 0}]  gives  Mon 15 Jan 2024 10:30:00
DateString[{2007, 11, 10}, {"DayName", ", ", "MonthName", " ", "DayShort", ", ", "Year"}]  gives  Saturday, November 10, 2007
DayName[{2024, 1, 15}]  gives  Monday
LeapYearQ[{2024}]  gives  True
DateDifference[{2024, 1, 1}, {2024, 3, 1}]  gives  Quantity[60, Days]
DatePlus[{2024, 1, 31}, 1]  gives  {2024, 2, 1}
DateList[{2024, 1, 15}]  gives  {2024, 1, 15, 0, 0, 0.}
AbsoluteTime[{1970, 1, 1}]  gives  2208988800
Select[Range[2008, 2121], DayName[{#, 12, 25}] === Sunday &]  gives  {2011, 2016, 2022, 2033, 2039, 2044, 2050, 2061, 2067, 2072, 2078, 2089, 2095, 2101, 2107, 2112, 2118}
ExportString[<|"a" -> 1, "b" -> {1, 2}|>, "JSON", "Compact" -> True]  gives  {"a":1,"b":[1,2]}
ImportString["{\"a\": 1, \"b\": [true, null]}", "RawJSON"]  gives  <|a -> 1, b -> {True, Null}|>
ImportString["{\"a\": 1}", "JSON"]  gives  {a -> 1}
ImportString["1,2\n3,4", "CSV"]  gives  {{1, 2}, {3, 4}}
ExportString[{{1, 2}, {3, 4}}, "CSV"]  gives  1,2⏎3,4⏎
BeginPackage["MyPkg`"]; foo::usage = "foo[x] squares."; Begin["`Private`"]; helper[x_] := x^2; foo[x_] := helper[x]; End[]; EndPackage[]; foo[4]  gives  16
Module[{x = 5}, x^2]  gives  25
Module[{x}, x]  gives  x$1
Block[{x = 5}, x + y]  gives  5 + y
With[{x = 5}, Hold[x]]  gives  Hold[5]
Reap[Do[If[PrimeQ[i], Sow[i]], {i, 10}]]  gives  {Null, {{2, 3, 5, 7}}}
Reap[Sow[1, a]; Sow[2, b]; 3]  gives  {3, {{1}, {2}}}
Reap[Sow[1, a]; Sow[2, b]; Sow[3, a], _, Rule]  gives  {3, {a -> {1, 3}, b -> {2}}}
Catch[Do[If[i > 3, Throw[i]], {i, 10}]]  gives  4
Catch[Throw[a, tag], tag]  gives  a
Check[1/0, "err"]  gives  err  with  Power::infy
Quiet[1/0]  gives  ComplexInfinity
i = 0; While[i < 3, i++]; i  gives  3
Do[If[i == 3, Break[]]; Print[i], {i, 5}]  gives  1⏎2⏎Null
t = 0; For[i = 1, i <= 5, i++, If[OddQ[i], Continue[]]; t += i]; t  gives  6
f[x_] := Return[x + 1]; f[2]  gives  3
If[x > 0, a, b]  gives  If[x > 0, a, b]
If[1 > 0, a]  gives  a
If[1 < 0, a]  gives  Null
Switch[3, 1, a, _, b]  gives  b
Which[False, 1]  gives  Null
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
