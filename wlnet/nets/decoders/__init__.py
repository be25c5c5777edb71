"""The decoders, one file per family; importing this package declares them all.

The idea: a decoder is a declared class with the type it reads, the properties it can give, and `decode`, which turns
arrays into what they stand for. Which port has a decoder is left to `ports`, running the net to `backend`.
"""

from wlnet.nets.decoders import beams as beams
from wlnet.nets.decoders import classes as classes
from wlnet.nets.decoders import function as function
from wlnet.nets.decoders import image as image
from wlnet.nets.decoders import subwords as subwords
from wlnet.nets.decoders import text as text
