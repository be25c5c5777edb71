"""Named texts and sets of images: `ResourceData`, `ResourceObject`, `ExampleData`."""

from __future__ import annotations

from typing import NoReturn

from wlnet.builtins.images import image_object
from wlnet.builtins.strings import string_list
from wlnet.expr import Association, Call, Expr, S, String, Symbol, integer, is_call, is_list, list_of, to_expr
from wlnet.io import datasets, resources
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed, Unchanged
from wlnet.values.image import Image

_MESSAGES = {
    "notfound": "Resource `1` not found: `2`. A text file named `3` in the folder `4` would serve.",
    "noset": "Resource `1` not found: `2`. A file named `3` in the folder `4` is needed.",
    "noelem": "The element `1` of the resource `2` is not known.",
    "notent": "`1` is not a known example; ExampleData[`2`] lists those that are.",
    "nodat": "There is no collection `1` of example data; ExampleData[] lists those that there are.",
}


def missing(problem: resources.ResourceMissing, symbol: Symbol) -> NoReturn:
    """Say which file in which folder would serve.

    Errors  Failed notfound, always.
    """
    raise Failed("notfound", problem.name, problem.reason, problem.file, str(problem.folder), symbol=symbol)


def resource_name(expr: Expr) -> str:
    """The name of a resource, given as a string or as a ResourceObject.

    Errors  Unchanged for anything else.
    """
    if is_call(expr, S.ResourceObject, 1):
        expr = expr.args[0]
    if isinstance(expr, Association):
        expr = expr.items.get(String("Name"), expr)
    if not isinstance(expr, String):
        raise Unchanged
    return expr.value


_ELEMENTS = frozenset({"Data", "Content", "Text", "FullText", "Plaintext"})


def labelled(name: str, part: str, symbol: Symbol) -> Expr:
    """A part of a named set of images, as rules image -> label.

    Errors  Failed noset, naming the file that is needed.
    """
    try:
        found = datasets.data_set(name, part)
    except resources.ResourceMissing as problem:
        raise Failed("noset", problem.name, problem.reason, problem.file, str(problem.folder), symbol=symbol) from None
    space = "Grayscale" if found.pixels.shape[-1] == 1 else "RGB"
    labels = {label: to_expr(label) for label in set(found.labels)}
    return list_of(Call(S.Rule, image_object(Image(pixels, "Byte", space)), labels[label])
                   for pixels, label in zip(found.pixels, found.labels, strict=True))


@builtin("ResourceData", messages=_MESSAGES)
def resource_data(ev: Evaluator, name: Expr, element: Expr | None = None) -> str | Expr:
    """ResourceData["name"] gives a named text: from a folder of the user's, or else from Project Gutenberg,
    kept for the next time; ResourceData["MNIST", "TrainingData"] or "TestData" gives rules image -> label
    for "MNIST", "FashionMNIST", "CIFAR-10" and "CIFAR-100", if their files are in a folder of the user's.

    Errors   ResourceData::notfound, naming the folder and file that would serve, and $Failed.
    Source   ref/ResourceData
    """
    wanted = resource_name(name)
    if wanted in datasets.SETS:
        part = "TrainingData" if element is None else getattr(element, "value", "")
        if part not in datasets.PARTS:
            raise Failed("noelem", element, wanted)
        return labelled(wanted, part, S.ResourceData)
    if element is not None and not (isinstance(element, String) and element.value in _ELEMENTS):
        raise Failed("noelem", element, wanted)
    try:
        return resources.resource_text(wanted)
    except resources.ResourceMissing as problem:
        missing(problem, S.ResourceData)


@builtin("ResourceObject", messages=_MESSAGES)
def resource_object(ev: Evaluator, name: Expr) -> None:
    """ResourceObject["name"] stands for a named text; ResourceData gives it, ResourceObject["name"]["Name"]
    tells of it.

    Errors   ResourceObject::notfound and $Failed for an unknown name.
    Source   ref/ResourceObject
    Example  ResourceObject["The American"]["Name"]  gives  The American
    """
    wanted = resource_name(name)
    if wanted not in datasets.SETS and wanted not in resources.resource_names():
        folder = resources.own_folders()[0]
        raise Failed("notfound", wanted, "no text of this name is known", f"{wanted}.txt", str(folder))


