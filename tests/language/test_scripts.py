"""Scripts of several lines: what they print, messages included, as `wlnet file.wl` shows it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from wlnet.session import Session

PROGRAMS = [
    # passports of fields in any order, each checked by a string pattern
    ("""
fields = {"id:" ~~ Repeated[DigitCharacter, {3}], "yr:" ~~ y : Repeated[DigitCharacter, {4}] /; 2000 <= FromDigits[y] <= 2030, "col:" ~~ ("red" | "blue")};
tests = Sequence @@ (_?(StringMatchQ[#]) & /@ fields);
people = StringSplit[StringSplit["id:123 yr:2010\\ncol:red\\n\\nyr:1999 id:123 col:red\\n\\ncol:blue id:777 x:1 yr:2000", "\\n\\n"], {" ", "\\n"}];
Print[Length /@ people]
Print[Count[people, {OrderlessPatternSequence[tests, ___]}]]
""", "{3, 3, 4}\n2"),
    # seats that fill where no neighbour sits, by a convolution with its own product and sum
    ("""
seats = Characters /@ {"L.L", "LLL", "L.L"};
near[s_] := Map[Count["#"]@Flatten@# &, ListConvolve[{{1, 1, 1}, {1, 0, 1}, {1, 1, 1}}, s, 2, None, Times, {##} &], {2}];
step[s_] := MapThread[Which[#1 == "." , ".", #2 == 0, "#", #2 >= 4, "L", True, #1] &, {s, near[s]}, 2];
Print[StringJoin /@ FixedPoint[step, seats]]
Print[Thread[# != "."] & /@ seats]
""", "{#.#, #L#, #.#}\n{{True, False, True}, {True, True, True}, {True, False, True}}"),
    # bags in bags, counted down a nested list of unequal depth
    ("""
inside = <|"a" -> {{2, "b"}, {1, "c"}}, "b" -> {{3, "c"}}, "c" -> {}|>;
size[bag_] := size[bag] = Total[#1 (1 + size[#2]) & @@@ inside[bag]];
Print[size /@ Keys[inside]]
Print[Total[{{1, 2}, {{3, 4}, {5, {6}}}}, -1], " ", Total[{{1}, {2, 3}}, 2]]
""", "{9, 3, 0}\n21 6"),
    # intervals of valid numbers
    ("""
rules = StringCases["row: 1-3 or 5-7\\nseat: 13-40 or 45-50", f : LetterCharacter .. ~~ ": " ~~ a : DigitCharacter .. ~~ "-" ~~ b : DigitCharacter .. ~~ " or " ~~ c : DigitCharacter .. ~~ "-" ~~ d : DigitCharacter .. :> f -> Interval @@ ToExpression@{{a, b}, {c, d}}];
Print[rules]
all = IntervalUnion @@ Values[rules];
Print[all]
Print[Total[Pick[#, Not /@ IntervalMemberQ[all, #]] &@{7, 40, 4, 55, 12}]]
""", "{row -> Interval[{1, 3}, {5, 7}], seat -> Interval[{13, 40}, {45, 50}]}\n"
     "Interval[{1, 3}, {5, 7}, {13, 40}, {45, 50}]\n71"),
    # objects whose parts are set through up values of their heads
    ("""
mutable[head_Symbol, test_ : (True &)] := (
  head /: (e_head?test)[k_] := Lookup[store, Key[{e, k}], Missing["NoProperty", k]];
  head /: Set[(e_head?test)[k_], v_] := (store[{e, k}] = v));
store = <||>;
mutable[box];
Print[box[1]["x"]]
box[1]["x"] = 5; box[2]["x"] = 6;
Print[{box[1]["x"], box[2]["x"]}]
""", "Missing[NoProperty, x]\n{5, 6}"),
    # an interpreter of prefix expressions
    ("""
tokens[s_] := StringCases[s, "(" | ")" | Except[WhitespaceCharacter | "(" | ")"] ..]
read[{"(", rest___}] := Module[{left = {rest}, items = {}, item}, While[First[left] =!= ")", {item, left} = read[left]; AppendTo[items, item]]; {items, Rest[left]}]
read[{t_, rest___}] := {If[StringMatchQ[t, NumberString], ToExpression[t], t], {rest}}
value[n_?NumberQ, env_] := n
value[s_String, env_] := env[s]
value[{"fn", names_, body_}, env_] := Function[Null, value[body, Join[env, AssociationThread[names, {##}]]]]
value[{"let", name_, x_, body_}, env_] := value[body, Append[env, name -> value[x, env]]]
value[{f_, args___}, env_] := value[f, env] @@ (value[#, env] & /@ {args})
run[s_] := value[First[read[tokens[s]]], <|"+" -> Plus, "*" -> Times, "list" -> List|>]
Print[run["(+ 1 (* 2 3))"]]
Print[run["(let sq (fn (x) (* x x)) (list (sq 3) (sq (+ 1 1))))"]]
""", "7\n{9, 4}"),
    # polynomials multiplied out wherever a sum is raised
    ("""
Do[Print[k, ": ", Expand[ChebyshevT[k, x + 1]]], {k, 2, 3}]
Print[Expand[2 (1 + x)^2 - 1], "; ", Expand[(1 + (1 + x)^2)^2]]
Print[Together[x/2 + x^2/3], "; ", LegendreP[3, x]]
""", "2: 1 + 4 x + 2 x^2\n3: 1 + 9 x + 12 x^2 + 4 x^3\n1 + 4 x + 2 x^2; 4 + 8 x + 8 x^2 + 4 x^3 + x^4\n"
     "(3 x + 2 x^2)/6; (-3 x + 5 x^3)/2"),
    # power series
    ("""
s = Series[Exp[x], {x, 0, 3}];
Print[s]
Print[s^2, "; ", 1/s, "; ", s - 1, "; ", D[s, x]]
Print[Sin[x] + O[x]^4, "; ", Normal[s]]
""", "1 + x + x^2/2 + x^3/6 + O[x]^4\n1 + 2 x + 2 x^2 + (4 x^3)/3 + O[x]^4; 1 - x + x^2/2 - x^3/6 + O[x]^4; "
     "x + x^2/2 + x^3/6 + O[x]^4; 1 + x + x^2/2 + O[x]^3\nx - x^3/6 + O[x]^4; 1 + x + x^2/2 + x^3/6"),
    # a spiral walk filled by positions that satisfy a condition
    ("""
zigzag[n_] := Module[{m = ReplacePart[ConstantArray[0, {n, n}], {i_, j_} :> (i + j)^2/2 - (i + j)/2 - i (1 - Mod[i + j, 2]) - j Mod[i + j, 2]]},
  ReplacePart[m, {i_, j_} /; i + j > n + 1 :> n^2 - m[[n - i + 1, n - j + 1]] - 1]]
Print[zigzag[4]]
Print[ReplacePart[{a, b, c, d}, _?EvenQ -> 0], ReplacePart[{a, b, c}, 1 | 3 -> x]]
""", "{{0, 1, 5, 6}, {2, 4, 7, 12}, {3, 8, 11, 13}, {9, 10, 14, 15}}\n{a, 0, c, 0}{x, b, x}"),
    # the shortest way through a maze
    ("""
maze = Characters /@ {"..#.", ".##.", "...."};
free = Position[maze, "."];
g = Graph[Flatten[Table[If[MemberQ[free, p + d], p <-> p + d, Nothing], {p, free}, {d, {{0, 1}, {1, 0}}}]]];
Print[GraphDistance[g, {1, 1}, {1, 4}], " ", Length[FindShortestPath[g, {1, 1}, {1, 4}]], " ", g]
weighted = Graph[{a <-> b, b <-> c, a <-> c}, EdgeWeight -> {1, 2, 5}];
Print[FindShortestPath[weighted, a, c]]
""", "7 8 Graph[<9>, <8>]\n{a, b, c}"),
    # commands of the system, lines and numbers read from what they print
    ("""
Print[ReadList["!echo 1 2; echo 3 4", Number, RecordLists -> True]]
Print[Import["!printf 'a\\\\nb'", "List"]]
Print[StringCount["eneswe", RegularExpression["(?<![ns])e"]]]
""", "{{1, 2}, {3, 4}}\n{a, b}\n2"),
    # options that nobody knows; positions found or not
    ("""
Options[area] = {"Unit" -> "m"};
area[x_, OptionsPattern[]] := {x^2, OptionValue["Unit"]};
Print[area[2, "Unit" -> "cm"]]
Print[area[2, "Size" -> 3]]
Print[FirstPosition[{1, 2}, 3, {}], " ", Clear["nothingHere*"]]
Print[f'[x], " ", Derivative[1, 0][g][x, y], " ", Defer[1 + 1]]
""", "{4, cm}\nOptionValue::nodef: Unknown option Size for area.\n{4, m}\n{} Null\nf'[x] g^(1,0)[x, y] 1 + 1"),
    # data structures that change in place; bags
    ("""
q = CreateDataStructure["Queue", {{1, 1}}]; seen = CreateDataStructure["HashSet", {{1, 1}}];
q["Push", {2, 2}];
Print[q["Length"], q["Pop"], q["Peek"], q["EmptyQ"]]
Print[seen["Insert", {3, 3}], seen["Insert", {1, 1}], seen["MemberQ", {3, 3}], seen["Elements"]]
table = CreateDataStructure["HashTable"]; table["Insert", a -> 1];
Print[table["Lookup", a], table["KeyExistsQ", b], table["Lookup", b, 0 &]]
b = Internal`Bag[]; Do[Internal`StuffBag[b, i^2], {i, 4}];
Print[Internal`BagPart[b, All], Internal`BagLength[b]]
""", "2{1, 1}{2, 2}False\nTrueFalseTrue{{1, 1}, {3, 3}}\n1False0\n{1, 4, 9, 16}4"),
    # text for other languages; assumptions
    ("""
Print[CForm[x^2 + Sqrt[y]/3], "; ", FortranForm[2 x^3/5], "; ", TeXForm[x^2/3]]
$Assumptions = p > 0;
Print[Simplify[Sqrt[p^2]], " ", FullSimplify[Abs[q], Assumptions -> q < 0], " ", Refine[r + 1 > 0, r > 0]]
""", "Power(x,2) + Sqrt(y)/3.; (2*x**3)/5.; \\frac{x^2}{3}\np -q True"),
    # Block sets a symbol's whole meaning aside
    ("""
SetAttributes[f, {Listable, Protected}];
Print[Block[{f}, Attributes[f]], Block[{N = 1}, N++; N], Attributes[N]]
Print["File : ", "x", "\\nSize : ", 1/2, "  ", "\\nend "]
""", "{}2{Protected}\nFile : x\nSize : 1/2  \nend "),
    # leaving the construct one names, from deep inside
    ("""
compare[a_Integer, b_Integer] := Sign[b - a];
compare[a_List, b_List] := Module[{r}, Do[r = compare[a[[i]], b[[i]]]; If[r != 0, Return[r, Module]], {i, Min[Length[a], Length[b]]}]; Sign[Length[b] - Length[a]]];
compare[a_Integer, b_List] := compare[{a}, b]; compare[a_List, b_Integer] := compare[a, {b}];
Print[compare @@@ {{{1, 1, 3}, {1, 1, 5}}, {{{1}, {2, 3, 4}}, {{1}, 4}}, {{9}, {{8, 7, 6}}}, {{}, {3}}}]
first[m_] := (Do[If[m[[i, j]] > 4, Return[{i, j}]], {i, 2}, {j, 3}])
Print[first[{{1, 2, 5}, {9, 9, 9}}]]
found[l_] := Module[{}, Scan[If[# > 2, Return[#, Module]] &, l]; none]
Print[found[{1, 2, 3, 4}], found[{1}]]
""", "{1, 1, -1, 1}\n{1, 3}\n3none"),
]


@pytest.mark.parametrize("source, printed", PROGRAMS)
def test_program(session: Session, source: str, printed: str) -> None:
    lines = [text for outcome in session.outcomes(source) for _, text in outcome.log]
    assert "\n".join(lines) == printed


PACKAGE = {
    "Geo/Kernel/init.wl": 'BeginPackage["Geo`"]; EndPackage[];\nScan[Get[FileNameJoin[{DirectoryName[$InputFileName], "..", #}]] &, {"Shapes.wl", "Sizes.wl"}];',
    "Geo/Shapes.wl": """BeginPackage["Geo`Shapes`"];
Unprotect @@ Names["Geo`Shapes`*"]; ClearAll @@ Names["Geo`Shapes`*"];
square::usage = "square[a] is a square of side a.";
square::neg = "The side `1` is negative.";
Options[square] = {"Scale" -> 1};
Begin["`Private`"];
square[a_?Negative, OptionsPattern[]] := (Message[square::neg, a]; $Failed)
square[a_, OptionsPattern[]] := shape[a OptionValue["Scale"]]
End[];
SetAttributes[Evaluate[Names["Geo`Shapes`*"]], {Protected, ReadProtected}];
EndPackage[];
""",
    "Geo/Sizes.wl": """(* ::Package:: *)
BeginPackage["Geo`Sizes`", {"Geo`Shapes`"}]
If[! ValueQ[area::usage], area::usage = "area[s] is the area of a shape."]
Begin["`Private`"]
SetAttributes[area, Listable]
area[Geo`Shapes`Private`shape[a_]] := a^2
End[]
EndPackage[]
""",
    "main.wls": """#!/usr/bin/env wolframscript
here = DirectoryName[$InputFileName];
If[! MemberQ[$Path, here], PrependTo[$Path, here]];
Needs["Geo`"];
Print[area[square[3]], " ", area[{square[1], square[2, "Scale" -> 3]}]];
Print[square[-1]];
square = 5;
Print[Context[area], " ", Select[$Packages, StringStartsQ["Geo"]], " ", FileNameTake[$InputFileName]];
Print[square::usage];
""",
}

PRINTED = """9 {1, 36}
square::neg: The side -1 is negative.
$Failed
Set::wrsym: Symbol square is Protected.
Geo`Sizes` {Geo`Sizes`, Geo`Shapes`, Geo`} main.wls
square[a] is a square of side a."""


def printed_by(folder: Path, session: Session, files: dict[str, str], main: str) -> list[str]:
    """What a script among some files prints."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    script = folder / main
    with session.reading(script):
        return [text for outcome in session.outcomes(script.read_text(encoding="utf-8")) for _, text in outcome.log]


def test_package_of_several_files(tmp_path: Path, session: Session) -> None:
    assert "\n".join(printed_by(tmp_path, session, PACKAGE, "main.wls")) == PRINTED


SCOPED = {
    "Shop/Main.wl": """Package["Shop`"]

PackageExport["total"]
PackageExport[$Rate]
$Rate = 2;
total[items_List] := rounded[Total[price /@ items]] $Rate
price[{_, p_}] := p
""",
    "Shop/Util.wl": """(* ::Package:: *)
Package["Shop`"]
PackageScope["rounded"]
rounded[x_] := Round[x, 1/100]
price[_] := "of Util"
PackageExport["show"]
show[x_] := StringJoin["=", ToString[x], " ", price[1]]
""",
    "main.wl": """Get[FileNameJoin[{DirectoryName[$InputFileName], "Shop", "Main.wl"}]];
Print[total[{{"a", 5/4}, {"b", 1}}], " ", show[3], " ", $Rate];
Print[Context[total], " ", Names["Shop`*"], " ", Context[], " ", First[$ContextPath]];
""",
}


def test_package_that_declares_its_exports(tmp_path: Path, session: Session) -> None:
    lines = printed_by(tmp_path, session, SCOPED, "main.wl")
    assert lines == ["9/2 =3 of Util 2", "Shop` {$Rate, show, total} Global` Shop`"]


INPUT = [
    ('Print[ToExpression[InputString[]]^2]; Print[InputString[]]; Print[InputString[]]', ["9", "4", "EndOfFile"]),
    ('Print[Input[""] + 1]', ["4"]),
    ('Print[ReadLine["stdin"]]; Print[ReadLine["stdin"]]; Print[ReadLine["stdin"]]', ["3", "4", "EndOfFile"]),
    ('Print[ToExpression[StringSplit[$ScriptInputString]]]', ["{3, 4}"]),
]


@pytest.mark.parametrize("source, printed", INPUT)
def test_standard_input(session: Session, monkeypatch: pytest.MonkeyPatch, source: str, printed: list[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("3\n4\n"))
    assert [text for _, text in session.evaluate(source).log if text] == printed
