import SQLite

/// The tables, as a transaction reads and changes them: `tx.bookings.find(id)`.
extension Transaction {
    package var bookings: Bookings { Bookings(tx: self) }
    package var events: Events { Events(tx: self) }
    package var facilitators: Facilitators { Facilitators(tx: self) }
    package var idempotencyKeys: IdempotencyKeys { IdempotencyKeys(tx: self) }
    package var mails: Mails { Mails(tx: self) }
    package var metadata: Metadata { Metadata(tx: self) }
    package var notifications: Notifications { Notifications(tx: self) }
    package var outbox: Outbox { Outbox(tx: self) }
    package var paymentAttempts: PaymentAttempts { PaymentAttempts(tx: self) }
    package var payments: Payments { Payments(tx: self) }
    package var refunds: Refunds { Refunds(tx: self) }
    package var timelines: Timelines { Timelines(tx: self) }
    package var users: Users { Users(tx: self) }
    package var webhookEvents: WebhookEvents { WebhookEvents(tx: self) }
}

extension Changes {
    /// Notices to CRMAPI.
    package static let outbox = Changes(rawValue: 1)
    /// Checkouts that the gateway is to be asked about.
    package static let checkouts = Changes(rawValue: 2)
    /// Refunds that are to be sent.
    package static let refunds = Changes(rawValue: 4)
    /// Bookings and timelines, of which e-mails are made.
    package static let mail = Changes(rawValue: 8)
    /// Tokens of guests that have ended.
    package static let tokens = Changes(rawValue: 16)
}
