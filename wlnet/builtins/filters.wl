(* Filters of lists; subsets; parts of addresses. *)

URLParse::usage = "URLParse[url] takes an address apart into an association."
URLParse[url_String] := With[{m = StringCases[url, RegularExpression["^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://(?:([^@/]*)@)?([^:/?#]*)(?::(\\d+))?)?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$"] -> {"$1", "$2", "$3", "$4", "$5", "$6", "$7"}]},
    With[{p = Replace[First[m], "" -> None, {1}]}, <|"Scheme" -> p[[1]], "User" -> p[[2]], "Domain" -> p[[3]], "Port" -> If[StringQ[p[[4]]], ToExpression[p[[4]]], None], "Path" -> If[p[[5]] === None, {}, StringSplit[p[[5]], "/", All]], "Query" -> If[p[[6]] === None, {}, (Rule @@ PadRight[StringSplit[#, "="], 2, ""]) & /@ StringSplit[p[[6]], "&"]], "Fragment" -> p[[7]]|>]]
URLParse[url_String, part_String] := URLParse[url][part]


SubsetCases::usage = "SubsetCases[list, patt] gives the subsets of a list that match a pattern, without overlap."
SubsetCases[list_List, patt_] := Module[{left = list, found = {}, hit},
    While[(hit = SelectFirst[Subsets[Range[Length[left]], {1, Length[left]}], MatchQ[left[[#]], patt] &]; ListQ[hit]),
        AppendTo[found, left[[hit]]]; left = Delete[left, List /@ hit]]; found]

ArrayFilter::usage = "ArrayFilter[f, list, r] applies f to the elements within r of each element of a list, the ends repeated."
ArrayFilter[f_, list_List, r_Integer] := f /@ Partition[ArrayPad[list, r, "Fixed"], 2 r + 1, 1]

MaxFilter::usage = "MaxFilter[list, r] is the greatest of the elements within r of each."
MaxFilter[list_?VectorQ, r_Integer] := Table[Max[list[[Max[1, i - r] ;; Min[Length[list], i + r]]]], {i, Length[list]}]

MinFilter::usage = "MinFilter[list, r] is the least of the elements within r of each."
MinFilter[list_?VectorQ, r_Integer] := Table[Min[list[[Max[1, i - r] ;; Min[Length[list], i + r]]]], {i, Length[list]}]

MedianFilter::usage = "MedianFilter[list, r] is the median of the elements within r of each."
MedianFilter[list_?VectorQ, r_Integer] := Table[Median[list[[Max[1, i - r] ;; Min[Length[list], i + r]]]], {i, Length[list]}]

