"""A form is read as the standard library reads it, only faster."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.intake import Rejected
from webhooks.twilio import MAX_FIELDS, form_fields


@given(st.lists(st.tuples(st.text(), st.text()), max_size=20))
def test_any_form_is_read_as_it_was_written(fields: list[tuple[str, str]]) -> None:
    encoded = [(n.encode("utf-8", "replace").decode(), v.encode("utf-8", "replace").decode()) for n, v in fields]
    assert form_fields(urlencode(encoded).encode()) == encoded


@given(st.text(alphabet="ab=&%+;1fFzæ\x00 "))
def test_whatever_comes_is_read_as_the_standard_library_reads_it(body: str) -> None:
    assert form_fields(body.encode()) == parse_qsl(body, keep_blank_values=True)


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert form_fields(b"Body=%ff&From=\xfe") == [("Body", "\ufffd"), ("From", "\ufffd")]


def test_more_fields_than_a_message_can_have_are_refused() -> None:
    with pytest.raises(Rejected) as rejected:
        form_fields(b"&".join([b"a=b"] * (MAX_FIELDS + 1)))
    assert rejected.value.status == 400
