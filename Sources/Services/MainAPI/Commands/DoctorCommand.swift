import BookingStore
import Foundation
import HTTPClient
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// `MainAPI doctor`: what is wrong with MainAPI's part of an installation.
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

    /// What the world sees through the proxy, where there is one.
    private func proxy() async -> [Finding] {
        guard let address = configuration.payments.publicAddress, address.hasPrefix("https://")
        else { return [] }
        var findings: [Finding] = []
        if !configuration.service.isBehindProxy {
            findings.append(
                .error(
                    "PUBLIC_URL is https and BEHIND_PROXY is off",
                    "every client seems to be the proxy, and one who guesses passwords slows all",
                    "Set BEHIND_PROXY=1"))
        }
        let client = PeerClient(base: address, token: nil, timeout: .seconds(5), connections: 1)
        defer { client.close() }
        guard let health = try? await client.send(.init("GET", "/healthz")), health.isSuccess else {
            findings.append(
                .error(
                    "\(address) does not lead here", "no browser gets through",
                    "Look at the proxy's configuration and its certificate"))
            return findings
        }
        if let metrics = try? await client.send(.init("GET", "/metrics")), metrics.isSuccess {
            findings.append(
                .warning(
                    "the proxy shows /metrics to everybody", "it tells how the service fares",
                    "Answer 404 there, as the README's example does"))
        }
        return findings
    }

    private func database(_ tx: Transaction) throws -> [Finding] {
        let now = WallClock.system.now()
        var findings = try Invariants.check(tx).map { breach in
            Finding.error(
                "\(breach.rule.rawValue): \(breach.detail)", "this can never be true",
                "Restore a backup, and report it with the log")
        }
        let notices = try tx.outbox.depth()
        if let oldest = notices.oldest, now.seconds(since: oldest) > 600 {
            findings.append(
                .error(
                    "\(notices.count) notices wait for CRMAPI, the oldest since \(oldest.rfc3339)",
                    "facilitators do not see these bookings",
                    "See that CRMAPI runs and holds the same CRM_TOKEN; the log says"
                        + " crm_unreachable or crm_refused"))
        }
        let refunds = try tx.refunds.failedCount()
        if refunds > 0 {
            findings.append(
                .error(
                    "\(refunds) refunds have failed", "guests are owed money",
                    "Their facilitators can try again, under Refunds"))
        }
        let mails = try tx.mails.depth()
        if let oldest = mails.oldest, now.seconds(since: oldest) > 3_600 {
            findings.append(
                .warning(
                    "\(mails.count) e-mails wait, the oldest since \(oldest.rfc3339)",
                    "guests do not hear of their bookings",
                    "See that MAIL_SENDMAIL works; the log says mail_failed"))
        }
        if let newest = try tx.bookings.newest(), newest.seconds(since: now) > 60 {
            findings.append(
                .error(
                    "the newest booking is of \(newest.rfc3339), which is yet to come",
                    "this machine's clock goes wrong, or went", "Set the clock by NTP"))
        }
        return findings
    }

    private var mail: Finding {
        let settings = configuration.mail
        guard let program = settings.sendmail else {
            return .warning(
                "e-mail goes into \(settings.folder)", "no guest gets it",
                "Set MAIL_SENDMAIL to a program such as /usr/sbin/sendmail")
        }
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return .error(
                "\(program) is no program that can be run", "no guest gets e-mail",
                "Install a mail server that brings it, such as msmtp-mta, or change MAIL_SENDMAIL")
        }
        return .ok("e-mail goes out by \(program)")
    }
}
