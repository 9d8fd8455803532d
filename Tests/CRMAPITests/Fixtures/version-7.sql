-- A database of version 7, with the sources of bookings.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
CHECK (letters IN ('each', 'daily', 'none')), text TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 0, reported_revision INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO facilitators VALUES(1,'priya','priya','Dr. Priya Sharma','!',1,1795368125,NULL,NULL,NULL,NULL,'each','',0,0);
INSERT INTO facilitators VALUES(2,'arjun','arjun','Arjun Patel','!',1,1795368125,NULL,'arjun@example.org','arjun@example.org',NULL,'daily','',2,2);
INSERT INTO facilitators VALUES(3,'kavya','kavya','Kavya Reddy','!',1,1795368125,NULL,NULL,NULL,NULL,'each','',0,0);
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id TEXT UNIQUE,
    facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
    booking_id INTEGER NOT NULL,
    sequence INTEGER,
    type TEXT,
    received_at INTEGER NOT NULL
, request_id TEXT) STRICT;
INSERT INTO notices VALUES(1,NULL,2,101,NULL,NULL,1795368128,NULL);
INSERT INTO notices VALUES(2,'0123456789abcdef0123456789abcdef',2,102,7,'booking.confirmed',1795368128,'a-request');
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
INSERT INTO bookings VALUES(1,2,101,'Bhavin',NULL,'Meditation Retreat',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795368128,1795368128,NULL,NULL);
INSERT INTO bookings VALUES(2,2,102,'Asha',3,'Evening Talk',5,2,'confirmed','success',90000,'INR',1795168800,7,1795368128,1795368128,NULL,NULL);
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
INSERT INTO known_networks VALUES(2,X'000102030405060708090a0b0c0d0e0f',1795368128);
CREATE TABLE account_links (
    -- Links in letters that are unused: a hash of the token in the link.
    token_hash BLOB PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES facilitators (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset')),
    address TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO account_links VALUES(X'00112233',2,'reset','arjun@example.org',1795369928);
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
INSERT INTO account_letters VALUES(1,'reset',2,'arjun@example.org',NULL,NULL,'0123456789abcdef',1795368128,0,NULL,1795368130);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('facilitators',3);
INSERT INTO sqlite_sequence VALUES('notices',2);
INSERT INTO sqlite_sequence VALUES('bookings',2);
INSERT INTO sqlite_sequence VALUES('account_letters',1);
CREATE INDEX notices_of_booking ON notices (facilitator_id, booking_id);
CREATE INDEX bookings_newest ON bookings (facilitator_id, id);
CREATE INDEX bookings_of_event ON bookings (facilitator_id, event_id, id);
CREATE UNIQUE INDEX facilitators_confirmed_email ON facilitators (lower(confirmed_email))
WHERE confirmed_email IS NOT NULL;
CREATE INDEX account_links_of_account ON account_links (account_id);
CREATE INDEX account_links_expiry ON account_links (expires_at);
CREATE INDEX account_letters_due ON account_letters (next_attempt_at)
WHERE next_attempt_at IS NOT NULL;
CREATE INDEX account_letters_of_recipient ON account_letters (recipient, kind);
CREATE INDEX account_letters_of_account ON account_letters (account_id, kind);
COMMIT;
PRAGMA user_version = 7;
