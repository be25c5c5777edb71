"""`python -m wlnet` is the command line."""

import sys

from wlnet.cli import main

if __name__ == "__main__":
    sys.exit(main())
