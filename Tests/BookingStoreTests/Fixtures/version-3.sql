-- A database of version 3, before failed refunds could be retried for less.
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

CREATE TABLE payment_attempts (
    id INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    provider TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    request BLOB NOT NULL,
    checkout_id TEXT,
    url TEXT,
    state TEXT NOT NULL CHECK (state IN ('created', 'open', 'paid', 'refused', 'closed')),
    created_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    checks INTEGER NOT NULL DEFAULT 0,
    next_check_at INTEGER,
    UNIQUE (booking_id, number)
) STRICT;

CREATE UNIQUE INDEX payment_attempts_by_checkout ON payment_attempts (provider, checkout_id)
WHERE checkout_id IS NOT NULL;

CREATE INDEX payment_attempts_due ON payment_attempts (next_check_at)
WHERE next_check_at IS NOT NULL;

CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    attempt_id INTEGER NOT NULL REFERENCES payment_attempts (id),
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
    refunded INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL,
    UNIQUE (provider, remote_id),
    CHECK (refunded BETWEEN 0 AND amount)
) STRICT;

CREATE UNIQUE INDEX payments_one_kept ON payments (booking_id) WHERE is_kept;

CREATE INDEX payments_of_booking ON payments (booking_id);

CREATE TRIGGER payments_stand
BEFORE UPDATE OF booking_id, provider, remote_id, amount, currency ON payments
BEGIN
    SELECT raise(ABORT, 'a payment is what it was');
END;

CREATE TRIGGER payments_are_kept BEFORE DELETE ON payments
BEGIN
    SELECT raise(ABORT, 'a payment is refunded, never deleted');
END;

CREATE TABLE refunds (
    id INTEGER PRIMARY KEY,
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('initiated', 'processed', 'failed')),
    generation INTEGER NOT NULL DEFAULT 1,
    provider TEXT NOT NULL,
    remote_id TEXT,
    failure TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    next_try_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX refunds_by_remote ON refunds (provider, remote_id)
WHERE remote_id IS NOT NULL;

CREATE INDEX refunds_of_payment ON refunds (payment_id);

CREATE INDEX refunds_of_booking ON refunds (booking_id);

CREATE INDEX refunds_due ON refunds (next_try_at, id)
WHERE status = 'initiated' AND next_try_at IS NOT NULL;

CREATE INDEX refunds_failed ON refunds (id) WHERE status = 'failed';

CREATE TRIGGER refunds_count AFTER INSERT ON refunds
BEGIN
    UPDATE payments SET refunded = refunded + new.amount * (new.status <> 'failed')
    WHERE id = new.payment_id;
END;

CREATE TRIGGER refunds_recount AFTER UPDATE OF status ON refunds
WHEN old.status <> new.status
BEGIN
    UPDATE payments SET refunded = refunded
        + new.amount * (new.status <> 'failed') - old.amount * (old.status <> 'failed')
    WHERE id = new.payment_id;
END;

CREATE TRIGGER refunds_stand BEFORE UPDATE OF payment_id, booking_id, amount ON refunds
BEGIN
    SELECT raise(ABORT, 'a refund is what it was');
END;

CREATE TRIGGER refunds_are_kept BEFORE DELETE ON refunds
BEGIN
    SELECT raise(ABORT, 'a refund fails, and is never deleted');
END;

CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    refund_id INTEGER REFERENCES refunds (id),
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'refund_bounced')),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    currency TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX ledger_of_booking ON ledger (booking_id);

CREATE TRIGGER ledger_takes_payments AFTER INSERT ON payments
BEGIN
    INSERT INTO ledger (booking_id, payment_id, kind, amount, currency, at)
    VALUES (new.booking_id, new.id, 'payment', new.amount, new.currency, new.received_at);
END;

CREATE TRIGGER ledger_takes_made_refunds AFTER INSERT ON refunds
WHEN new.status = 'processed'
BEGIN
    INSERT INTO ledger (booking_id, payment_id, refund_id, kind, amount, currency, at)
    SELECT new.booking_id, p.id, new.id, 'refund', -new.amount, p.currency, new.updated_at
    FROM payments p WHERE p.id = new.payment_id;
END;

CREATE TRIGGER ledger_takes_refunds AFTER UPDATE OF status ON refunds
WHEN new.status = 'processed' AND old.status <> 'processed'
BEGIN
    INSERT INTO ledger (booking_id, payment_id, refund_id, kind, amount, currency, at)
    SELECT new.booking_id, p.id, new.id, 'refund', -new.amount, p.currency, new.updated_at
    FROM payments p WHERE p.id = new.payment_id;
