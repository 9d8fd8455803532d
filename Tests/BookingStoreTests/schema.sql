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
, confirmed_email TEXT, inherited_email TEXT, gets_link_at_login INTEGER NOT NULL DEFAULT 0, letter_address TEXT
GENERATED ALWAYS AS (coalesce(confirmed_email, inherited_email)) VIRTUAL) STRICT;

CREATE TRIGGER users_are_kept BEFORE DELETE ON users
BEGIN
    SELECT raise(ABORT, 'a user is erased, never deleted');
END;

CREATE TABLE facilitators (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    updated_at INTEGER NOT NULL
, email TEXT, reply_to TEXT, letters TEXT NOT NULL DEFAULT 'each'
CHECK (letters IN ('each', 'daily', 'none')), picture TEXT REFERENCES pictures (name), text TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE booking_changes (
    id INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
, seats INTEGER, amount INTEGER, from_event_id INTEGER REFERENCES events (id), is_covered INTEGER NOT NULL DEFAULT 0
    CHECK (is_covered IN (0, 1))) STRICT;

CREATE TRIGGER booking_changes_stand BEFORE UPDATE ON booking_changes
BEGIN
    SELECT raise(ABORT, 'the timeline is only ever added to');
END;

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    event_id INTEGER REFERENCES events (id),
    booking_id INTEGER REFERENCES bookings (id),
    created_at INTEGER NOT NULL,
    read_at INTEGER
, message_id INTEGER REFERENCES messages (id)) STRICT;

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
, facilitator_id INTEGER REFERENCES facilitators (id), comment TEXT) STRICT;

CREATE UNIQUE INDEX refunds_by_remote ON refunds (provider, remote_id)
WHERE remote_id IS NOT NULL;

CREATE INDEX refunds_of_payment ON refunds (payment_id);

CREATE INDEX refunds_of_booking ON refunds (booking_id);

CREATE INDEX refunds_due ON refunds (next_try_at, id)
WHERE status = 'initiated' AND next_try_at IS NOT NULL;

CREATE INDEX refunds_failed ON refunds (id) WHERE status = 'failed';

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
    processed_at INTEGER NOT NULL,
    PRIMARY KEY (provider, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_events_by_age ON webhook_events (processed_at);

CREATE TRIGGER refunds_stand BEFORE UPDATE OF payment_id, booking_id, amount ON refunds
WHEN new.payment_id <> old.payment_id OR new.booking_id <> old.booking_id
    OR new.amount > old.amount OR new.amount < old.amount AND old.status <> 'failed'
BEGIN
    SELECT raise(ABORT, 'a refund is what it was');
END;

CREATE INDEX refunds_of_facilitator ON refunds (facilitator_id, id);

CREATE TABLE event_seats (
    -- How many seats an event has, and how many of them are taken: those of its held and
    -- confirmed bookings, as triggers count them.
    event_id INTEGER PRIMARY KEY REFERENCES events (id),
    capacity INTEGER NOT NULL CHECK (capacity >= 1),
    taken INTEGER NOT NULL DEFAULT 0, waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0), least_waiting_seats INTEGER, contingent INTEGER NOT NULL DEFAULT 0 CHECK (contingent >= 0),
    CHECK (taken BETWEEN 0 AND capacity)
) STRICT;

CREATE TRIGGER event_seats_are_kept BEFORE DELETE ON event_seats
BEGIN
    SELECT raise(ABORT, 'an event has seats as long as it is there');
END;

CREATE TABLE "events" (
    -- What a facilitator offers; its seats are in event_seats.
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('session', 'retreat')),
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    location TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    status TEXT NOT NULL CHECK (status IN ('scheduled', 'cancelled')),
    refund_policy TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    cancelled_at INTEGER, attendee_info TEXT NOT NULL DEFAULT '', reminded_start INTEGER, visibility TEXT NOT NULL DEFAULT 'public'
    CHECK (visibility IN ('public', 'unlisted', 'draft')), booking_closes_minutes_before INTEGER
    CHECK (booking_closes_minutes_before >= 0), cancellation_reason TEXT, change_reason TEXT, series_id INTEGER REFERENCES series (id), own_fields TEXT NOT NULL DEFAULT '', waitlist_open INTEGER NOT NULL DEFAULT 1
    CHECK (waitlist_open IN (0, 1)), picture TEXT REFERENCES pictures (name),
    CHECK (ends_at > starts_at),
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
) STRICT;

