"""Make or update the checkout's .venv: `environment.py run` or `environment.py test`.

The dependencies are those that pyproject.toml states, for `test` with the extra `dev`. The project itself is
not built: a .pth file puts the checkout on the path. Of calls at the same time one works, the others wait.
"""

import fcntl
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PROJECT = ROOT / "pyproject.toml"


def stamp(use: str) -> Path:
    return VENV / f"wlnet-{use}.stamp"


def stamp_text() -> str:
    """What a stamp holds when its environment is current; scripts/environment compares the same text."""
    return f"{ROOT}\n{PROJECT.read_text()}"


def is_current(use: str) -> bool:
    return PYTHON.exists() and stamp(use).exists() and stamp(use).read_text() == stamp_text()


def works(*command: str) -> bool:
    """Whether a command of the environment's Python runs through."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, *command], capture_output=True, check=False).returncode == 0


def create() -> None:
    """Make the environment, unless a usable one is there; what a moved or removed Python left is cleared."""
    if not works("-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        print(f"wlnet: making {VENV} with Python {sys.version.split()[0]}", flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    elif not works("-m", "pip", "--version"):
        subprocess.run([PYTHON, "-m", "ensurepip", "--upgrade"], check=True)


def requirements(use: str) -> list[str]:
    project = tomllib.loads(PROJECT.read_text())["project"]
    return [*project["dependencies"], *(project["optional-dependencies"]["dev"] if use == "test" else [])]


def install(use: str) -> None:
    print("wlnet: installing what pyproject.toml states (once; torch is the large one)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *requirements(use)]
    subprocess.run(pip, check=True)
    packages = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()
    (Path(packages) / "wlnet-checkout.pth").write_text(f"{ROOT}\n")


def main(use: str) -> int:
    with PROJECT.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)        # released with the process, so no stale lock can stay behind
        if is_current(use):
            return 0
        try:
            create()
            install(use)
        except subprocess.CalledProcessError as error:
            print(f"wlnet: installing failed (status {error.returncode}); the reason stands above, often "
                  "the network. Run this again: it goes on from here.", file=sys.stderr)
            return 1
        except OSError as error:
            print(f"wlnet: cannot make {VENV}: {error}", file=sys.stderr)
            return 1
        for ready in {"run", use}:
            stamp(ready).write_text(stamp_text())
    print("wlnet: ready", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit("wlnet: stopped; the next call goes on from here")
