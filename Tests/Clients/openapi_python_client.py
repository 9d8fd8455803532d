"""The journey of a guest and of a facilitator with clients of openapi-python-client."""

import sys
from datetime import datetime, timedelta, timezone

import crm_api
import main_api
from crm_api.api.account import log_in as facilitator_log_in
from crm_api.api.facilitator import (
    cancel_event,
    cancel_series,
    create_event,
    create_series,
    edit_event,
    edit_series,
    extend_series,
    get_series,
    list_series,
)
from crm_api.models import Credentials as FacilitatorCredentials
from crm_api.models import (
    CreateSeriesDryRun,
    Currency,
    EditSeriesDryRun,
    EventFields,
    EventKind,
    NewEvent,
    NewSeries,
    RefundTier,
    SeriesDates,
    SeriesFields,
    StaleProblem,
)
from main_api.api.account import log_in, register
from main_api.api.bookings import book_seats, cancel_booking, get_booking
from main_api.api.events import list_events
from main_api.models import Credentials, NotBookableProblem, Registration, SeatOrder

main_url, crm_url, name = sys.argv[1:]
anyone = main_api.Client(base_url=main_url, raise_on_unexpected_status=True)
visitor = crm_api.Client(base_url=crm_url, raise_on_unexpected_status=True)

user = register.sync(client=anyone, body=Registration(username=name, password="om-shanti-om"))
login = log_in.sync(client=anyone, body=Credentials(username=name, password="om-shanti-om"))
assert login.user.id == user.id
guest = main_api.AuthenticatedClient(base_url=main_url, token=login.access_token)

events = list_events.sync(client=anyone, limit=200).data
free = next(event for event in events if event.price == 0 and event.seats_left > 1)
booking = book_seats.sync(client=guest, body=SeatOrder(event_id=free.id, seats=1))
assert booking.status == "confirmed" and booking.event.title == free.title, booking
refused = book_seats.sync(client=guest, body=SeatOrder(event_id=free.id))
assert isinstance(refused, NotBookableProblem) and refused.booking_id == booking.id, refused
assert get_booking.sync(booking.id, client=guest).timeline[0].kind == "confirmed"
given_up = cancel_booking.sync(booking.id, client=guest)
assert given_up.status == "cancelled" and given_up.cancellation.seats == 1, given_up

login = facilitator_log_in.sync(
    client=visitor, body=FacilitatorCredentials(username="arjun", password="arjun123")
)
facilitator = crm_api.AuthenticatedClient(base_url=crm_url, token=login.access_token)
start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=60)
created = create_event.sync_detailed(
    2,
    client=facilitator,
    idempotency_key=name,
    body=NewEvent(
        title="Forest Retreat",
        starts_at=start,
        ends_at=start + timedelta(days=2),
        capacity=12,
        kind=EventKind.RETREAT,
        price=150000,
        currency=Currency.INR,
        refund_policy=[RefundTier(hours_before=168, percent=50)],
    ),
)
event = created.parsed
assert event.starts_at == start and event.refund_policy[0].percent == 50, event
edited = edit_event.sync(
    2, event.id, client=facilitator, if_match=created.headers["ETag"], body=EventFields(capacity=15)
)
assert edited.capacity == 15 and edited.title == event.title, edited
stale = edit_event.sync(
    2, event.id, client=facilitator, if_match=created.headers["ETag"], body=EventFields(capacity=16)
)
assert isinstance(stale, StaleProblem) and stale.version == edited.version, stale
assert cancel_event.sync(2, event.id, client=facilitator).status == "cancelled"

weekly = NewSeries(
    title="Evening Yoga",
    starts_on=f"{start:%Y-%m-%d}T18:00",
    duration_minutes=60,
    rule="FREQ=WEEKLY;COUNT=4",
    capacity=12,
    time_zone="Europe/Berlin",
)
planned = create_series.sync(
    2, client=facilitator, body=weekly, dry_run=CreateSeriesDryRun.VALUE_1
)
assert [date.local[-5:] for date in planned.events] == ["18:00"] * 4, planned
created = create_series.sync_detailed(2, client=facilitator, body=weekly)
series, events = created.parsed.series, created.parsed.events
assert len(events) == 4 and events[0].series_id == series.id, created.parsed
assert list_series.sync(2, client=facilitator).data[0].id == series.id
later = SeriesFields(time="18:30")
preview = edit_series.sync(
    2,
    series.id,
    client=facilitator,
    from_=events[2].id,
    body=later,
    dry_run=EditSeriesDryRun.VALUE_1,
)
assert preview.affected.bookings == 0 and len(preview.events) == 2, preview
edited = edit_series.sync(
    2,
    series.id,
    client=facilitator,
    from_=events[2].id,
    body=later,
    if_match=created.headers["ETag"],
)
assert edited.series.version == 2 and [event.id for event in edited.events] == [
    event.id for event in events[2:]
], edited
more = SeriesDates(dates=[f"{start + timedelta(days=90):%Y-%m-%d}T10:00"])
assert len(extend_series.sync(2, series.id, client=facilitator, body=more).events) == 1
cancelled = cancel_series.sync(2, series.id, client=facilitator, from_=events[1].id)
assert {event.status for event in cancelled.events} == {"cancelled"}, cancelled
assert len(get_series.sync(2, series.id, client=facilitator).events) == 5
