"""What leaves the house: the plan as JSON and as a printable page."""
