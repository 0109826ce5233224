"""Alembic's folder: how a database of an older layout becomes one of today's."""