@applied("ResourceObject")
def apply_resource_object(ev: Evaluator, call: Call) -> Expr | None:
    """`ResourceObject["name"]["property"]`."""
    if len(call.args) != 1 or not isinstance(call.args[0], String):
        return None
    name = resource_name(call.head)
    elements = datasets.PARTS if name in datasets.SETS else ["Content"]
    properties: dict[str, Expr] = {
        "Name": String(name), "ResourceType": String("DataResource"),
        "ContentElements": string_list(ev, list(elements)),
    }
    wanted = call.args[0].value
    if wanted in ("Properties", "Elements"):
        return string_list(ev, sorted(properties))
    found = properties.get(wanted)
    return found if found is not None else Call(S.Missing, String("NotAvailable"), call.args[0])


@builtin("ResourceSearch")
def resource_search(ev: Evaluator, query: Expr | None = None) -> Expr:
    """ResourceSearch["words"] lists the names of the texts that contain all the words.

    Source   ref/ResourceSearch
    Example  MemberQ[ResourceSearch["american"], "The American"]  gives  True
    """
    words = query.value.lower().split() if isinstance(query, String) else []
    known = sorted({*resources.resource_names(), *datasets.SETS})
    names = [name for name in known if all(word in name.lower() for word in words)]
    return string_list(ev, names)


@builtin("ExampleData", messages=_MESSAGES)
def example_data(ev: Evaluator, what: Expr | None = None, element: Expr | None = None) -> Expr:
    """ExampleData[{"Text", "name"}] gives an example text, ExampleData[{"Text", "name"}, "prop"] its "Lines",
    "Words" or "Length"; ExampleData["Text"] lists the names, ExampleData[] the collections. Sets of labelled
    images are ExampleData[{"MachineLearning", "MNIST"}, "TrainingData"] and such.

    Errors   ExampleData::notent for an unknown name, ExampleData::notfound for a text out of reach.
    Source   ref/ExampleData
    Example  StringLength[ExampleData[{"Text", "PythonZen"}]] > 500  gives  True
    """
    if what is None:
        return string_list(ev, ["MachineLearning", "Text"])
    if isinstance(what, String):
        if what.value == "MachineLearning":
            return Call(S.List, *(string_list(ev, ["MachineLearning", name]) for name in datasets.SETS))
        if what.value != "Text":
            raise Failed("nodat", what)
        return Call(S.List, *(string_list(ev, ["Text", name]) for name in resources.example_names()))
    if not is_list(what) or len(what.args) != 2 or not all(isinstance(item, String) for item in what.args):
        raise Unchanged
    collection, name = (item.value for item in what.args)  # type: ignore[attr-defined]
    if collection == "MachineLearning" and name in datasets.SETS:
        part = "TrainingData" if element is None else getattr(element, "value", "")
        if part not in datasets.PARTS:
            raise Complaint("noelem", element, name)
        return labelled(name, part, S.ExampleData)
    if collection == "MachineLearning":
        raise Failed("notent", what, Call(S.InputForm, String("MachineLearning")))
    if collection != "Text":
        raise Failed("nodat", collection)
    if name not in resources.example_names():
        raise Failed("notent", what, Call(S.InputForm, String("Text")))
    try:
        text = resources.example_text(name)
    except resources.ResourceMissing as problem:
        missing(problem, S.ExampleData)
    return _element(ev, text, name, element)


def _element(ev: Evaluator, text: str, name: str, element: Expr | None) -> Expr:
    if element is None:
        return String(text)
    wanted = element.value if isinstance(element, String) else ""
    if wanted in ("FullText", "Data", "Text"):
        return String(text)
    if wanted in ("Lines", "Words"):
        return string_list(ev, text.splitlines() if wanted == "Lines" else text.split())
    if wanted == "Length":
        return integer(len(text))
    if wanted == "Properties":
        return string_list(ev, ["FullText", "Length", "Lines", "Words"])
    raise Complaint("noelem", element, name)
