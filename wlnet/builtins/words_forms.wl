(* Words for numbers; parts of addresses; frequencies. *)

IntegerName::usage = "IntegerName[n] gives the English name of an integer; IntegerName[n, \"Ordinal\"] that of its place in a row; IntegerName[n, \"Words\"] only words."
IntegerName[n_Integer] := integerName[n, ! Abs[n] < 1000]
IntegerName[n_Integer, "Words" | {"English", "Words"}] := integerName[n, False]
IntegerName[n_Integer, "English"] := IntegerName[n]
IntegerName[n_Integer, "Ordinal"] := ordinalName[IntegerName[n, "Words"]]

integerName[n_?Negative, digits_] := "negative " <> integerName[-n, digits]
integerName[0, _] := "zero"
integerName[n_, digits_] := Module[{groups = IntegerDigits[n, 1000], names},
    names = Reverse[Take[scaleNames, Length[groups]]];
    StringRiffle[MapThread[If[#1 == 0, Nothing, If[#2 === "", If[digits, ToString[#1], hundredName[#1]], If[digits, ToString[#1], hundredName[#1]] <> " " <> #2]] &, {groups, names}], " "]] /; Length[IntegerDigits[n, 1000]] <= Length[scaleNames]
scaleNames = {"", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion", "octillion", "nonillion", "decillion"}
smallNames = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
tenNames = {"", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
hundredName[0] = ""
hundredName[n_ /; n < 20] := smallNames[[n]]
hundredName[n_ /; n < 100] := tenNames[[Quotient[n, 10]]] <> If[Mod[n, 10] == 0, "", FromCharacterCode[8208] <> smallNames[[Mod[n, 10]]]]
hundredName[n_] := smallNames[[Quotient[n, 100]]] <> " hundred" <> If[Mod[n, 100] == 0, "", " " <> hundredName[Mod[n, 100]]]
ordinalName[name_] := StringReplace[name, {"one" ~~ EndOfString -> "first", "two" ~~ EndOfString -> "second", "three" ~~ EndOfString -> "third", "five" ~~ EndOfString -> "fifth", "eight" ~~ EndOfString -> "eighth", "nine" ~~ EndOfString -> "ninth", "twelve" ~~ EndOfString -> "twelfth", "y" ~~ EndOfString -> "ieth", x : LetterCharacter ~~ EndOfString :> x <> "th"}]

WordFrequency::usage = "WordFrequency[text, word] is the share of a word among the words of a text; a list of words gives an association."
WordFrequency[text_String, word_String] := N[Count[TextWords[text], word]/Length[TextWords[text]]]
WordFrequency[text_String, words_List] := AssociationMap[WordFrequency[text, #] &, words]

CreateUUID::usage = "CreateUUID[] gives a random identifier; CreateUUID[prefix] one that begins with the prefix."
CreateUUID[prefix_String : ""] := prefix <> StringRiffle[StringJoin /@ (RandomChoice[Characters["0123456789abcdef"], #] & /@ {8, 4, 4, 4, 12}), "-"]

NumericalSort::usage = "NumericalSort[list] sorts a list by the numerical values of its elements."
NumericalSort[list_List] := SortBy[list, N] /; AllTrue[list, NumericQ]
NumericalSort[list_List] := Sort[list]

NumericalOrder::usage = "NumericalOrder[a, b] is 1 when a is numerically less than b, -1 when it is greater, 0 when they are equal."
NumericalOrder[a_?NumericQ, b_?NumericQ] := Which[a < b, 1, a > b, -1, True, 0]
NumericalOrder[a_, b_] := Order[a, b]

OptionQ::usage = "OptionQ[expr] gives True when expr is a rule or a list of rules, as options are given."
OptionQ[_Rule | _RuleDelayed] := True
OptionQ[list_List] := AllTrue[list, OptionQ]
OptionQ[_] := False

FindRepeat::usage = "FindRepeat[list] gives the shortest part which, repeated, makes up the list."
FindRepeat[list_List] := With[{n = SelectFirst[Range[Length[list]], list === PadRight[{}, Length[list], Take[list, #]] &]}, Take[list, n]]

FindLinearRecurrence::usage = "FindLinearRecurrence[list] gives the shortest kernel of a linear recurrence that makes the list."
FindLinearRecurrence[list_List] := With[{found = recurrenceKernel[list]}, found /; ListQ[found]]
recurrenceKernel[list_] := Catch[
    Do[With[{rows = Table[Reverse[list[[i ;; i + k - 1]]], {i, Length[list] - k}], right = Drop[list, k]},
        If[MatrixRank[rows] == k && MatrixRank[MapThread[Append, {rows, right}]] == k, Throw[LinearSolve[rows, right], recurrenceKernel]]], {k, Floor[Length[list]/2]}],
    recurrenceKernel]

MovingMedian::usage = "MovingMedian[list, r] gives the medians of runs of r elements."
MovingMedian[list_List, r_Integer?Positive] := Median /@ Partition[list, r, 1]

ExponentialMovingAverage::usage = "ExponentialMovingAverage[list, a] gives y with y1 = x1 and each y the former one plus a times the distance to the next x."
ExponentialMovingAverage[list_List, a_] := FoldList[#1 + a (#2 - #1) &, list]

Entropy::usage = "Entropy[list] is the information entropy of the elements of a list or of the characters of a string; Entropy[b, list] in base b."
Entropy[text_String] := Entropy[Characters[text]]
Entropy[list_List] := With[{p = Values[Counts[list]]/Length[list]}, Simplify[-Total[p Log[p]]]]
Entropy[base_, text_String] := Entropy[base, Characters[text]]
Entropy[base_, list_List] := With[{p = Values[Counts[list]]/Length[list]}, Simplify[-Total[p Log[base, p]]]]

CanberraDistance::usage = "CanberraDistance[u, v] is the sum of Abs[ui - vi]/(Abs[ui] + Abs[vi])."
CanberraDistance[u_List, v_List] := Total[MapThread[If[#1 == 0 && #2 == 0, 0, Abs[#1 - #2]/(Abs[#1] + Abs[#2])] &, {u, v}]]

BrayCurtisDistance::usage = "BrayCurtisDistance[u, v] is Total[Abs[u - v]]/Total[Abs[u + v]]."
BrayCurtisDistance[u_List, v_List] := Total[Abs[u - v]]/Total[Abs[u + v]]

CorrelationDistance::usage = "CorrelationDistance[u, v] is 1 minus the correlation of u and v."
CorrelationDistance[u_List, v_List] := 1 - (u - Mean[u]) . (v - Mean[v])/(Norm[u - Mean[u]] Norm[v - Mean[v]])

BinaryDistance::usage = "BinaryDistance[u, v] is 0 when u and v are the same, and 1 otherwise."
BinaryDistance[u_, v_] := Boole[u =!= v]

JaccardDissimilarity::usage = "JaccardDissimilarity[u, v] is the share of differing places among those where u or v is true."
JaccardDissimilarity[u_List, v_List] := With[{a = u /. {True -> 1, False -> 0}, b = v /. {True -> 1, False -> 0}}, Total[Abs[a - b]]/Total[Unitize[a + b]]]
