import SQLite
import Timekeeping

/// The tables, as a transaction reads and changes them: `tx.bookings.find(id)`.
extension Transaction {
    var bookedTimes: BookedTimes { BookedTimes(tx: self) }
    package var bookings: Bookings { Bookings(tx: self) }
    package var calendarFeeds: CalendarFeeds { CalendarFeeds(tx: self) }
    package var calendarLinks: CalendarLinks { CalendarLinks(tx: self) }
    package var centre: CentreTable { CentreTable(tx: self) }
    package var contingentRefunds: ContingentRefunds { ContingentRefunds(tx: self) }
    package var events: Events { Events(tx: self) }
    package var pendingEventChanges: PendingEventChanges { PendingEventChanges(tx: self) }
    package var facilitatorMails: FacilitatorMails { FacilitatorMails(tx: self) }
    package var facilitators: Facilitators { Facilitators(tx: self) }
    package var idempotencyKeys: IdempotencyKeys { IdempotencyKeys(tx: self) }
    package var mails: Mails { Mails(tx: self) }
    package var messages: Messages { Messages(tx: self) }
    package var metadata: Metadata { Metadata(tx: self) }
    package var reminders: Reminders { Reminders(tx: self) }
    package var notifications: Notifications { Notifications(tx: self) }
    package var outbox: Outbox { Outbox(tx: self) }
    package var paymentAttempts: PaymentAttempts { PaymentAttempts(tx: self) }
    package var payments: Payments { Payments(tx: self) }
    package var pictures: Pictures { Pictures(tx: self) }
    package var receiptNumbers: ReceiptNumbers { ReceiptNumbers(tx: self) }
    package var receipts: Receipts { Receipts(tx: self) }
    package var refunds: Refunds { Refunds(tx: self) }
    var searchIndex: SearchIndex { SearchIndex(tx: self) }
    package var series: SeriesTable { SeriesTable(tx: self) }
    package var timelines: Timelines { Timelines(tx: self) }
    package var waitlist: Waitlist { Waitlist(tx: self) }
    package var waitlistLetters: WaitlistLetters { WaitlistLetters(tx: self) }
    package var users: Users { Users(tx: self) }
    package var webhookEvents: WebhookEvents { WebhookEvents(tx: self) }
}

extension Changes {
    /// Notices to CRMAPI.
    package static let outbox = Changes(rawValue: 1)
    /// Checkouts that are due to be checked at the gateway.
    package static let checkouts = Changes(rawValue: 2)
    /// Refunds that are due to be sent.
    package static let refunds = Changes(rawValue: 4)
    /// Bookings and timelines, which cause emails.
    package static let mail = Changes(rawValue: 8)
    /// The validity of guests' tokens.
    package static let tokens = Changes(rawValue: 16)
    /// Emails to facilitators.
    package static let facilitatorMail = Changes(rawValue: 32)
    /// Events with pending changes, and events that have yet to be indexed.
    package static let events = Changes(rawValue: 64)
    /// People who wait for seats, and offers to them.
    package static let waitlist = Changes(rawValue: 128)
    /// Emails to people who wait.
    package static let waitlistLetters = Changes(rawValue: 256)
}

/// The length and age of a queue.
package struct QueueDepth: Equatable, Sendable {
    /// The number of waiting rows, due or not.
    package let count: Int
    package let oldest: Timestamp?
}

extension Transaction {
    /// Counts the rows that `FROM …` selects, by their column `created_at`.
    func depth(of waiting: SQL) throws -> QueueDepth {
        try first("SELECT count(*), min(created_at) \(fragment: waiting)") { row in
            QueueDepth(count: row.int(0), oldest: row.optionalTimestamp(1))
        } ?? QueueDepth(count: 0, oldest: nil)
    }
}
