import Foundation
import SQLite

/// Checks that every e-mail marked as sent exists, and no other; e-mails of erased users may be gone.
struct MailComparison {
    let context: RunContext

    func run() throws {
        // A repeated delivery overwrites the same file.
        let (all, sent) = try Database.read(fileAt: context.installation.mainDatabase) {
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
        let folder = context.installation.mailFolder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let delivered = Set(files.filter { $0.hasSuffix(".eml") })
        context.updateCounts { $0.mails = delivered.count }
        for mail in sent.subtracting(delivered) { context.violations.add(.lost, mail) }
        for mail in delivered.subtracting(all) { context.violations.add(.unrequested, mail) }
    }
}
