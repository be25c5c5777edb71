#!/usr/bin/env python3
"""Start-up: from the command to its first answer, against Python itself, and IPython or Mathics3 where installed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from compare import alternate

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def run(*command: str) -> None:
    subprocess.run([sys.executable, *command], env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)


def memory(*command: str) -> float:
    """Peak resident megabytes of a command."""
    probe = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
             "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)")
    found = subprocess.run([sys.executable, "-c", probe, sys.executable, *command], env=ENVIRONMENT, check=True,
                           capture_output=True, text=True)
    return float(found.stdout)


def main() -> None:
    ours = ("-m", "wlnet", "-code", "1+1")
    ways = {"python -c pass": lambda: run("-c", "pass"), "wlnet -code 1+1": lambda: run(*ours)}
    if importlib.util.find_spec("IPython"):
        ways["ipython -c 1+1"] = lambda: run("-m", "IPython", "-c", "1+1")
    if importlib.util.find_spec("mathics"):
        ways["mathics -e 1+1"] = lambda: run("-m", "mathics.main", "-e", "1+1")
    for name, timing in alternate(ways, 7).items():
        print(f"{name:20} {timing.median:6.3f} s")
    print(f"{'peak memory':20} {memory(*ours):6.0f} MB")
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys; from wlnet.session import Session; Session().evaluate('1+1'); "
         "print([m for m in ('torch', 'sympy', 'matplotlib', 'PIL', 'mpmath', 'prompt_toolkit') if m in sys.modules])"],
        env=ENVIRONMENT, check=True, capture_output=True, text=True)
    print(f"{'heavy modules':20} {loaded.stdout.strip()}")


if __name__ == "__main__":
    main()
