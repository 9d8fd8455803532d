import SQLite

/// The steps by which MainAPI's database came to its present schema.
///
/// Append-only: a step that a database somewhere has seen is never edited, the next one mends it.
/// `Tests/BookingStoreTests/schema.sql` shows what they make together.
package enum BookingMigrations {
    /// The mark of MainAPI's databases (`PRAGMA application_id`): “Main” in ASCII.
    package static let applicationID: Int32 = 0x4D61_696E

    /// Every step, in order; a database's `user_version` says how many it has seen.
    package static let all = [
        Migration(
            name: "users, facilitators, events, bookings and what is told of them",
            sql: peopleSchema + eventsSchema + bookingsSchema + messagesSchema + keptSchema),
        Migration(name: "payments, refunds and the ledger", sql: paymentsSchema),
        Migration(name: "e-mail about bookings", sql: mailSchema),
        Migration(name: "failed refunds tried again for less", sql: lesserRetriesSchema),
        Migration(
            name: "what a notice was asked by",
            sql: ["ALTER TABLE outbox ADD COLUMN request_id TEXT"]),
        Migration(
            name: "no more of guests than is needed, and no move that may not be",
            sql: privacySchema + movesSchema),
        Migration(name: "money by event and by facilitator", sql: moneySchema),
        Migration(
            name: "fewer and narrower rows for a booking",
            sql: seatsSchema + beginningsSchema + noticesSchema + indexesSchema),
        Migration(name: "a booking is the first line of its timeline", sql: timelinesSchema),
        Migration(name: "a booking is undone with its write", sql: wholeWritesSchema),
        Migration(name: "a notice is written once", sql: deliveriesSchema),
    ]
}
