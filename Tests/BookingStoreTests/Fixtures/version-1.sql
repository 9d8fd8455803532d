-- A database of version 1, before there were payments.
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

INSERT INTO users (id, username, username_key, name, email, password_hash, created_at, erased_at) VALUES
    (1, 'bhavin', 'bhavin', 'Bhavin', 'bhavin@example.com', '!', 1790000000, NULL),
    (2, 'meera', 'meera', 'Meera', NULL, '!', 1790000100, NULL),
    (3, 'erased-3', 'erased-3', 'A former guest', NULL, '!', 1790000200, 1790000900);

INSERT INTO facilitators VALUES (2, 'Arjun Patel', 1790000000);

INSERT INTO events (id, title, description, kind, facilitator_id, location, time_zone, starts_at, ends_at, capacity,
    price, currency, status, refund_policy, version, created_at, updated_at, cancelled_at) VALUES
    (1, 'Sunrise Hatha Yoga', 'An hour.', 'session', 2, 'Bengaluru', 'Asia/Kolkata', 1800000000, 1800003600, 4,
        0, 'INR', 'scheduled', '[]', 1, 1790000000, 1790000000, NULL),
    (2, 'Meditation Retreat', 'Three days.', 'retreat', 2, 'Rishikesh', 'Asia/Kolkata', 1800100000, 1800300000, 20,
        1500000, 'INR', 'scheduled', '[{"hours_before":168,"percent":100}]', 3, 1790000000, 1790000500, NULL),
    (3, 'Breathwork', 'Called off.', 'session', 2, 'Pune', 'Asia/Kolkata', 1800000000, 1800003600, 9,
        0, 'INR', 'cancelled', '[]', 2, 1790000000, 1790000600, 1790000600);

INSERT INTO bookings (id, event_id, user_id, seats, status, hold_expires_at, amount, currency, refund_policy,
    payment_status, created_at, confirmed_at, cancelled_at) VALUES
    (1, 1, 1, 2, 'confirmed', NULL, 0, 'INR', '[]', NULL, 1790000300, 1790000300, NULL),
    (2, 1, 2, 1, 'cancelled', NULL, 0, 'INR', '[]', NULL, 1790000300, 1790000300, 1790000400),
    (3, 2, 2, 3, 'held', 1790001200, 4500000, 'INR', '[{"hours_before":168,"percent":100}]', 'pending', 1790000300,
        NULL, NULL),
    (4, 2, 1, 1, 'expired', 1790001200, 1500000, 'INR', '[]', 'pending', 1790000300, NULL, NULL);

INSERT INTO booking_changes (booking_id, kind, actor, at) VALUES
    (1, 'confirmed', 'guest', 1790000300), (2, 'confirmed', 'guest', 1790000300),
    (2, 'cancelled', 'guest', 1790000400), (3, 'held', 'guest', 1790000300), (4, 'held', 'guest', 1790000300),
    (4, 'expired', 'system', 1790001200);

INSERT INTO outbox (notification_id, booking_id, payload, created_at, attempts, next_attempt_at, delivered_at) VALUES
    ('6ab1c2d0a1', 1, '{"type":"booking.confirmed","booking_id":1}', 1790000300, 1, 1790000300, 1790000301),
    ('6ab1c2d0a2', 2, '{"type":"booking.confirmed","booking_id":2}', 1790000300, 1, 1790000300, 1790000301),
    ('6ab1c2d0a3', 2, '{"type":"booking.cancelled","booking_id":2}', 1790000400, 0, 1790000400, NULL);

INSERT INTO notifications (user_id, kind, message, event_id, booking_id, created_at) VALUES
    (2, 'booking_cancelled', 'You have cancelled your booking.', 1, 2, 1790000400);

INSERT INTO idempotency_keys VALUES ('user:1', 'a-key', x'00', 201, '[]', x'7b7d', 1790000300);

INSERT INTO facts VALUES ('demo', 'seeded');

PRAGMA user_version = 1;
