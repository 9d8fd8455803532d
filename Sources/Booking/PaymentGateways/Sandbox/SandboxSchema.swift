import SQLite

/// The schema of the sandbox's own file.
enum SandboxSchema {
    static let migrations = [
        Migration(
            name: "checkouts, payments, refunds and webhooks of the sandbox",
            sql: [checkouts, payments, refunds, deliveries]),
        Migration(name: "deliveries by time", sql: deliveryIndexes),
        Migration(
            name: "requests without guests' addresses",
            sql: ["ALTER TABLE checkouts DROP COLUMN request"]),
    ]

    private static let checkouts: SQL = """
        CREATE TABLE checkouts (
            id TEXT PRIMARY KEY,
            idempotency_key TEXT NOT NULL UNIQUE,
            request BLOB NOT NULL,
            amount INTEGER NOT NULL CHECK (amount > 0),
            currency TEXT NOT NULL,
            description TEXT NOT NULL,
            success_url TEXT NOT NULL,
            cancel_url TEXT NOT NULL,
            booking_id TEXT NOT NULL,
            attempt TEXT NOT NULL,
            installation TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'complete', 'expired')),
            expires_at INTEGER NOT NULL,
            pays_late INTEGER NOT NULL DEFAULT 0,
            settles_at INTEGER
        ) STRICT, WITHOUT ROWID
        """

    private static let payments: SQL = """
        CREATE TABLE payments (
            id TEXT PRIMARY KEY,
            checkout_id TEXT NOT NULL REFERENCES checkouts (id),
            amount INTEGER NOT NULL,
            currency TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT
        """

    private static let refunds: SQL = """
        CREATE TABLE refunds (
            id TEXT PRIMARY KEY,
            payment_id TEXT NOT NULL REFERENCES payments (id),
            idempotency_key TEXT NOT NULL UNIQUE,
            amount INTEGER NOT NULL CHECK (amount > 0),
            refund_id TEXT NOT NULL,
            generation TEXT NOT NULL,
            installation TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
            settles_at INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT
        """

    private static let deliveries: SQL = """
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            body BLOB NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER NOT NULL,
            delivered_at INTEGER
        ) STRICT
        """

    private static let deliveryIndexes: [SQL] = [
        "CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE delivered_at IS NULL",
        """
        CREATE INDEX deliveries_done ON deliveries (delivered_at) WHERE delivered_at IS NOT NULL
        """,
    ]
}
