import Foundation
import SQLite

/// Compares the recorded actions with the databases and responses of both services.
struct Comparison {
    let context: RunContext
    let actions: RecordedActions
    let main: MainSnapshot
    let waitlists: WaitlistSnapshot
    let crm: CRMSnapshot
    /// Erasing a user cancels the user's bookings.
    let erasedUsers: Set<Int64>
    /// The bookings that may be paid.
    let paidBookings: Set<Int64>
    /// The outcomes of the requests to accept offers without a price, by booking.
    let acceptances: [Int64: [ActionOutcome<Void>]]

    /// Both services must be running without pending work.
    init(_ context: RunContext) throws {
        self.context = context
        actions = context.actions
        erasedUsers = Set(actions.accounts.filter(\.isErased).map(\.user))
        paidBookings = Set(actions.payments.filter { $0.limit > 0 }.map(\.booking))
        acceptances = Dictionary(grouping: actions.acceptances, by: \.booking)
            .mapValues { $0.map(\.outcome) }
        (main, waitlists) = try Database.read(fileAt: context.installation.mainDatabase) {
            (try MainSnapshot($0), try WaitlistSnapshot($0))
        }
        crm = try Database.read(fileAt: context.installation.crmDatabase) { try CRMSnapshot($0) }
    }

    var violations: Violations { context.violations }

    func run() throws {
        compareUsers()
        compareEvents()
        compareBookings()
        compareWalkIns()
        compareRosters()
        compareStatuses()
        compareWaitlists()
        compareContingents()
        try compareMoney()
        compareReceipts()
        compareNotices()
        compareBookingsAtCRM()
        try compareMails()
        context.updateCounts { counts in
            counts.notices = main.notices.count
            counts.messages = main.messages.values.reduce(0, +)
        }
        for index in Facilitator.usernames.indices { compareLists(of: Int64(index + 1)) }
        try runCheck(.main, "check")
        try runCheck(.crm, "reconcile")
        for line in context.installation.errorLines() { violations.add(.inconsistent, line) }
    }

    private func runCheck(_ service: Service, _ command: String) throws {
        let (succeeded, output) = try context.installation.run(service, command)
        if !succeeded {
            violations.add(.inconsistent, "\(service.rawValue) \(command): \(output)")
        }
    }

    /// Checks that every registered guest has an account in its last state, and no other exists.
    func compareUsers() {
        for account in actions.accounts {
            let id = account.user
            if main.users[account.isErased ? "#\(id)" : account.username] != id {
                violations.add(.lost, "\(account.username) is not user \(id)")
            }
            if account.isConfirmed, !main.confirmedUsers.contains(id) {
                violations.add(.lost, "the confirmed address of \(account.username)")
            }
            let name = main.names[id] ?? ""
            if !account.isErased, !account.names.contains(name) {
                violations.add(
                    .lost,
                    "the name of user \(account.user) is \(name), not one of \(account.names)")
            }
        }
        let known = Set(actions.accounts.map(\.username)).union(erasedUsers.map { "#\($0)" })
        for (username, id) in main.users where !known.contains(username) {
            violations.add(.unrequested, "user \(id), \(username)")
        }
    }

    /// Checks that every email marked as sent exists, and no other; emails of erased users may be
    /// gone. Guests without an account have one of each step of their bookings.
    func compareMails() throws {
        try compareLettersWithoutAccount()
        let mails = try Database.read(fileAt: context.installation.mainDatabase) {
            try $0.all(
                """
                SELECT 'mail-' || m.id, m.sent_at IS NOT NULL AND m.turn > 0,
                    m.turn > 0 AND CASE WHEN b.user_id IS NULL THEN b.guest_email
                        ELSE u.letter_address END IS NULL
                FROM mails m JOIN bookings b ON b.id = m.booking_id
                LEFT JOIN users u ON u.id = b.user_id
                UNION ALL
                SELECT 'account-' || id, sent_at IS NOT NULL AND address IS NOT NULL, false
                FROM account_letters
                UNION ALL
                SELECT 'waitlist-' || l.id, l.sent_at IS NOT NULL AND NOT l.is_withdrawn,
                    u.letter_address IS NULL AND u.erased_at IS NULL
                FROM waitlist_letters l JOIN waitlist w ON w.id = l.entry_id
                JOIN users u ON u.id = w.user_id
                """
            ) { (file: $0.string(0) + ".eml", isSent: $0.bool(1), isUnconfirmed: $0.bool(2)) }
        }
        for mail in mails where mail.isUnconfirmed {
            violations.add(.unrequested, "\(mail.file) to an unconfirmed address")
        }
        // A repeated delivery overwrites the same file.
        let folder = context.installation.mailFolder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let delivered = Set(files.filter { $0.hasSuffix(".eml") })
        context.updateCounts { $0.mails = delivered.count }
        for mail in mails where mail.isSent && !delivered.contains(mail.file) {
            violations.add(.lost, mail.file)
        }
        for file in delivered.subtracting(mails.map(\.file)) { violations.add(.unrequested, file) }
    }

    /// Their bookings get no other address while the test runs.
    private func compareLettersWithoutAccount() throws {
        let missing = try Database.read(fileAt: context.installation.mainDatabase) {
            try $0.all(
                """
                SELECT 'the letter about ' || s.kind || ' of booking ' || b.id
                FROM bookings b JOIN (
                    SELECT id AS booking_id, NULL AS change_id, 'confirmed' AS kind FROM bookings
                    UNION ALL
                    SELECT booking_id, id, kind FROM booking_changes
                    WHERE kind IN ('cancelled', 'seats_given_up', 'moved', 'refund_processed')
                    AND NOT is_covered
                ) s ON s.booking_id = b.id
                WHERE b.user_id IS NULL AND b.guest_email IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM mails m WHERE m.booking_id = b.id AND m.change_id IS s.change_id
                    AND m.reminder_start IS NULL AND m.message_id IS NULL)
                """
            ) { $0.string(0) }
        }
        for letter in missing { violations.add(.lost, letter) }
    }
}
