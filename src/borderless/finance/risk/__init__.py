"""What can happen to a film's money: scenarios of exchange rates, payments, cost and sales."""
