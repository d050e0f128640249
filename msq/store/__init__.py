"""Tables and queries: the only room that speaks SQL."""

from sqlalchemy import Connection

__all__ = ["Connection"]