CREATE INDEX events_by_start ON events (starts_at, id, ends_at, status);

CREATE INDEX events_of_facilitator ON events (facilitator_id, starts_at, id);

CREATE TRIGGER events_are_kept BEFORE DELETE ON events
BEGIN
    SELECT raise(ABORT, 'an event is cancelled, never deleted');
END;

CREATE INDEX booking_changes_of_booking ON booking_changes (booking_id);

CREATE TRIGGER booking_changes_are_kept BEFORE DELETE ON booking_changes
BEGIN
    SELECT raise(ABORT, 'the timeline is only ever added to');
END;

CREATE TABLE outbox (
    -- Notices to CRMAPI, which orders them by their id: what happened to a booking, and how
    -- it and its payment stood by then. Delivered are those up to the one that the fact
    -- delivered_through names, but for delayed_notices.
    id INTEGER PRIMARY KEY,
    notification_id TEXT NOT NULL,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    payment_status TEXT,
    amount_paid INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    request_id TEXT
) STRICT;

CREATE TABLE delayed_notices (
    -- Notices that CRMAPI could not take, and those of the same bookings behind them, whose
    -- time has not come as long as it is NULL.
    notice_id INTEGER PRIMARY KEY REFERENCES outbox (id),
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER
) STRICT;

CREATE INDEX delayed_notices_due ON delayed_notices (next_attempt_at)
WHERE next_attempt_at IS NOT NULL;

CREATE INDEX delayed_notices_of_booking ON delayed_notices (booking_id);

CREATE INDEX outbox_of_booking ON outbox (booking_id);

CREATE TRIGGER notices_are_kept BEFORE DELETE ON outbox
BEGIN
    SELECT raise(ABORT, 'a notice is delivered, never deleted');
END;

CREATE TRIGGER notices_stand BEFORE UPDATE ON outbox
BEGIN
    SELECT raise(ABORT, 'a notice says what was so when it was written');
END;

CREATE TABLE booked_times (
    -- The start, end and place that bookings were made with, of those whose event was
    -- edited since; the others were made with the event's own.
    booking_id INTEGER PRIMARY KEY REFERENCES bookings (id),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    location TEXT NOT NULL
) STRICT;

CREATE TRIGGER refunds_move_as_they_may BEFORE UPDATE OF status ON refunds
WHEN old.status = 'processed' AND new.status = 'initiated'
BEGIN
    SELECT raise(ABORT, 'a refund does not go from this status to that');
END;

CREATE INDEX refunds_initiated ON refunds (created_at) WHERE status = 'initiated';

CREATE INDEX refunds_of_facilitator_in_status ON refunds (facilitator_id, status);

CREATE TABLE skipped_notices (
    -- IDs that no notice has: how many of them there are, and the notice before them.
    after INTEGER PRIMARY KEY,
    count INTEGER NOT NULL CHECK (count > 0)
) STRICT;

CREATE TRIGGER delayed_notices_count AFTER INSERT ON delayed_notices
BEGIN
    UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'delayed_notices';
END;

CREATE TRIGGER delayed_notices_uncount AFTER DELETE ON delayed_notices
BEGIN
    UPDATE facts SET value = CAST(value AS INTEGER) - 1 WHERE name = 'delayed_notices';
END;

