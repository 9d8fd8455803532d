import BookingStore
import Foundation
import HTTPClient
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// `MainAPI doctor`: finds problems of MainAPI's part of an installation.
struct DoctorCommand {
    let settings: MainSettings

    /// Prints a line for each finding; returns whether there are no errors.
    func run() async -> Bool {
        await Doctor(
            settings.service, peerAddress: settings.crm,
            installationPath: InternalPath.installation, migrations: BookingMigrations.all,
            installation: { try $0.metadata.installation() }
        ).run(adding: mail + (await proxy()), database)
    }

    /// Checks the public address through the reverse proxy, if there is one.
    private func proxy() async -> [Finding] {
        guard let address = settings.payments.publicAddress, address.hasPrefix("https://")
        else { return [] }
        var findings: [Finding] = []
        if !settings.service.isBehindProxy {
            findings.fail(
                "PUBLIC_URL is https and BEHIND_PROXY is off",
                "all clients share the proxy's address and its limit of failed logins",
                "Set BEHIND_PROXY=1")
        }
        let client = PeerClient(base: address, token: nil, timeout: .seconds(5), connections: 1)
        defer { client.close() }
        guard let health = try? await client.send(.init("GET", "/healthz")), health.isSuccess else {
            findings.fail(
                "\(address) does not reach this service", "browsers cannot use the site",
                "Check the proxy's configuration and certificate")
            return findings
        }
        if let metrics = try? await client.send(.init("GET", "/metrics")), metrics.isSuccess {
            findings.warn(
                "the proxy serves /metrics publicly", "it reveals internal figures",
                "Return 404 there, as in the README's example")
        }
        return findings
    }

    private func database(_ tx: Transaction) throws -> [Finding] {
        let now = WallClock.system.now()
        var findings: [Finding] = []
        for violation in try Invariants.check(tx) {
            findings.fail(
                "\(violation.rule.rawValue): \(violation.detail)", "the database is inconsistent",
                "Restore a backup, and report the problem with the log")
        }
        let notices = try tx.outbox.depth()
        if let oldest = notices.oldest, now.seconds(since: oldest) > 600 {
            findings.fail(
                "\(notices.count) notices wait for CRMAPI since \(oldest.rfc3339)",
                "facilitators do not see these bookings",
                "Check that CRMAPI runs with the same CRM_TOKEN; the log has"
                    + " crm_unreachable or crm_refused")
        }
        let refunds = try tx.refunds.failedCount()
        if refunds > 0 {
            findings.fail(
                "\(refunds) refunds have failed", "guests are owed money",
                "Their facilitators can retry them under Refunds")
        }
        let mails = try tx.mails.depth()
        if let oldest = mails.oldest, now.seconds(since: oldest) > 3_600 {
            findings.warn(
                "\(mails.count) e-mails wait since \(oldest.rfc3339)",
                "guests get no messages about their bookings",
                "Check that MAIL_SENDMAIL works; the log has mail_failed")
        }
        if let newest = try tx.bookings.newest(), newest.seconds(since: now) > 60 {
            findings.fail(
                "the newest booking was made at \(newest.rfc3339), which is in the future",
                "the clock of this machine is or was wrong", "Synchronize it with NTP")
        }
        return findings
    }

    private var mail: [Finding] {
        var findings: [Finding] = []
        let (program, folder) = (settings.mail.sendmail, settings.mail.folder)
        if let program, FileManager.default.isExecutableFile(atPath: program) {
            findings.append(.ok("e-mail is sent with \(program)"))
        } else if let program {
            findings.fail(
                "\(program) is not an executable file", "guests receive no e-mail",
                "Install a package that contains it, such as msmtp-mta, or change MAIL_SENDMAIL")
        } else {
            findings.warn(
                "e-mail is only written to \(folder)", "guests do not receive it",
                "Set MAIL_SENDMAIL to a program such as /usr/sbin/sendmail")
        }
        return findings
    }
}
