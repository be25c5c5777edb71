"""Seeds: what the option RandomSeeding says, as seeds of generators."""

from __future__ import annotations

import secrets
import zlib
from typing import TYPE_CHECKING

from wlnet.expr import Expr, Integer, S, String
from wlnet.kernel.messages import Failed

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def seed_of(setting: Expr, ev: Evaluator) -> int:
    """A seed (63 bits): fresh for Automatic, drawn from the session for Inherited, else fixed by a number or a string.

    Errors  Failed("invparam") for anything else.
    """
    if setting is S.Automatic:
        return secrets.randbits(63)
    if setting is S.Inherited:
        return int(ev.rng.integers(2**63 - 1))
    if isinstance(setting, Integer):
        return abs(setting.value) % 2**63
    if isinstance(setting, String):
        return zlib.crc32(setting.value.encode())
    raise Failed("invparam", "RandomSeeding", "Automatic, Inherited, an integer or a string", setting)
