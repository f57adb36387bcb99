"""What a school offers: lesson types, prices, packages to buy."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables.parts import flag, of_school, ref

lesson_types = of_school(
    "lesson_types",
    Column("code", Text, nullable=False),
    Column("names", JSONB, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("buffer_before_minutes", Integer, nullable=False, server_default=text("0")),
    Column("buffer_after_minutes", Integer, nullable=False, server_default=text("0")),
    Column("price_minor", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False, server_default=text("0")),
    Column("capacity", Integer, nullable=False, server_default=text("1")),
    Column("places", Integer, nullable=False, server_default=text("1")),
    Column("requires", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("wishes", JSONB, nullable=False, server_default=text("'{}'")),
    flag("active", default=True),
    UniqueConstraint("school_id", "code"),
    CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
    CheckConstraint("buffer_before_minutes BETWEEN 0 AND 120", name="buffer_before"),
    CheckConstraint("buffer_after_minutes BETWEEN 0 AND 120", name="buffer_after"),
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint("vat_basis_points BETWEEN 0 AND 10000", name="vat"),
    CheckConstraint("capacity >= 1", name="capacity"),
    CheckConstraint("places BETWEEN 1 AND 8 AND (places = 1 OR capacity = 1)", name="places"),
)
"""places: students who may share an individual lesson. wishes: by kind of resource, what its attributes must be."""

lesson_type_prices = of_school(
    "lesson_type_prices",
    *ref("lesson_type_id", "lesson_types"),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("price_minor", BigInteger, nullable=False),
    UniqueConstraint("school_id", "lesson_type_id", "valid_from"),
    CheckConstraint("valid_until >= valid_from", name="order"),
    CheckConstraint("price_minor >= 0", name="price"),
)
"""Prices of lessons on these days at the school, the last one included; on other days the lesson type's own holds."""

package_products = of_school(
    "package_products",
    Column("names", JSONB, nullable=False),
    Column("lessons", Integer, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False, server_default=text("0")),
    Column("valid_days", Integer),
    flag("by_chat", default=False),
    flag("active", default=True),
    CheckConstraint("lessons BETWEEN 1 AND 1000", name="lessons"),
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint("vat_basis_points BETWEEN 0 AND 10000", name="vat"),
    CheckConstraint("valid_days >= 1", name="valid_days"),
)

package_product_types = of_school(
    "package_product_types",
    *ref("product_id", "package_products"),
    *ref("lesson_type_id", "lesson_types"),
    key=("school_id", "product_id", "lesson_type_id"),
)
