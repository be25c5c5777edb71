"""The encoders, one file per family; importing this package declares them all.

The idea: an encoder is a declared class with the type of its arrays and `encode`, which turns data into arrays, many
items at a time. Which port has an encoder is left to `ports`, how batches are put together to `backend`.
"""

from wlnet.nets.encoders import audio as audio
from wlnet.nets.encoders import classes as classes
from wlnet.nets.encoders import function as function
from wlnet.nets.encoders import image as image
from wlnet.nets.encoders import mapped as mapped
from wlnet.nets.encoders import subwords as subwords
from wlnet.nets.encoders import text as text