END;

CREATE TRIGGER ledger_takes_bounces AFTER UPDATE OF status ON refunds
WHEN old.status = 'processed' AND new.status <> 'processed'
BEGIN
    INSERT INTO ledger (booking_id, payment_id, refund_id, kind, amount, currency, at)
    SELECT new.booking_id, p.id, new.id, 'refund_bounced', new.amount, p.currency,
        new.updated_at
    FROM payments p WHERE p.id = new.payment_id;
END;

CREATE TRIGGER ledger_stands BEFORE UPDATE ON ledger
BEGIN
    SELECT raise(ABORT, 'the ledger is only ever added to');
END;

CREATE TRIGGER ledger_is_kept BEFORE DELETE ON ledger
BEGIN
    SELECT raise(ABORT, 'the ledger is only ever added to');
END;

CREATE TABLE webhook_events (
    provider TEXT NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    body BLOB NOT NULL,
    processed_at INTEGER NOT NULL,
    PRIMARY KEY (provider, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_events_by_age ON webhook_events (processed_at);
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

-- Paid for, and given back when the guest cancelled.
INSERT INTO bookings (id, event_id, user_id, seats, status, amount, amount_paid, currency, refund_policy, payment_id,
    payment_status, payment_provider, refund_id, refund_status, refunded_at, created_at, confirmed_at, cancelled_at)
VALUES
    (5, 2, 1, 2, 'refunded', 3000000, 3000000, 'INR', '[{"hours_before":168,"percent":100}]', 'pi_test_a', 'success',
        'sandbox', 're_test_a', 'processed', 1790000700, 1790000500, 1790000550, 1790000600);

INSERT INTO booking_changes (booking_id, kind, actor, at) VALUES
    (5, 'held', 'guest', 1790000500), (5, 'payment_started', 'guest', 1790000510),
    (5, 'payment_succeeded', 'gateway', 1790000550), (5, 'confirmed', 'gateway', 1790000550),
    (5, 'cancelled', 'guest', 1790000600), (5, 'refund_initiated', 'gateway', 1790000610),
    (5, 'refund_processed', 'gateway', 1790000700);

INSERT INTO payment_attempts (id, booking_id, number, provider, idempotency_key, request, checkout_id, state,
    created_at, closes_at) VALUES
    (1, 5, 1, 'sandbox', 'checkout-1', x'61', 'cs_test_a', 'paid', 1790000510, 1790001400);

INSERT INTO payments (id, attempt_id, booking_id, provider, remote_id, amount, currency, is_kept, received_at) VALUES
    (1, 1, 5, 'sandbox', 'pi_test_a', 3000000, 'INR', 1, 1790000550);

INSERT INTO refunds (id, payment_id, booking_id, amount, reason, status, provider, remote_id, created_at, updated_at)
VALUES
    (1, 1, 5, 3000000, 'guest_cancelled', 'processed', 'sandbox', 're_test_a', 1790000600, 1790000700);

INSERT INTO outbox (notification_id, booking_id, payload, created_at, attempts, next_attempt_at, delivered_at) VALUES
    ('6ab1c2d0a4', 5, '{"type":"booking.confirmed","booking_id":5}', 1790000550, 1, 1790000550, 1790000551),
    ('6ab1c2d0a5', 5, '{"type":"booking.cancelled","booking_id":5}', 1790000600, 1, 1790000600, 1790000601),
    ('6ab1c2d0a6', 5, '{"type":"booking.refunded","booking_id":5}', 1790000700, 0, 1790000700, NULL);

INSERT INTO facts VALUES ('installation', '0a1b2c3d');

CREATE TABLE mails (
    id INTEGER PRIMARY KEY,
    change_id INTEGER NOT NULL UNIQUE REFERENCES booking_changes (id),
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;
CREATE INDEX mails_due ON mails (next_attempt_at, id) WHERE sent_at IS NULL;

INSERT INTO facts VALUES ('mailed_through', '13');

INSERT INTO mails (change_id, created_at, attempts, next_attempt_at, sent_at) VALUES
    (10, 1790000551, 1, 1790000551, 1790000552), (13, 1790000701, 0, 1790000701, NULL);

PRAGMA user_version = 3;
