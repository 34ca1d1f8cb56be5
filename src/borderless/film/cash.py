"""`[cash]`: when the film's money moves, where the producers know better than the usual schedules.

A cash flow follows from the budget, the schedule and the sources' instalments. What stands here
corrects it: days of events, lines paid in another way, loans that bridge, VAT that floats.
"""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from borderless.film.document import Amount, Country, Currency, Document, Share, Stage

Days = Annotated[int, Field(ge=0, le=730)]
Months = Annotated[Decimal, Field(ge=0, le=120, allow_inf_nan=False)]
Fee = Annotated[Decimal, Field(ge=0, le=Decimal("0.5"), allow_inf_nan=False)]
"""More than half of a loan as its fee is a slip, 2 for 0.02."""
Curve = Literal["uniform", "front", "back", "s"]


class Loan(Document):
    """`[[cash.loan]]`: money lent until other money comes, drawn as the account needs it.

    What is left out is as `finance/cash/cash.toml` says, and the cash flow says that it is.
    """

    name: str = ""
    kind: Literal["tax_credit", "senior", "gap", "overdraft"]
    """`tax_credit`: on an incentive; `senior`: on signed contracts; `gap`: on territories not yet
    sold; `overdraft`: the bank's line, repaid and drawn again as cash comes and goes."""
    against: tuple[str, ...] = ()
    """Ids of incentives or names of sources whose money repays it first. Left out: a tax-credit
    loan takes every incentive of the plan, a senior loan every signed sale; the others none."""
    advance: Share | None = None
    """Part of what is pledged that is lent, 0-1."""
    amount: Amount | None = None
    """The most that is lent, fee and interest included; left out: what the pledge carries, or what
    the account needs."""
    currency: Currency | None = None
    """Of the amount; left out: the film's currency."""
    fee: Fee | None = None
    """Once, of the loan's whole amount, taken from the first draw."""
    rate: Share | None = None
    """Yearly interest, 0-1, simple, on what is drawn."""
    from_: Annotated[str, Field(alias="from")] = ""
    """Event from which it can be drawn; left out: from the first day."""
    repaid: str = ""
    """Event on which all of it is paid back; left out: as what is pledged comes in."""
    months_after: Months = Decimal(0)
    """Months from that event to the repayment."""
    assumption: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Loan:
        if self.advance is not None and self.kind in ("gap", "overdraft"):
            raise ValueError(f"has an advance, but a loan of kind {self.kind} is on no pledge")
        if self.months_after and not self.repaid:
            raise ValueError("has months_after but no event on which it is `repaid`")
        return self


class CostPayment(Document):
    """A part of a cost's payment."""

    event: str
    """As for a source's instalment."""
    share: Share
    months_after: Months = Decimal(0)


class CostTiming(Document):
    """`[[cash.cost]]`: budget lines that are paid in a way of their own."""

    lines: Annotated[tuple[str, ...], Field(min_length=1)]
    """Account codes or descriptions."""
    paid: tuple[CostPayment, ...] = ()
    """Instalments, instead of a spread over the phase."""
    curve: Curve | None = None
    """How the cost is spread over its phase."""
    covered_by: str = ""
    """Name of the deferral or in-kind source that pays for the lines without cash."""
    note: str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> CostTiming:
        if self.paid and self.curve:
            raise ValueError("has `paid` and a `curve`; give one of the two")
        if not (self.paid or self.curve or self.covered_by):
            raise ValueError("says nothing: give `paid`, a `curve` or `covered_by`")
        if sum((part.share for part in self.paid), Decimal(0)) not in (0, 1):
            raise ValueError("has instalments (`paid`) that do not sum to 1")
        return self


class Vat(Document):
    """`[cash.vat]`: tax paid with each invoice and refunded later, where the film wants it shown.

    Pay bears none, so it is reckoned on the part of a line that is no labour.
    """

    rate: dict[Country, Share] = {}
    """By country where the money is spent, 0-1."""
    refunded_after: Months
    """Months from the payment to the refund."""


class Cash(Document):
    """`[cash]`: corrections of the cash flow."""

    events: dict[str, Day] = {}
    """Days of events: `signature`, `audit`, or one of your own that instalments name."""
    weekly: bool = True
    """Weeks instead of months while the film shoots."""
    pay_days: Days | None = None
    """Days from the end of a week's work to the pay for it."""
    invoice_days: Days | None = None
    """Days from the end of a week's work to the payment of its invoices."""
    curve: dict[Stage, Curve] = {}
    """How the costs of a stage are spread over its dates."""
    slip_months: Annotated[int, Field(ge=1, le=36)] | None = None
    """How late each instalment is tried."""
    budgeted: bool = False
    """The loans' fees and interest are what the budget's financing lines are for, and come out of
    them; otherwise they come on top."""
    cost: tuple[CostTiming, ...] = ()
    loan: tuple[Loan, ...] = ()
    vat: Vat | None = None
