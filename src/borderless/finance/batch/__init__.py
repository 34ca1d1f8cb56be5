"""Many plans at once: a film's sets of partners, or many films, on this machine or a cluster.

A task is plain data with a digest; it becomes one row wherever it is run. Runs differ in nothing
but their seconds: not in the number of workers, not in who finishes first, not in restarts.
"""
