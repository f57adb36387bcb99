"""The schema, as SQLAlchemy tables, a module for each noun. `justdriving migrate --check` compares migrations with it.

Every table of a school has `school_id` first in its primary key, its unique keys and its foreign keys, so no row can
point into another school and the tables can be distributed by school. Contacts, conversations, inbox and outbox belong
to the platform: one person may have several schools. All times are timestamptz; all money is minor units.
"""

from storage.tables import (
    bookings,
    classes,
    conversations,
    filling,
    learning,
    lesson_types,
    money,
    office,
    processes,
    school,
)
from storage.tables.parts import ids, metadata

__all__ = [
    "bookings",
    "classes",
    "conversations",
    "filling",
    "ids",
    "learning",
    "lesson_types",
    "metadata",
    "money",
    "office",
    "processes",
    "school",
]
