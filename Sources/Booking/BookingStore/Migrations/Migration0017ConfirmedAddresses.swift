import SQLite

extension BookingMigrations {
    /// Letters only go to addresses whose owner has followed a link. Addresses from before keep the
    /// letters of their bookings, and get a link at the next login.
    static let migration0017 = Migration(
        name: "confirmed addresses", sql: confirmedAddresses + accountLetters + facilitatorLetters)

    private static let confirmedAddresses: [SQL] = [
        "ALTER TABLE users ADD COLUMN confirmed_email TEXT",
        "ALTER TABLE users ADD COLUMN inherited_email TEXT",
        "ALTER TABLE users ADD COLUMN gets_link_at_login INTEGER NOT NULL DEFAULT 0",
        """
        ALTER TABLE users ADD COLUMN letter_address TEXT
        GENERATED ALWAYS AS (coalesce(confirmed_email, inherited_email)) VIRTUAL
        """,
        """
        UPDATE users SET inherited_email = email, gets_link_at_login = 1
        WHERE email IS NOT NULL AND erased_at IS NULL
        """,
        """
        CREATE UNIQUE INDEX users_confirmed_email ON users (lower(confirmed_email))
        WHERE confirmed_email IS NOT NULL
        """,
    ]

    private static let accountLetters: [SQL] = [
        """
        CREATE TABLE account_links (
            -- Links in letters that are unused: a hash of the token in the link.
            token_hash BLOB PRIMARY KEY,
            account_id INTEGER NOT NULL REFERENCES users (id),
            purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset')),
            address TEXT NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX account_links_of_account ON account_links (account_id)",
        "CREATE INDEX account_links_expiry ON account_links (expires_at)",
        """
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
        ) STRICT
        """,
        """
        CREATE INDEX account_letters_due ON account_letters (next_attempt_at)
        WHERE next_attempt_at IS NOT NULL
        """,
        "CREATE INDEX account_letters_of_recipient ON account_letters (recipient, kind)",
        "CREATE INDEX account_letters_of_account ON account_letters (account_id, kind)",
    ]

    private static let facilitatorLetters: [SQL] = [
        "ALTER TABLE facilitators ADD COLUMN email TEXT",
        "ALTER TABLE facilitators ADD COLUMN reply_to TEXT",
        """
        ALTER TABLE facilitators ADD COLUMN letters TEXT NOT NULL DEFAULT 'each'
        CHECK (letters IN ('each', 'daily', 'none'))
        """,
        """
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
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX facilitator_mails_of_booking
        ON facilitator_mails (booking_id, ifnull(change_id, 0))
        """,
        """
        CREATE INDEX facilitator_mails_due ON facilitator_mails (next_attempt_at)
        WHERE next_attempt_at IS NOT NULL
        """,
    ]
}