CREATE TABLE disputes (
    -- Payments that a guest's bank demands back; a lost one is returned to the guest.
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    status TEXT NOT NULL CHECK (status IN ('open', 'won', 'lost')),
    opened_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (provider, remote_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX disputes_of_payment ON disputes (payment_id);

CREATE TRIGGER disputes_are_kept BEFORE DELETE ON disputes
BEGIN
    SELECT raise(ABORT, 'a dispute is decided, never deleted');
END;

CREATE TABLE known_networks (
    account_id INTEGER NOT NULL REFERENCES users (id),
    -- A keyed hash of the account and the network.
    network BLOB NOT NULL,
    -- The latest login, within a day.
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, network)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_networks_seen ON known_networks (seen_at);

CREATE VIEW event_texts AS
SELECT (e.starts_at << 24) | (e.id & 16777215) AS search_id, e.title, e.description,
    e.location, f.name AS facilitator
FROM events e JOIN facilitators f ON f.id = e.facilitator_id;

CREATE VIRTUAL TABLE event_search USING fts5 (title, description, location, facilitator,
    content = 'event_texts', content_rowid = 'search_id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');

CREATE VIRTUAL TABLE user_search USING fts5 (name, content = 'users', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');

CREATE UNIQUE INDEX users_confirmed_email ON users (lower(confirmed_email))
WHERE confirmed_email IS NOT NULL;

CREATE TABLE account_links (
    -- Links in letters that are unused: a hash of the token in the link.
    token_hash BLOB PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset')),
    address TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_links_of_account ON account_links (account_id);

CREATE INDEX account_links_expiry ON account_links (expires_at);

CREATE TABLE account_letters (
    -- Letters about accounts. A requested reset has the text that was entered until its
    -- address is found. Without both, the account was erased.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    account_id INTEGER REFERENCES users (id),
    address TEXT,
    login TEXT,
    -- A hash of the address, which counts letters also after an erasure.
    recipient BLOB,
    identity TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    sent_at INTEGER
) STRICT;

CREATE INDEX account_letters_due ON account_letters (next_attempt_at)
WHERE next_attempt_at IS NOT NULL;

CREATE INDEX account_letters_of_recipient ON account_letters (recipient, kind);

CREATE INDEX account_letters_of_account ON account_letters (account_id, kind);

CREATE TABLE facilitator_mails (
    -- E-mail to facilitators about the lines of timelines; NULL is a booking's first line.
    -- Those of one day that are due together become one letter.
    id INTEGER PRIMARY KEY,
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    change_id INTEGER REFERENCES booking_changes (id),
    is_daily INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    sent_at INTEGER
) STRICT;

CREATE UNIQUE INDEX facilitator_mails_of_booking
ON facilitator_mails (booking_id, ifnull(change_id, 0));

CREATE INDEX facilitator_mails_due ON facilitator_mails (next_attempt_at)
WHERE next_attempt_at IS NOT NULL;

CREATE INDEX events_to_remind ON events (starts_at)
WHERE status = 'scheduled' AND reminded_start IS NOT starts_at;

CREATE TABLE stopped_reminders (
    -- Guests who want no reminders.
    user_id INTEGER PRIMARY KEY REFERENCES users (id),
    stopped_at INTEGER NOT NULL
) STRICT;

CREATE TABLE "bookings" (
    -- Seats of an event; the row is the first line of the booking's timeline. user_id is
    -- the account that owns it, if there is one.
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    user_id INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    source TEXT NOT NULL DEFAULT 'guest' CHECK (source = 'guest' OR source = 'facilitator'),
    seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
    status TEXT NOT NULL
        CHECK (status = 'held' OR status = 'confirmed' OR status = 'expired'
            OR status = 'cancelled' OR status = 'refunded'),
    hold_expires_at INTEGER,
    -- The price of the seats that the booking has, or had last.
    amount INTEGER NOT NULL CHECK (amount >= 0),
    amount_paid INTEGER NOT NULL DEFAULT 0 CHECK (amount_paid >= 0),
    -- What cancelled seats and lower prices made due to the guest.
    due INTEGER NOT NULL DEFAULT 0 CHECK (due >= 0),
    -- As the event had it, whose table has the CHECK.
    currency TEXT NOT NULL,
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
    dispute TEXT CHECK (dispute = 'open' OR dispute = 'won' OR dispute = 'lost'),
    -- The guest of a booking that the facilitator made.
    guest_name TEXT,
    guest_email TEXT,
    -- A JSON array of names.
    attendees TEXT,
    attendance TEXT CHECK (attendance = 'arrived' OR attendance = 'no_show'),
    -- For facilitators only.
    note TEXT,
    -- What the facilitator wrote to the guest about the latest cancellation.
    cancellation_reason TEXT, reminders_stopped_at INTEGER, is_offer INTEGER NOT NULL DEFAULT 0
    CHECK (is_offer IN (0, 1)), contingent INTEGER NOT NULL DEFAULT 0 CHECK (contingent >= 0),
    CHECK (status <> 'held' OR hold_expires_at IS NOT NULL),
    CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL),
    CHECK (amount = 0 OR payment_status IS NOT NULL),
    CHECK (status <> 'confirmed' OR amount = 0 OR payment_status = 'success'
        OR source = 'facilitator'),
    CHECK (source = 'facilitator' OR user_id IS NOT NULL),
    CHECK (source = 'guest' OR guest_name IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX bookings_one_active ON bookings (event_id, user_id)
WHERE status IN ('held', 'confirmed') AND source = 'guest';

CREATE INDEX bookings_of_user ON bookings (user_id);

CREATE INDEX bookings_of_event ON bookings (event_id);

CREATE INDEX bookings_priced ON bookings (event_id) WHERE payment_status IS NOT NULL;

CREATE INDEX bookings_due_holds ON bookings (event_id, hold_expires_at)
WHERE status = 'held';

CREATE INDEX bookings_unowned ON bookings (guest_email COLLATE NOCASE)
WHERE user_id IS NULL AND guest_email IS NOT NULL;

CREATE TRIGGER bookings_take_seats AFTER INSERT ON bookings
WHEN new.status IN ('held', 'confirmed')
BEGIN
    UPDATE event_seats SET taken = taken + new.seats WHERE event_id = new.event_id;
END;

CREATE TRIGGER bookings_count_seats AFTER UPDATE OF status, seats ON bookings
BEGIN
    UPDATE event_seats SET taken = taken
        + new.seats * (new.status IN ('held', 'confirmed'))
        - old.seats * (old.status IN ('held', 'confirmed'))
    WHERE event_id = new.event_id;
END;

CREATE TRIGGER bookings_move_seats AFTER UPDATE OF event_id ON bookings
BEGIN
    UPDATE event_seats SET taken = taken - old.seats WHERE event_id = old.event_id;
    UPDATE event_seats SET taken = taken + new.seats WHERE event_id = new.event_id;
END;

CREATE TRIGGER bookings_are_kept BEFORE DELETE ON bookings
BEGIN
    SELECT raise(ABORT, 'a booking is cancelled, never deleted');
END;

CREATE TRIGGER bookings_keep_their_origin BEFORE UPDATE OF source, created_at ON bookings
BEGIN
    SELECT raise(ABORT, 'a booking keeps its source and its time');
END;

CREATE TRIGGER bookings_keep_their_guest BEFORE UPDATE OF user_id ON bookings
WHEN old.source = 'guest'
BEGIN
    SELECT raise(ABORT, 'a booking keeps the guest who made it');
END;

CREATE TRIGGER bookings_change_events BEFORE UPDATE OF event_id ON bookings
WHEN old.status <> 'confirmed' OR new.status <> 'confirmed' OR new.seats <> old.seats
BEGIN
    SELECT raise(ABORT, 'a booking changes its event with confirmed seats only');
END;

CREATE TRIGGER bookings_keep_their_price BEFORE UPDATE OF amount, seats ON bookings
WHEN old.status <> 'held' AND (new.amount > old.amount
    OR new.seats > old.seats AND old.payment_status IS NOT NULL)
BEGIN
    SELECT raise(ABORT, 'a booking gets dearer or larger only before it is paid');
END;

CREATE TRIGGER bookings_keep_sums BEFORE UPDATE OF amount_paid, due ON bookings
WHEN new.amount_paid < old.amount_paid OR new.due < old.due
BEGIN
    SELECT raise(ABORT, 'what was paid and what is due never fall');
END;

CREATE TRIGGER bookings_move_as_they_may BEFORE UPDATE OF status ON bookings
WHEN new.status <> old.status AND NOT CASE old.status
    WHEN 'held' THEN new.status IN ('confirmed', 'expired', 'cancelled')
    WHEN 'confirmed' THEN new.status = 'cancelled'
    WHEN 'expired' THEN new.status IN ('confirmed', 'refunded')
    WHEN 'cancelled' THEN new.status = 'refunded'
    WHEN 'refunded' THEN new.status IN ('cancelled', 'expired')
END
BEGIN
    SELECT raise(ABORT, 'a booking does not go from this status to that');
END;

CREATE TRIGGER payments_move_as_they_may BEFORE UPDATE OF payment_status ON bookings
WHEN new.payment_status IS NOT old.payment_status AND NOT ifnull(CASE old.payment_status
    WHEN 'pending' THEN new.payment_status IN ('success', 'failed')
        OR new.payment_status IS NULL AND new.amount = 0
    WHEN 'failed' THEN new.payment_status = 'success'
END, 0)
BEGIN
    SELECT raise(ABORT, 'a payment does not go from this status to that');
END;

CREATE TABLE "payments" (
    id INTEGER PRIMARY KEY,
    attempt_id INTEGER REFERENCES payment_attempts (id),
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
    refunded INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL,
    method TEXT CHECK (method IN ('cash', 'transfer', 'other')),
    UNIQUE (provider, remote_id),
    CHECK (refunded BETWEEN 0 AND amount),
    CHECK ((attempt_id IS NULL) = (provider = 'offline')),
    CHECK ((method IS NULL) = (provider <> 'offline'))
) STRICT;

CREATE UNIQUE INDEX payments_one_kept ON payments (booking_id)
WHERE is_kept AND provider <> 'offline';

CREATE INDEX payments_of_booking ON payments (booking_id);

CREATE TRIGGER payments_stand
BEFORE UPDATE OF booking_id, provider, remote_id, amount, currency, method ON payments
BEGIN
    SELECT raise(ABORT, 'a payment is what it was');
END;

CREATE TRIGGER payments_are_kept BEFORE DELETE ON payments
BEGIN
    SELECT raise(ABORT, 'a payment is refunded, never deleted');
END;

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

CREATE TABLE "calendar_entries" (
    -- The number that the next letter's calendar entry adds to the version of its event.
    booking_id INTEGER PRIMARY KEY REFERENCES bookings (id),
    changes INTEGER NOT NULL
) STRICT;

CREATE TABLE messages (
    -- What a facilitator wrote to all guests of an event.
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES events (id),
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- The number of messages in the guests' lists, and of letters.
    in_app INTEGER NOT NULL,
    letters INTEGER NOT NULL,
    -- The last booking whose letter was collected; NULL once all were.
    letters_through INTEGER
) STRICT;

CREATE INDEX messages_of_event ON messages (event_id, created_at);

CREATE INDEX messages_to_collect ON messages (id) WHERE letters_through IS NOT NULL;

CREATE TABLE "mails" (
    -- Letters to the guests of bookings. Those of a lower turn are sent first; 0 is withdrawn.
    id INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    -- The reported line of the timeline; NULL for the booking's creation, a reminder and a
    -- message.
    change_id INTEGER REFERENCES booking_changes (id),
    -- The start of which a reminder reminds.
    reminder_start INTEGER,
    message_id INTEGER REFERENCES messages (id),
    -- The event, if all of its guests get the letter.
    event_id INTEGER REFERENCES events (id),
    -- Whose letters share turns: the account's ID, or minus the ID of the first booking for
    -- an address without an account.
    recipient INTEGER NOT NULL,
    turn INTEGER NOT NULL CHECK (turn >= 0),
    -- What the calendar entry adds to the version of its event.
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    sent_at INTEGER
) STRICT;

CREATE INDEX mails_in_turn ON mails (turn, next_attempt_at)
WHERE next_attempt_at IS NOT NULL;

CREATE INDEX mails_of_recipient ON mails (recipient, turn)
WHERE next_attempt_at IS NOT NULL;

CREATE INDEX mails_of_event ON mails (event_id, turn)
WHERE event_id IS NOT NULL AND next_attempt_at IS NOT NULL;

CREATE UNIQUE INDEX mails_of_booking ON mails (booking_id, ifnull(change_id, 0),
    ifnull(reminder_start, 0), ifnull(message_id, 0));

CREATE UNIQUE INDEX mails_of_message ON mails (message_id, recipient)
WHERE message_id IS NOT NULL;

CREATE INDEX mails_failing ON mails (id) WHERE sent_at IS NULL AND attempts >= 5;

CREATE INDEX bookings_without_reminders ON bookings (guest_email COLLATE NOCASE)
WHERE user_id IS NULL AND reminders_stopped_at IS NOT NULL;

CREATE TABLE calendar_links (
    -- The addresses of private calendars; each belongs to a guest or a facilitator.
    id INTEGER PRIMARY KEY,
    user_id INTEGER UNIQUE REFERENCES users (id),
    -- CRMAPI's ID, also of a facilitator without events here.
    facilitator_id INTEGER UNIQUE,
    -- The address is made from it with a key that is not in the database.
    seed BLOB NOT NULL CHECK (length(seed) = 32),
    created_at INTEGER NOT NULL,
    CHECK ((user_id IS NULL) <> (facilitator_id IS NULL))
) STRICT;

CREATE TABLE series (
    -- Events that were created by one rule; the fields are those of their next ones.
    id INTEGER PRIMARY KEY,
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    -- RFC 5545, section 3.3.10.
    rule TEXT NOT NULL,
    -- Local dates without an event, with spaces between them.
    except_dates TEXT NOT NULL,
    -- The local time of the rule's start, such as 2027-01-12T18:00.
    starts_on TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL,
    location TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    currency TEXT NOT NULL,
    refund_policy TEXT NOT NULL,
    attendee_info TEXT NOT NULL,
    visibility TEXT NOT NULL,
    booking_closes_minutes_before INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
, waitlist_open INTEGER NOT NULL DEFAULT 1, picture TEXT REFERENCES pictures (name)) STRICT;

CREATE INDEX series_of_facilitator ON series (facilitator_id, id);

CREATE INDEX events_of_series ON events (series_id, ends_at, id, status, visibility)
WHERE series_id IS NOT NULL;

CREATE INDEX single_events_by_start ON events (starts_at, id, ends_at, status)
WHERE series_id IS NULL;

CREATE TABLE pending_event_changes (
    -- Changes of events whose effects on some bookings have yet to be recorded.
    event_id INTEGER PRIMARY KEY REFERENCES events (id),
    change TEXT NOT NULL CHECK (change IN ('cancelled', 'moved', 'corrected')),
    -- The time and place before; NULL for a cancelled event.
    starts_at INTEGER,
    ends_at INTEGER,
    time_zone TEXT,
    location TEXT,
    -- The last booking that the event had, and the last one whose effects are recorded.
    last_booking INTEGER NOT NULL,
    recorded_through INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    request_id TEXT, by_owner INTEGER NOT NULL DEFAULT 0
    CHECK (by_owner IN (0, 1)),
    CHECK ((change = 'cancelled') = (starts_at IS NULL)),
    CHECK ((starts_at IS NULL) = (ends_at IS NULL)
        AND (starts_at IS NULL) = (time_zone IS NULL)
        AND (starts_at IS NULL) = (location IS NULL))
) STRICT;

CREATE TABLE events_to_index (
    -- Events that have yet to be indexed, with their present row of the index; NULL for
    -- none.
    event_id INTEGER PRIMARY KEY REFERENCES events (id),
    search_id INTEGER,
    title TEXT,
    description TEXT,
    location TEXT,
    facilitator TEXT
) STRICT;

CREATE INDEX event_seats_awaited ON event_seats (event_id) WHERE waiting > 0;

CREATE INDEX bookings_open_offers ON bookings (hold_expires_at)
WHERE status = 'held' AND is_offer = 1;

CREATE TABLE waitlist (
    -- Guests who wait for seats, or have waited. What became of an offer is read from its
    -- booking.
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES events (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
    accepts_fewer INTEGER NOT NULL CHECK (accepts_fewer IN (0, 1)),
    created_at INTEGER NOT NULL,
    booking_id INTEGER UNIQUE REFERENCES bookings (id),
    left_at INTEGER,
    -- When the guest was told that nothing more is offered.
    closed_at INTEGER,
    least_seats INTEGER GENERATED ALWAYS AS (iif(accepts_fewer, 1, seats)) VIRTUAL,
    CHECK (booking_id IS NULL OR left_at IS NULL)
) STRICT;

CREATE UNIQUE INDEX waitlist_one_wait ON waitlist (event_id, user_id)
WHERE booking_id IS NULL AND left_at IS NULL;

CREATE INDEX waitlist_in_order ON waitlist (event_id, id)
WHERE booking_id IS NULL AND left_at IS NULL;

CREATE INDEX waitlist_by_seats ON waitlist (event_id, least_seats)
WHERE booking_id IS NULL AND left_at IS NULL;

CREATE INDEX waitlist_of_user ON waitlist (user_id, id);

CREATE INDEX waitlist_of_event ON waitlist (event_id, id);

CREATE TRIGGER waitlist_counts_joining AFTER INSERT ON waitlist
BEGIN
    UPDATE event_seats SET waiting = waiting + 1,
        least_waiting_seats = min(ifnull(least_waiting_seats, 10), new.least_seats)
    WHERE event_id = new.event_id;
END;

CREATE TRIGGER waitlist_counts_leaving AFTER UPDATE OF booking_id, left_at ON waitlist
WHEN old.booking_id IS NULL AND old.left_at IS NULL
BEGIN
    UPDATE event_seats SET waiting = waiting - 1, least_waiting_seats = (
        SELECT min(least_seats) FROM waitlist WHERE event_id = new.event_id
        AND booking_id IS NULL AND left_at IS NULL)
    WHERE event_id = new.event_id;
END;

CREATE TRIGGER waitlist_ends_once BEFORE UPDATE OF booking_id, left_at ON waitlist
WHEN old.booking_id IS NOT NULL OR old.left_at IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'a place on the waiting list ends once');
END;

CREATE TRIGGER waitlist_keeps_order
BEFORE UPDATE OF id, event_id, user_id, seats, accepts_fewer, created_at ON waitlist
BEGIN
    SELECT raise(ABORT, 'a place on the waiting list stays as it is');
END;

CREATE TRIGGER waitlist_is_kept BEFORE DELETE ON waitlist
BEGIN
    SELECT raise(ABORT, 'a place on the waiting list is never deleted');
END;

CREATE TABLE waitlist_letters (
    -- Letters to guests about their waits.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id INTEGER NOT NULL REFERENCES waitlist (id),
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    sent_at INTEGER,
    -- Whether its copy is to be deleted, because the guest was erased.
    is_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (is_withdrawn IN (0, 1))
) STRICT;

CREATE INDEX waitlist_letters_due ON waitlist_letters (next_attempt_at)
WHERE next_attempt_at IS NOT NULL;

CREATE INDEX waitlist_letters_of_entry ON waitlist_letters (entry_id);

CREATE TABLE contingent_refunds (
    -- The rest of the refund of one cancelled seat, which waits until the seat is taken.
    id INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    -- Where the seat was given up; the booking may have moved since.
    event_id INTEGER NOT NULL REFERENCES events (id),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    created_at INTEGER NOT NULL,
    released_at INTEGER,
    -- When the event was moved after it had begun.
    ended_at INTEGER,
    CHECK (released_at IS NULL OR ended_at IS NULL)
) STRICT;

CREATE INDEX contingent_refunds_open ON contingent_refunds (event_id, id)
WHERE released_at IS NULL AND ended_at IS NULL;

CREATE INDEX contingent_refunds_of_booking ON contingent_refunds (booking_id);

CREATE TRIGGER contingent_refunds_count AFTER INSERT ON contingent_refunds
BEGIN
    UPDATE event_seats SET contingent = contingent + 1 WHERE event_id = new.event_id;
    UPDATE bookings SET contingent = contingent + new.amount WHERE id = new.booking_id;
END;

CREATE TRIGGER contingent_refunds_uncount
AFTER UPDATE OF released_at, ended_at ON contingent_refunds
WHEN old.released_at IS NULL AND old.ended_at IS NULL
BEGIN
    UPDATE event_seats SET contingent = contingent - 1 WHERE event_id = new.event_id;
END;

CREATE TRIGGER contingent_refunds_end_once
BEFORE UPDATE OF released_at, ended_at ON contingent_refunds
WHEN old.released_at IS NOT NULL OR old.ended_at IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'the refund of a cancelled seat is decided once');
END;

CREATE TRIGGER contingent_refunds_stand
BEFORE UPDATE OF booking_id, event_id, amount ON contingent_refunds
BEGIN
    SELECT raise(ABORT, 'the refund of a cancelled seat stays as it is');
END;

CREATE TRIGGER contingent_refunds_are_kept BEFORE DELETE ON contingent_refunds
BEGIN
    SELECT raise(ABORT, 'the refund of a cancelled seat is never deleted');
END;

CREATE TABLE pictures (
    -- The name has the size and a digest of the bytes, so a row never changes.
    name TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER pictures_stay BEFORE UPDATE ON pictures
BEGIN
    SELECT raise(ABORT, 'a picture never changes');
END;

CREATE TABLE centre (
    -- The settings of the centre; no row until the first one is changed.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    tagline TEXT NOT NULL,
    accent TEXT,
    address TEXT NOT NULL,
    contact TEXT NOT NULL,
    imprint TEXT NOT NULL,
    privacy TEXT NOT NULL,
    terms TEXT NOT NULL,
    currency TEXT,
    time_zone TEXT,
    refund_policy TEXT NOT NULL,
    -- A JSON array.
    embed_origins TEXT NOT NULL,
    logo TEXT REFERENCES pictures (name),
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX events_of_picture ON events (picture) WHERE picture IS NOT NULL;

CREATE INDEX series_of_picture ON series (picture) WHERE picture IS NOT NULL;

CREATE INDEX facilitators_of_picture ON facilitators (picture)
WHERE picture IS NOT NULL;

CREATE TABLE receipt_numbers (
    -- The numbers of each year; those up to `reserved` are listed beside the database.
    year INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    CHECK (last BETWEEN 0 AND reserved)
) STRICT;

CREATE TABLE skipped_receipts (
    -- Numbers that a restored database had given out, or may have, after its backup.
    year INTEGER NOT NULL REFERENCES receipt_numbers (year),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    skipped_at INTEGER NOT NULL,
    PRIMARY KEY (year, first),
    CHECK (first <= last)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (
    -- A document for each line of the ledger, with seller and event as they were then.
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL REFERENCES receipt_numbers (year),
    number INTEGER NOT NULL CHECK (number >= 1),
    ledger_id INTEGER NOT NULL UNIQUE REFERENCES ledger (id),
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'credit')),
    refers_to INTEGER REFERENCES receipts (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    method TEXT NOT NULL,
    seller_name TEXT NOT NULL,
    seller_address TEXT NOT NULL,
    seller_contact TEXT NOT NULL,
    buyer TEXT,
    description TEXT NOT NULL,
    event_id INTEGER NOT NULL REFERENCES events (id),
    starts_at INTEGER NOT NULL,
    event_time_zone TEXT NOT NULL,
    seats INTEGER,
    time_zone TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    UNIQUE (year, number)
) STRICT;

CREATE INDEX receipts_of_booking ON receipts (booking_id);

CREATE TRIGGER receipts_stand BEFORE UPDATE OF year, number, ledger_id, booking_id,
    kind, refers_to, amount, currency, method, seller_name, seller_address,
    seller_contact, description, event_id, starts_at, event_time_zone, seats,
    time_zone, issued_at ON receipts
BEGIN
    SELECT raise(ABORT, 'a receipt is what it was');
END;

CREATE TRIGGER receipts_are_kept BEFORE DELETE ON receipts
BEGIN
    SELECT raise(ABORT, 'a receipt is never deleted');
END;
