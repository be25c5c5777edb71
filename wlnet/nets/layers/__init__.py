"""The layers, one file per family; importing this package declares them all."""

from wlnet.nets.layers import elementwise as elementwise
from wlnet.nets.layers import linear as linear
from wlnet.nets.layers import recurrent as recurrent
from wlnet.nets.layers import sequences as sequences
