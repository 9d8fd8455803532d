CREATE TABLE facilitators (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    token_generation INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
, email TEXT, confirmed_email TEXT, reply_to TEXT, letters TEXT NOT NULL DEFAULT 'each'
CHECK (letters IN ('each', 'daily', 'none')), text TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 0, reported_revision INTEGER NOT NULL DEFAULT 0, role TEXT NOT NULL DEFAULT 'facilitator'
CHECK (role IN ('facilitator', 'owner'))) STRICT;

CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id TEXT UNIQUE,
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    booking_id INTEGER NOT NULL,
    sequence INTEGER,
    type TEXT,
    received_at INTEGER NOT NULL
, request_id TEXT) STRICT;

CREATE INDEX notices_of_booking ON notices (facilitator_id, booking_id);

CREATE TABLE bookings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    booking_id INTEGER NOT NULL,
    user TEXT NOT NULL,
    user_id INTEGER,
    event TEXT NOT NULL,
    event_id INTEGER,
    seats INTEGER,
    status TEXT,
    payment_status TEXT,
    amount_paid INTEGER,
    currency TEXT,
    occurred_at INTEGER,
    sequence INTEGER,
    first_notified_at INTEGER NOT NULL,
    last_notified_at INTEGER NOT NULL, dispute TEXT, source TEXT,
    UNIQUE (facilitator_id, booking_id)
) STRICT;

CREATE INDEX bookings_newest ON bookings (facilitator_id, id);

CREATE INDEX bookings_of_event ON bookings (facilitator_id, event_id, id);

CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE known_networks (
    account_id INTEGER NOT NULL REFERENCES facilitators (id),
    -- A keyed hash of the account and the network.
    network BLOB NOT NULL,
    -- The latest login, within a day.
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, network)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX facilitators_confirmed_email ON facilitators (lower(confirmed_email))
WHERE confirmed_email IS NOT NULL;

CREATE TABLE account_links (
    -- Links in letters that are unused: a hash of the token in the link.
    token_hash BLOB PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES facilitators (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset')),
    address TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_links_of_account ON account_links (account_id);

CREATE INDEX account_links_expiry ON account_links (expires_at);

CREATE TABLE account_letters (
    -- Letters about accounts. A requested reset has the text that was entered until its
    -- address is found.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    account_id INTEGER REFERENCES facilitators (id),
    address TEXT,
    login TEXT,
    -- A hash of the address, which counts letters.
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
