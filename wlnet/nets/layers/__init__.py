"""The layers, one file per family; importing this package declares them all.

The idea: a class is the whole specification of a layer. Its fields are the parameters and arrays, from which follow the
constructor, printing, `Information` and the saved file; `infer` states the equations between dimensions and arrays;
`forward` says what a batch of tensors becomes, `single` what one numpy example becomes.

Containers are left to `chain` and `graph`; devices, padding, masks and precision to `backend`. torch comes through the
lazy door, so that declaring a layer loads nothing.
"""

from wlnet.nets.layers import attention as attention
from wlnet.nets.layers import combine as combine
from wlnet.nets.layers import constants as constants
from wlnet.nets.layers import convolution as convolution
from wlnet.nets.layers import deconvolution as deconvolution
from wlnet.nets.layers import elementwise as elementwise
from wlnet.nets.layers import extract as extract
from wlnet.nets.layers import function as function
from wlnet.nets.layers import legacy as legacy
from wlnet.nets.layers import linear as linear
from wlnet.nets.layers import losses as losses
from wlnet.nets.layers import mapping as mapping
from wlnet.nets.layers import normalization as normalization
from wlnet.nets.layers import pairs as pairs
from wlnet.nets.layers import random as random
from wlnet.nets.layers import recurrent as recurrent
from wlnet.nets.layers import reduce as reduce
from wlnet.nets.layers import sequences as sequences
from wlnet.nets.layers import spatial as spatial
from wlnet.nets.layers import structure as structure
