(* Text that people type, read as data. *)

Interpreter::usage = "Interpreter[\"form\"][text] reads a text as a \"Number\", \"Integer\", \"Real\", \"Boolean\", \"String\", \"Expression\", \"Date\" ... or gives a Failure; Interpreter[{\"f1\", \"f2\"}] is the first form that fits."
Interpreter[form_][texts_List] := Interpreter[form] /@ texts
Interpreter[forms_List][text_String] := SelectFirst[Interpreter[#][text] & /@ forms, ! FailureQ[#] &, misread[text]]
Interpreter["Integer"][text_String] := With[{found = StringTrim[text]}, If[StringMatchQ[found, RegularExpression["[+-]?\\d+"]], ToExpression[found], misread[text]]]
Interpreter["Number" | "Real" | "ComputedNumber"][text_String] := With[{found = StringTrim[text]}, If[StringMatchQ[found, RegularExpression["[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?"]], ToExpression[StringReplace[found, "e" | "E" -> "*^"]], misread[text]]]
Interpreter["Boolean"][text_String] := Switch[ToLowerCase[StringTrim[text]], "true" | "yes" | "on" | "1", True, "false" | "no" | "off" | "0", False, _, misread[text]]
Interpreter["String" | "Text"][text_String] := text
Interpreter["Character"][text_String] := If[StringLength[text] == 1, text, misread[text]]
Interpreter["Expression" | "MathExpression"][text_String] := If[SyntaxQ[text], ToExpression[text], misread[text]]
Interpreter["HeldExpression"][text_String] := If[SyntaxQ[text], ToExpression[text, InputForm, Hold], misread[text]]
Interpreter["Date"][text_String] := With[{found = Quiet[DateObject[text]]}, If[Head[found] === DateObject, found, misread[text]]]
misread[text_] := Failure["InterpretationFailure", <|"MessageTemplate" -> "The text `1` is of another form.", "MessageParameters" -> {text}, "Input" -> text|>]
