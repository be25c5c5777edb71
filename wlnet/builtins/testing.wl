(* Tests of one's own; values kept; parts of packages that other kernels have. *)

VerificationTest::usage = "VerificationTest[input, expected] gives a TestResultObject that tells whether the value of input is the same as expected; VerificationTest[input] expects True."
SetAttributes[VerificationTest, HoldAllComplete]
VerificationTest[input_, rules___Rule] := VerificationTest[input, True, rules]
VerificationTest[input_, expected_, rest___] := Module[{found = input, goal = expected, test = Lookup[Association[Cases[{rest}, _Rule]], SameTest, SameQ]},
    TestResultObject[<|"TestID" -> Lookup[Association[Cases[{rest}, _Rule]], TestID, None], "Outcome" -> If[TrueQ[test[found, goal]], "Success", "Failure"], "Input" -> HoldForm[input], "ExpectedOutput" -> HoldForm[expected], "ActualOutput" -> HoldForm[Evaluate[found]]|>]]

TestResultObject::usage = "TestResultObject[...] is the result of a test; object[\"Outcome\"] and others are its properties."
TestResultObject[data_Association][name_String] := data[name]
TestResultObject[data_Association]["Properties"] := Keys[data]

TestReport::usage = "TestReport[{t1, t2, ...}] gives a TestReportObject with the numbers of tests that succeeded and failed."
TestReport[tests : {___TestResultObject}] := TestReportObject[<|"TestsSucceededCount" -> Count[tests, t_ /; t["Outcome"] === "Success"], "TestsFailedCount" -> Count[tests, t_ /; t["Outcome"] =!= "Success"], "AllTestsSucceeded" -> AllTrue[tests, #["Outcome"] === "Success" &], "TestResults" -> AssociationThread[Range[Length[tests]], tests]|>]
TestReport[file_String] := TestReport[Cases[{ReadList[file]}, _TestResultObject, Infinity]]

TestReportObject::usage = "TestReportObject[...] is a report of tests; object[\"TestsSucceededCount\"] and others are its properties."
TestReportObject[data_Association][name_String] := data[name]

Once::usage = "Once[expr] gives the value that expr had when it was first evaluated."
SetAttributes[Once, HoldFirst]
Once[expr_, ___] := With[{key = Hold[expr]}, If[KeyExistsQ[keptValues, key], keptValues[key], keptValues[key] = expr]]
keptValues = <||>

Assuming::usage = "Assuming[assumptions, expr] evaluates expr with the assumptions in $Assumptions."
SetAttributes[Assuming, HoldRest]
Assuming[assumptions_, expr_] := Block[{$Assumptions = If[ListQ[assumptions], And @@ assumptions, assumptions]}, expr]
