"""Puts into words of HTTP what schemathesis is about to send."""

import re
import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    # A header is text, though what a link takes for it from an answer may be a number.
    for name, value in case.headers.items():
        if not isinstance(value, (str, bytes)):
            case.headers[name] = str(value)
    # 7.0 is an integer in JSON, and none in a query.
    for name, value in case.query.items():
        if isinstance(value, float) and value.is_integer():
            case.query[name] = int(value)
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    # The key of another request is refused, and schemathesis has few keys.
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    # A cursor's numbers have 64 bits, which no pattern says that anybody could read.
    if isinstance(cursor := case.query.get("cursor"), str):
        case.query["cursor"] = re.sub(
            "[0-9]{19}", lambda number: str(min(int(number[0]), 2**63 - 1)), cursor
        )
