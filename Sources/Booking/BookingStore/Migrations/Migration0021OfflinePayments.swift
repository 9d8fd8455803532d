import SQLite

extension BookingMigrations {
    /// A payment without an attempt was made in person. Triggers of other tables that name the table
    /// would prevent its new name.
    static let offlinePayments: [SQL] =
        [
            "DROP TRIGGER refunds_count",
            "DROP TRIGGER refunds_recount",
            "DROP TRIGGER ledger_takes_made_refunds",
            "DROP TRIGGER ledger_takes_refunds",
            "DROP TRIGGER ledger_takes_bounces",
            """
            CREATE TABLE payments_after (
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
            ) STRICT
            """,
            """
            INSERT INTO payments_after (id, attempt_id, booking_id, provider, remote_id, amount,
                currency, is_kept, refunded, received_at)
            SELECT id, attempt_id, booking_id, provider, remote_id, amount, currency, is_kept, refunded,
                received_at
            FROM payments
            """,
            "DROP TABLE payments",
            "ALTER TABLE payments_after RENAME TO payments",
            """
            CREATE UNIQUE INDEX payments_one_kept ON payments (booking_id)
            WHERE is_kept AND provider <> 'offline'
            """,
            "CREATE INDEX payments_of_booking ON payments (booking_id)",
            """
            CREATE TRIGGER payments_stand
            BEFORE UPDATE OF booking_id, provider, remote_id, amount, currency, method ON payments
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
        ] + triggersOfPayments

    private static let triggersOfPayments: [SQL] = [
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
    ]
}
