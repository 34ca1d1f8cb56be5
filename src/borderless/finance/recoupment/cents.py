"""What was calculated, paid in whole cents that sum to what came in."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from borderless.finance.recoupment.positions import Leaf

NOTHING = Decimal(0)


def cents_of(
    owing: dict[Leaf, Decimal], amount: Decimal, cent: Decimal, remainder: str
) -> dict[Leaf, Decimal]:
    """Whole cents for each, summing to `amount`: rounded down, then by the largest remainders.

    Among equal remainders the party named by `remainder` comes first, then the larger amount, then
    the order of the schedule; so the listing order of a tier decides nothing but the last cent.
    """
    down = {
        leaf: max((due / cent).to_integral_value(ROUND_FLOOR), NOTHING)
        for leaf, due in owing.items()
    }
    over = int((amount / cent) - sum(down.values(), NOTHING))
    ranked = sorted(
        owing,
        key=lambda leaf: (
            -(owing[leaf] / cent - down[leaf]),
            leaf[0] != remainder,
            -owing[leaf],
            leaf,
        ),
    )
    while over > 0:
        for leaf in ranked[:over]:
            down[leaf] += 1
        over -= min(over, len(ranked))
    for leaf in reversed(ranked):
        if over == 0:
            break
        take = min(down[leaf], Decimal(-over))
        down[leaf] -= take
        over += int(take)
    return {leaf: count * cent for leaf, count in down.items()}
