"""NetUnfold: the one-step form of recurrent nets."""

from __future__ import annotations

from wlnet.builtins.nets import a_net, graph_of, net_object
from wlnet.builtins.surgery_flattening import DEEPEST, merged
from wlnet.expr import Expr
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.nets.messages import NET_MESSAGES
from wlnet.nets.unfold import unfold


@builtin("NetUnfold", messages=NET_MESSAGES)
def net_unfold(ev: Evaluator, net: Expr) -> Expr:
    """NetUnfold[net] is the net that takes one element of a sequence where net takes the whole; its states are ports.

    Errors   nounfold for a layer that looks at several elements; nonstate for a net without states.
    Source   ref/NetUnfold
    Example  Information[NetUnfold[BasicRecurrentLayer[2]], "OutputPortNames"]  gives  {Output, State}
    """
    return net_object(unfold(merged(graph_of(a_net(net)), DEEPEST, lambda key, inner: True)))
