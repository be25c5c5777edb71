"""The encoders, one file per family; importing this package declares them all."""

from wlnet.nets.encoders import audio as audio
from wlnet.nets.encoders import classes as classes
from wlnet.nets.encoders import function as function
from wlnet.nets.encoders import image as image
from wlnet.nets.encoders import mapped as mapped
from wlnet.nets.encoders import subwords as subwords
from wlnet.nets.encoders import text as text
