"""Changes of state, one class each: the permission, the change and its record in one place.

A page, the API and a script all call the same class, so that all behave alike. To add one: a
module here with a frozen dataclass whose `run()` first asks `access.need(Can.…)`, then changes
everything inside one transaction, and returns what was made.
"""
