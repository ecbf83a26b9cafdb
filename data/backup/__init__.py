"""A backup of the shared database, of whichever engine, as one SQLite file; and back from it, into whichever engine.

One format for all: it needs no tool beside Python, no particular PostgreSQL version, moves an office from SQLite to
PostgreSQL, and can itself be opened by the dashboard. The imported files (JINGUO_FILES) are not in it.
"""
