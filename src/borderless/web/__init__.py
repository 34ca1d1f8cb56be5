"""The workbench in the browser: accounts, films and their pages, long work, the API.

One Django project. Its floors are: `design` (look), `accounts` (people), `films` (revisions, who
may do what, actions), `jobs` (long work), and above them one folder a page.
"""
