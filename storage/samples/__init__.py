"""Sample insurer data for the demo: invented companies, people and claims, marked as samples.

The CSV files beside this page are those of ``iclick import``, but for their dates, which are
counted from the first day of the current month, so that the current policy year always holds
usages and claims: ``{-17m}`` is the first day of the month 17 months ago, ``{+31m-1d}`` the day
before the first of the month 31 months ahead, ``{-12d}`` twelve days before this month began, and
``{-12d 09:30}`` a moment of that day, in Western Indonesian time. ``claim_steps.csv``, which is no
CSV kind, holds what has happened to the claims so far.
"""

from storage.samples.loader import load_samples, render

__all__ = ["load_samples", "render"]
