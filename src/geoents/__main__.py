"""``python -m geoents`` is ``geoents``."""

from geoents.cli import main

main()
