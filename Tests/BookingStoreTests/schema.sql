CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT,
    password_hash TEXT NOT NULL,
    token_generation INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    erased_at INTEGER
) STRICT;

CREATE TRIGGER users_are_kept BEFORE DELETE ON users
BEGIN
    SELECT raise(ABORT, 'a user is erased, never deleted');
END;

CREATE TABLE facilitators (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('session', 'retreat')),
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    location TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity >= 1),
    seats_taken INTEGER NOT NULL DEFAULT 0,
    price INTEGER NOT NULL CHECK (price >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    status TEXT NOT NULL CHECK (status IN ('scheduled', 'cancelled')),
    refund_policy TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    cancelled_at INTEGER,
    CHECK (seats_taken BETWEEN 0 AND capacity),
    CHECK (ends_at > starts_at),
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
) STRICT;

CREATE INDEX events_by_start ON events (starts_at, id, ends_at, status);

CREATE INDEX events_of_facilitator ON events (facilitator_id, starts_at, id);

CREATE TRIGGER events_are_kept BEFORE DELETE ON events
BEGIN
    SELECT raise(ABORT, 'an event is cancelled, never deleted');
END;

CREATE TABLE bookings (
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES events (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
    status TEXT NOT NULL
        CHECK (status = 'held' OR status = 'confirmed' OR status = 'expired'
            OR status = 'cancelled' OR status = 'refunded'),
    hold_expires_at INTEGER,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    amount_paid INTEGER NOT NULL DEFAULT 0 CHECK (amount_paid >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    refund_policy TEXT NOT NULL,
    payment_id TEXT,
    payment_status TEXT CHECK (payment_status = 'pending' OR payment_status = 'success'
        OR payment_status = 'failed'),
    payment_provider TEXT,
    refund_id TEXT,
    refund_status TEXT CHECK (refund_status = 'initiated' OR refund_status = 'processed'
        OR refund_status = 'failed'),
    refunded_at INTEGER,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    cancelled_at INTEGER,
    CHECK (status <> 'held' OR hold_expires_at IS NOT NULL),
    CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL),
    CHECK ((amount = 0) = (payment_status IS NULL)),
    CHECK (status <> 'confirmed' OR amount = 0 OR payment_status = 'success')
) STRICT;

CREATE UNIQUE INDEX bookings_one_active ON bookings (event_id, user_id)
WHERE status IN ('held', 'confirmed');

CREATE INDEX bookings_of_user ON bookings (user_id, id);

CREATE INDEX bookings_due_holds ON bookings (event_id, hold_expires_at)
WHERE status = 'held';

CREATE TRIGGER bookings_take_seats AFTER INSERT ON bookings
WHEN new.status IN ('held', 'confirmed')
BEGIN
    UPDATE events SET seats_taken = seats_taken + new.seats WHERE id = new.event_id;
END;

CREATE TRIGGER bookings_move_seats AFTER UPDATE OF status, seats ON bookings
BEGIN
    UPDATE events SET seats_taken = seats_taken
        + new.seats * (new.status IN ('held', 'confirmed'))
        - old.seats * (old.status IN ('held', 'confirmed'))
    WHERE id = new.event_id;
END;

CREATE TRIGGER bookings_stay_whose_they_are BEFORE UPDATE OF event_id, user_id ON bookings
BEGIN
    SELECT raise(ABORT, 'a booking keeps its event and its guest');
END;

CREATE TRIGGER bookings_are_kept BEFORE DELETE ON bookings
BEGIN
    SELECT raise(ABORT, 'a booking is cancelled, never deleted');
END;

CREATE TABLE booking_changes (
    id INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX booking_changes_of_booking ON booking_changes (booking_id, id);

CREATE TRIGGER booking_changes_stand BEFORE UPDATE ON booking_changes
BEGIN
    SELECT raise(ABORT, 'the timeline is only ever added to');
END;

CREATE TRIGGER booking_changes_are_kept BEFORE DELETE ON booking_changes
BEGIN
    SELECT raise(ABORT, 'the timeline is only ever added to');
END;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id TEXT NOT NULL,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    delivered_at INTEGER
) STRICT;

CREATE INDEX outbox_due ON outbox (next_attempt_at, id) WHERE delivered_at IS NULL;

CREATE INDEX outbox_of_booking ON outbox (booking_id, id);

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    event_id INTEGER REFERENCES events (id),
    booking_id INTEGER REFERENCES bookings (id),
    created_at INTEGER NOT NULL,
    read_at INTEGER
) STRICT;

CREATE INDEX notifications_of_user ON notifications (user_id, id);

CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

CREATE TABLE idempotency_keys (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
