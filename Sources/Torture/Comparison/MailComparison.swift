import Foundation
import SQLite

/// What is marked as sent has gone out, once, and nothing else has.
struct MailComparison {
    private let shared: Person.Shared

    init(_ shared: Person.Shared) {
        self.shared = shared
    }

    func run() throws {
        let sent = try Database.read(fileAt: shared.installation.mainDatabase) {
            try $0.all("SELECT id FROM mails WHERE sent_at IS NOT NULL") { $0.int64(0) }
        }
        let folder = shared.installation.mailFolder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let mails = files.filter { $0.hasSuffix(".eml") }
        shared.counts.add { $0.mails = mails.count }
        // The same e-mail has the same name, however often it is sent.
        if mails.count != sent.count {
            let kind: Breaches.Kind = mails.count < sent.count ? .lost : .invented
            shared.breaches.add(kind, "\(sent.count) e-mails are sent and \(mails.count) are there")
        }
    }
}
