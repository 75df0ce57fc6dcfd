"""``iclick import``: insurer data from CSV files, all of a file or nothing.

A file is read and checked row by row into a temporary table (``staging``), encrypted on the way;
then one short transaction merges it into the real table. Nothing of a file is held in memory.
"""

from storage.imports.importer import ImportReport, import_csv
from storage.imports.kinds import KINDS

__all__ = ["KINDS", "ImportReport", "import_csv"]
