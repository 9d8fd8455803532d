-- A database of version 5, which has disputes.
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
) STRICT;
INSERT INTO facilitators VALUES(1,'priya','priya','Dr. Priya Sharma','!',1,1795368125,NULL);
INSERT INTO facilitators VALUES(2,'arjun','arjun','Arjun Patel','!',1,1795368125,NULL);
INSERT INTO facilitators VALUES(3,'kavya','kavya','Kavya Reddy','!',1,1795368125,NULL);
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
    last_notified_at INTEGER NOT NULL, dispute TEXT,
    UNIQUE (facilitator_id, booking_id)
) STRICT;
INSERT INTO bookings VALUES(1,2,101,'Bhavin',NULL,'Meditation Retreat',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795368128,1795368128,NULL);
INSERT INTO bookings VALUES(2,2,102,'Asha',3,'Evening Talk',5,2,'confirmed','success',90000,'INR',1795168800,7,1795368128,1795368128,NULL);
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
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('facilitators',3);
INSERT INTO sqlite_sequence VALUES('notices',2);
INSERT INTO sqlite_sequence VALUES('bookings',2);
CREATE INDEX notices_of_booking ON notices (facilitator_id, booking_id);
CREATE INDEX bookings_newest ON bookings (facilitator_id, id);
CREATE INDEX bookings_of_event ON bookings (facilitator_id, event_id, id);
COMMIT;
PRAGMA user_version = 5;
