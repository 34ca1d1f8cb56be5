"""Random rules for property tests: every mechanism, in every combination."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from borderless.rulebook.scheme import Scheme

FIGURES = ("spend_local", "spend_total", "labour_local", "other_aid", "vfx_local")
money = st.decimals(0, 40_000_000, places=2)
share = st.decimals("0.01", "0.99", places=2)
rate = st.decimals("0.01", "0.60", places=3)
figure = st.sampled_from(FIGURES)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 1) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(["figure", "share", "fact", "all", "any", "none"][: 6 if depth else 3])
    )
    if kind == "figure":
        word = draw(st.sampled_from(["at_least", "more_than", "at_most", "less_than"]))
        return {"figure": draw(figure), word: draw(money)}
    if kind == "share":
        return {"figure": draw(figure), "at_least": draw(share), "share_of": draw(figure)}
    if kind == "fact":
        return {"fact": "format", "in": draw(st.lists(st.sampled_from(["feature", "series"])))}
    return {kind: draw(st.lists(conditions(depth=0), min_size=1, max_size=3))}


@st.composite
def limits(draw: st.DrawFn, names: tuple[str, ...]) -> dict[str, Any]:
    limit: dict[str, Any] = (
        {"amount": draw(money)}
        if draw(st.booleans())
        else {"share": draw(share), "of": draw(st.sampled_from(names))}
    )
    if draw(st.booleans()):
        limit["less"] = [draw(st.sampled_from(names))]
    if draw(st.integers(0, 3)) == 0:
        limit["when"] = draw(conditions())
    return limit


@st.composite
def brackets(draw: st.DrawFn) -> list[dict[str, Any]]:
    ends = sorted(draw(st.sets(st.integers(1, 20), max_size=3)))
    slices: list[dict[str, Any]] = [
        {"up_to": Decimal(end * 1_000_000), "rate": draw(rate)} for end in ends
    ]
    return [*slices, {"rate": draw(rate)}]


@st.composite
def steps(draw: st.DrawFn, name: str, earlier: tuple[str, ...]) -> dict[str, Any]:
    names = (*FIGURES, *earlier)
    step: dict[str, Any] = {
        "name": name,
        "says": name,
        "take": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)),
        "less": draw(st.lists(st.sampled_from(names), max_size=1)),
        "at_least": [{"amount": 0}] if draw(st.booleans()) else [],
        "at_most": draw(st.lists(limits(names), max_size=2)),
    }
    how = draw(st.sampled_from(["plain", "rate", "switch", "brackets", "ladder", "scale", "times"]))
    if how in ("rate", "switch"):
        step["rate"] = draw(rate)
    if how == "switch":
        step["switch"] = [{"when": draw(conditions()), "rate": draw(rate)}]
    if how == "brackets":
        step["brackets"] = draw(brackets())
    if how == "ladder":
        step["ladder"] = {
            "by": "score",
            "rungs": [{"from": n * 10, "rate": draw(rate)} for n in range(draw(st.integers(1, 4)))],
        }
    if how == "scale":
        step["scale"] = {"by": draw(st.sampled_from(names)), "over": "spend_total"}
    if how == "times":
        step["times"] = ["coproducer_share"]
    if draw(st.integers(0, 4)) == 0:
        step["when"] = draw(conditions())
    return step


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    made: list[dict[str, Any]] = []
    for name in ("base", "uplift", "amount", "net")[draw(st.integers(0, 2)) :]:
        made.append(draw(steps(name, tuple(one["name"] for one in made))))
    gates = [{**draw(conditions()), "says": "a gate"} for _ in range(draw(st.integers(0, 2)))]
    return Scheme.model_validate(
        {
            "rule": "incentive",
            "id": "xx-random",
            "name": "random",
            "territory": "DK",
            "kind": "cash_rebate",
            "currency": "EUR",
            "authority": "",
            "as_of": date(2026, 1, 1),
            "version": [{"from": date(2020, 1, 1), "gate": gates, "step": made}],
        }
    )


film = st.fixed_dictionaries(
    {
        **dict.fromkeys(FIGURES, money),
        "score": st.decimals(0, 50, places=0),
        "coproducer_share": st.decimals(0, 1, places=4),
    }
)
