import Foundation
import SQLite

/// Every e-mail to a guest who is still there has gone out if it is marked so, and none that was
/// never to be.
struct MailComparison {
    private let shared: Person.Shared

    init(_ shared: Person.Shared) {
        self.shared = shared
    }

    func run() throws {
        // The same e-mail has the same name, however often it is sent.
        let (all, sent) = try Database.read(fileAt: shared.installation.mainDatabase) {
            (
                Set(try $0.all("SELECT id FROM mails") { "mail-\($0.int64(0)).eml" }),
                Set(
                    try $0.all(
                        """
                        SELECT m.id FROM mails m JOIN bookings b ON b.id = m.booking_id
                        JOIN users u ON u.id = b.user_id
                        WHERE m.sent_at IS NOT NULL AND u.email IS NOT NULL
                        """
                    ) { "mail-\($0.int64(0)).eml" })
            )
        }
        let folder = shared.installation.mailFolder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let there = Set(files.filter { $0.hasSuffix(".eml") })
        shared.counts.add { $0.mails = there.count }
        for mail in sent.subtracting(there) { shared.breaches.add(.lost, mail) }
        // Those to guests who have left may be gone, or have gone out without being noted.
        for mail in there.subtracting(all) { shared.breaches.add(.invented, mail) }
    }
}
