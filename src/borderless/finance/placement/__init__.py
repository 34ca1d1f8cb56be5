"""Where each euro should be spent: the placement engine.

From the film, its wishes and the rulebook to a mixed-integer programme, solved to a proof, and back
to a film, a plan and the moves between.
"""

from __future__ import annotations

from borderless.finance.placement.answer import Answer, Goal, Outcome, Progress, Search
from borderless.finance.placement.optimise import export_model, optimise

__all__ = ["Answer", "Goal", "Outcome", "Progress", "Search", "export_model", "optimise"]
