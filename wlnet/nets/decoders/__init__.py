"""The decoders, one file per family; importing this package declares them all."""

from wlnet.nets.decoders import beams as beams
from wlnet.nets.decoders import classes as classes
from wlnet.nets.decoders import function as function
from wlnet.nets.decoders import image as image
from wlnet.nets.decoders import subwords as subwords
from wlnet.nets.decoders import text as text
