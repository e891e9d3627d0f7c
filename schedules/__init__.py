"""The clock speaks: jobs that are due are found, claimed and done, once, whoever else is doing the same.

`timetable.JOBS` is every job on one page; a job is written in the file of its noun. `runner.Runner` plays them.
"""
