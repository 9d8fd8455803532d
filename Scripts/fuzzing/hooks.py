"""Adapts the requests of schemathesis to HTTP and to this API."""

import re
import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    # A header is text, but a link may fill it with a number from a response.
    for name, value in case.headers.items():
        if not isinstance(value, (str, bytes)):
            case.headers[name] = str(value)
    # 7.0 is an integer in JSON but not in a query.
    for name, value in case.query.items():
        if isinstance(value, float) and value.is_integer():
            case.query[name] = int(value)
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    # A key of another request is refused, and schemathesis generates few distinct keys.
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    # The coverage phase overlooks a pattern whose alternatives all need characters that it avoids.
    if case.headers.get("If-Match", "*").isalnum():
        case.headers["If-Match"] = "*"
    # The numbers of a cursor have 64 bits, which its pattern cannot express readably.
    if isinstance(cursor := case.query.get("cursor"), str):
        case.query["cursor"] = re.sub(
            "[0-9]{19}", lambda number: str(min(int(number[0]), 2**63 - 1)), cursor
        )
