import SQLite

extension BookingMigrations {
    static let migration0002 = Migration(
        name: "payment attempts, payments, refunds and their ledger",
        sql: attemptsTable + paymentsTable + refundsTable + ledgerTable + webhookTable)

    private static let attemptsTable: [SQL] = [
        """
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
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX payment_attempts_by_checkout ON payment_attempts (provider, checkout_id)
        WHERE checkout_id IS NOT NULL
        """,
        """
        CREATE INDEX payment_attempts_due ON payment_attempts (next_check_at)
        WHERE next_check_at IS NOT NULL
        """,
    ]

    /// Only the triggers on `refunds` change `refunded`, and the CHECK bounds it by the amount. So an
    /// error in the program cannot refund more than was paid.
    private static let paymentsTable: [SQL] = [
        """
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
        ) STRICT
        """,
        "CREATE UNIQUE INDEX payments_one_kept ON payments (booking_id) WHERE is_kept",
        "CREATE INDEX payments_of_booking ON payments (booking_id)",
        """
        CREATE TRIGGER payments_stand
        BEFORE UPDATE OF booking_id, provider, remote_id, amount, currency ON payments
        BEGIN
            SELECT raise(ABORT, 'a payment is what it was');
        END
        """,
        """
        CREATE TRIGGER payments_are_kept BEFORE DELETE ON payments
        BEGIN
            SELECT raise(ABORT, 'a payment is refunded, never deleted');
        END
        """,
    ]

    private static let refundsTable: [SQL] = [
        """
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
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX refunds_by_remote ON refunds (provider, remote_id)
        WHERE remote_id IS NOT NULL
        """,
        "CREATE INDEX refunds_of_payment ON refunds (payment_id)",
        "CREATE INDEX refunds_of_booking ON refunds (booking_id)",
        """
        CREATE INDEX refunds_due ON refunds (next_try_at, id)
        WHERE status = 'initiated' AND next_try_at IS NOT NULL
        """,
        "CREATE INDEX refunds_failed ON refunds (id) WHERE status = 'failed'",
        """
        CREATE TRIGGER refunds_count AFTER INSERT ON refunds
        BEGIN
            UPDATE payments SET refunded = refunded + new.amount * (new.status <> 'failed')
            WHERE id = new.payment_id;
        END
        """,
        """
        CREATE TRIGGER refunds_recount AFTER UPDATE OF status ON refunds
        WHEN old.status <> new.status
        BEGIN
            UPDATE payments SET refunded = refunded
                + new.amount * (new.status <> 'failed') - old.amount * (old.status <> 'failed')
            WHERE id = new.payment_id;
        END
        """,
        """
        CREATE TRIGGER refunds_stand BEFORE UPDATE OF payment_id, booking_id, amount ON refunds
        BEGIN
            SELECT raise(ABORT, 'a refund is what it was');
        END
        """,
        """
        CREATE TRIGGER refunds_are_kept BEFORE DELETE ON refunds
        BEGIN
            SELECT raise(ABORT, 'a refund fails, and is never deleted');
        END
        """,
    ]

    /// Payments are positive, refunds negative. Triggers write the rows, so that none is missing.
    private static let ledgerTable: [SQL] = [
        """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            payment_id INTEGER NOT NULL REFERENCES payments (id),
            refund_id INTEGER REFERENCES refunds (id),
            kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'refund_bounced')),
            amount INTEGER NOT NULL CHECK (amount <> 0),
            currency TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX ledger_of_booking ON ledger (booking_id)",
        """
        CREATE TRIGGER ledger_takes_payments AFTER INSERT ON payments
        BEGIN
            INSERT INTO ledger (booking_id, payment_id, kind, amount, currency, at)
            VALUES (new.booking_id, new.id, 'payment', new.amount, new.currency, new.received_at);
        END
        """,
        """
        CREATE TRIGGER ledger_takes_made_refunds AFTER INSERT ON refunds
        WHEN new.status = 'processed'
        BEGIN
            INSERT INTO ledger (booking_id, payment_id, refund_id, kind, amount, currency, at)
            SELECT new.booking_id, p.id, new.id, 'refund', -new.amount, p.currency, new.updated_at
            FROM payments p WHERE p.id = new.payment_id;
        END
        """,
        """
        CREATE TRIGGER ledger_takes_refunds AFTER UPDATE OF status ON refunds
        WHEN new.status = 'processed' AND old.status <> 'processed'
        BEGIN
            INSERT INTO ledger (booking_id, payment_id, refund_id, kind, amount, currency, at)
            SELECT new.booking_id, p.id, new.id, 'refund', -new.amount, p.currency, new.updated_at
            FROM payments p WHERE p.id = new.payment_id;
        END
        """,
        """
        CREATE TRIGGER ledger_takes_bounces AFTER UPDATE OF status ON refunds
        WHEN old.status = 'processed' AND new.status <> 'processed'
        BEGIN
            INSERT INTO ledger (booking_id, payment_id, refund_id, kind, amount, currency, at)
            SELECT new.booking_id, p.id, new.id, 'refund_bounced', new.amount, p.currency,
                new.updated_at
            FROM payments p WHERE p.id = new.payment_id;
        END
        """,
        """
        CREATE TRIGGER ledger_stands BEFORE UPDATE ON ledger
        BEGIN
            SELECT raise(ABORT, 'the ledger is only ever added to');
        END
        """,
        """
        CREATE TRIGGER ledger_is_kept BEFORE DELETE ON ledger
        BEGIN
            SELECT raise(ABORT, 'the ledger is only ever added to');
        END
        """,
    ]

    private static let webhookTable: [SQL] = [
        """
        CREATE TABLE webhook_events (
            provider TEXT NOT NULL,
            event_id TEXT NOT NULL,
            type TEXT NOT NULL,
            body BLOB NOT NULL,
            processed_at INTEGER NOT NULL,
            PRIMARY KEY (provider, event_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX webhook_events_by_age ON webhook_events (processed_at)",
        // Identifies this installation's objects at a gateway that several installations use.
        "INSERT INTO facts (name, value) VALUES ('installation', lower(hex(randomblob(4))))",
    ]
}
