import BookingStore
import Foundation
import HTTPClient
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// `MainAPI doctor`: finds problems of MainAPI's part of an installation.
struct DoctorCommand {
    private let configuration: MainSettings

    init(_ configuration: MainSettings) {
        self.configuration = configuration
    }

    /// Prints a line for each finding; returns whether there are no errors.
    func run() async -> Bool {
        let service = Doctor.Service(
            name: "MainAPI", peer: "CRMAPI", peerVariable: "CRM_URL", nameAtPeer: "main_api",
            peerName: "crm_api",
            probe: ClientRequest("POST", InternalPath.notify, body: Array("{}".utf8)))
        return await Doctor(
            service, configuration.service, peerAddress: configuration.crm,
            migrations: BookingMigrations.all
        ).run(adding: [mail] + (await proxy()), database)
    }

    /// Checks the public address through the reverse proxy, if there is one.
    private func proxy() async -> [Finding] {
        guard let address = configuration.payments.publicAddress, address.hasPrefix("https://")
        else { return [] }
        var findings: [Finding] = []
        if !configuration.service.isBehindProxy {
            findings.append(
                .error(
                    "PUBLIC_URL is https and BEHIND_PROXY is off",
                    "all clients share the proxy's address and its limit of failed logins",
                    "Set BEHIND_PROXY=1"))
        }
        let client = PeerClient(base: address, token: nil, timeout: .seconds(5), connections: 1)
        defer { client.close() }
        guard let health = try? await client.send(.init("GET", "/healthz")), health.isSuccess else {
            findings.append(
                .error(
                    "\(address) does not reach this service", "browsers cannot use the site",
                    "Check the proxy's configuration and certificate"))
            return findings
        }
        if let metrics = try? await client.send(.init("GET", "/metrics")), metrics.isSuccess {
            findings.append(
                .warning(
                    "the proxy serves /metrics publicly", "it reveals internal figures",
                    "Return 404 there, as in the README's example"))
        }
        return findings
    }

    private func database(_ tx: Transaction) throws -> [Finding] {
        let now = WallClock.system.now()
        var findings = try Invariants.check(tx).map { violation in
            Finding.error(
                "\(violation.rule.rawValue): \(violation.detail)", "the database is inconsistent",
                "Restore a backup, and report the problem with the log")
        }
        let notices = try tx.outbox.depth()
        if let oldest = notices.oldest, now.seconds(since: oldest) > 600 {
            findings.append(
                .error(
                    "\(notices.count) notices wait for CRMAPI since \(oldest.rfc3339)",
                    "facilitators do not see these bookings",
                    "Check that CRMAPI runs with the same CRM_TOKEN; the log has"
                        + " crm_unreachable or crm_refused"))
        }
        let refunds = try tx.refunds.failedCount()
        if refunds > 0 {
            findings.append(
                .error(
                    "\(refunds) refunds have failed", "guests are owed money",
                    "Their facilitators can retry them under Refunds"))
        }
        let mails = try tx.mails.depth()
        if let oldest = mails.oldest, now.seconds(since: oldest) > 3_600 {
            findings.append(
                .warning(
                    "\(mails.count) e-mails wait since \(oldest.rfc3339)",
                    "guests get no messages about their bookings",
                    "Check that MAIL_SENDMAIL works; the log has mail_failed"))
        }
        if let newest = try tx.bookings.newest(), newest.seconds(since: now) > 60 {
            findings.append(
                .error(
                    "the newest booking was made at \(newest.rfc3339), which is in the future",
                    "the clock of this machine is or was wrong", "Synchronize it with NTP"))
        }
        return findings
    }

    private var mail: Finding {
        let settings = configuration.mail
        guard let program = settings.sendmail else {
            return .warning(
                "e-mail is only written to \(settings.folder)", "guests do not receive it",
                "Set MAIL_SENDMAIL to a program such as /usr/sbin/sendmail")
        }
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return .error(
                "\(program) is not an executable file", "guests receive no e-mail",
                "Install a package that contains it, such as msmtp-mta, or change MAIL_SENDMAIL")
        }
        return .ok("e-mail is sent with \(program)")
    }
}
