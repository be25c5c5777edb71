"""NetModel: nets by name, from the folders where a user keeps them. Wolfram's own repository is not reached."""

from __future__ import annotations

from pathlib import Path

from wlnet.expr import Call, Expr, S, String, list_of
from wlnet.io.resources import is_file, own_folders
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Failed

ELEMENTS = {"EvaluationNet": "Net", "TrainedNet": "Net", "UninitializedEvaluationNet": "UninitializedNet"}


@builtin("NetModel", messages={
    "nomodel": "No net called `1` is on this machine: a file `2` in the folder `3` would serve.",
    "nomodelprop": "`1` is not a property of nets in files; the properties are `2`.",
})
def net_model(ev: Evaluator, name: Expr | None = None, prop: Expr = String("EvaluationNet")) -> Expr:
    """NetModel["name"] gives the net in the file name.wlnet (or name.onnx) of a folder of resources; NetModel[] gives
    the names of all that are there.

    Errors   nomodel naming the file that would serve; the repository of nets itself is not reached.
    Source   ref/NetModel
    Example  Head[NetModel[]]  gives  List
    """
    if name is None:
        return list_of([String(text) for text in sorted(_names())])
    if not (isinstance(prop, String) and prop.value in ELEMENTS):
        raise Failed("nomodelprop", prop, sorted(ELEMENTS))
    text = name.value if isinstance(name, String) else ""
    found = _find(text)
    if found is None:
        raise Failed("nomodel", name, f"{text or 'NAME'}.wlnet", str(own_folders()[0]))
    if found.suffix == ".onnx":
        return ev(Call(S.Import, String(str(found))))
    return ev(Call(S.Import, String(str(found)), String(ELEMENTS[prop.value])))


def _names() -> set[str]:
    return {path.stem for folder in own_folders() for kind in ("wlnet", "onnx") for path in folder.glob(f"*.{kind}")}


def _find(name: str) -> Path | None:
    if not name or "\0" in name or Path(name).name != name:
        return None
    places = (folder / f"{name}.{kind}" for folder in own_folders() for kind in ("wlnet", "onnx"))
    return next(filter(is_file, places), None)
