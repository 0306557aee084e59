"""`python -m serment`."""

import sys

from serment.cli import main

sys.exit(main())
