"""The journey of a guest and of a facilitator with clients of openapi-generator."""

import sys
from datetime import datetime, timedelta, timezone

import crm_api
import main_api

main_url, crm_url, name = sys.argv[1:]


def client(module, url, token=None):
    return module.ApiClient(module.Configuration(host=url, access_token=token))


anyone = main_api.AccountApi(client(main_api, main_url))
user = anyone.register(main_api.Registration(username=name, password="om-shanti-om"))
login = anyone.log_in(main_api.Credentials(username=name, password="om-shanti-om"))
assert login.user.id == user.id

guest = main_api.BookingsApi(client(main_api, main_url, login.access_token))
events = main_api.EventsApi(client(main_api, main_url)).list_events(limit=200).data
free = next(event for event in events if event.price == 0 and event.seats_left > 1)
booking = guest.book_seats(main_api.SeatOrder(event_id=free.id, seats=1))
assert booking.status == "confirmed" and booking.event.title == free.title, booking
try:
    guest.book_seats(main_api.SeatOrder(event_id=free.id))
    raise AssertionError("the second booking was not refused")
except main_api.exceptions.ConflictException as refused:
    assert refused.data.booking_id == booking.id, refused
assert guest.get_booking(booking.id).timeline[0].kind == "confirmed"
given_up = guest.cancel_booking(booking.id)
assert given_up.status == "cancelled" and given_up.cancellation.seats == 1, given_up

login = crm_api.AccountApi(client(crm_api, crm_url)).log_in(
    crm_api.Credentials(username="arjun", password="arjun123")
)
facilitator = crm_api.FacilitatorApi(client(crm_api, crm_url, login.access_token))
start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=60)
created = facilitator.create_event_with_http_info(
    2,
    crm_api.NewEvent(
        title="Forest Retreat",
        starts_at=start,
        ends_at=start + timedelta(days=2),
        capacity=12,
        kind=crm_api.EventKind.RETREAT,
        price=150000,
        currency=crm_api.Currency.INR,
        refund_policy=[crm_api.RefundTier(hours_before=168, percent=50)],
    ),
    idempotency_key=name,
)
event = created.data
assert event.starts_at == start and event.refund_policy[0].percent == 50, event
edited = facilitator.edit_event(
    2, event.id, crm_api.EventFields(capacity=15), if_match=created.headers["ETag"]
)
assert edited.capacity == 15 and edited.title == event.title, edited
assert facilitator.cancel_event(2, event.id).status == "cancelled"

weekly = crm_api.NewSeries(
    title="Evening Yoga",
    starts_on=f"{start:%Y-%m-%d}T18:00",
    duration_minutes=60,
    rule="FREQ=WEEKLY;COUNT=4",
    capacity=12,
    time_zone="Europe/Berlin",
)
planned = facilitator.create_series(2, weekly, dry_run=1)
assert [date.local[-5:] for date in planned.events] == ["18:00"] * 4, planned
created = facilitator.create_series_with_http_info(2, weekly)
series, events = created.data.series, created.data.events
assert len(events) == 4 and events[0].series_id == series.id, created.data
assert facilitator.list_series(2).data[0].id == series.id
later = crm_api.SeriesFields(time="18:30")
preview = facilitator.edit_series(2, series.id, events[2].id, later, dry_run=1)
assert preview.affected.bookings == 0 and len(preview.events) == 2, preview
edited = facilitator.edit_series(
    2, series.id, events[2].id, later, if_match=created.headers["ETag"]
)
assert edited.series.version == 2 and len(edited.events) == 2, edited
more = crm_api.SeriesDates(dates=[f"{start + timedelta(days=90):%Y-%m-%d}T10:00"])
assert len(facilitator.extend_series(2, series.id, more).events) == 1
cancelled = facilitator.cancel_series(2, series.id, events[1].id)
assert {event.status for event in cancelled.events} == {"cancelled"}, cancelled
assert len(facilitator.get_series(2, series.id).events) == 5
