import AccountLetters
import BookingStore
import HTTP
import HTTPClient
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// `MainAPI doctor`: examines MainAPI's part of an installation.
struct DoctorCommand {
    let settings: MainSettings

    /// Prints a line for each finding; returns whether there are no errors.
    func run() async -> Bool {
        await Doctor(
            settings.service, peerAddress: settings.crm,
            installationPath: InternalPath.installation, migrations: BookingMigrations.all,
            installation: { try $0.metadata.installation() }
        ).run(
            adding: (await MailExamination(settings.service, settings.mail).findings())
                + (await publicAddresses()), database)
    }

    /// Checks the addresses that browsers use, through the reverse proxy if there is one.
    private func publicAddresses() async -> [Finding] {
        var findings: [Finding] = []
        for (variable, address) in settings.publicAddresses {
            guard let address else {
                findings.append(
                    .ok("\(variable) is not set: only browsers on this machine can follow links"))
                continue
            }
            if BaseURL(address)?.isLoopback == true {
                findings.warn(
                    "\(variable) is \(address)", "browsers on other machines cannot follow links",
                    "Set it to the address that they use")
                findings += await target(of: variable, at: address)
                // `Doctor` examines whether the services respond.
                continue
            } else if !address.hasPrefix("https://") {
                findings.fail(
                    "\(variable) is \(address), without https", "passwords are sent unencrypted",
                    "Use https")
            }
            findings += await response(of: variable, at: address)
        }
        if settings.payments.publicAddress?.hasPrefix("https://") == true,
            settings.service.trustedProxies.isEmpty
        {
            findings.fail(
                "PUBLIC_URL is https and TRUSTED_PROXIES is empty",
                "all clients share the proxy's address and its limit of failed logins",
                "Set TRUSTED_PROXIES to the proxy's address, such as 127.0.0.1")
        }
        return findings
    }

    /// Checks that a service responds at its address for browsers, without its metrics.
    private func response(of variable: String, at address: String) async -> [Finding] {
        var findings: [Finding] = []
        let client = PeerClient(base: address, token: nil, timeout: .seconds(5), connections: 1)
        defer { client.close() }
        guard let health = try? await client.send(.init("GET", "/healthz")), health.isSuccess else {
            findings.fail(
                "\(variable) is \(address), where no service responds",
                "browsers cannot use the site", "Check the proxy's configuration and certificate")
            return findings
        }
        findings.append(.ok("a service responds at \(variable), \(address)"))
        findings += await target(of: variable, at: address)
        if address.hasPrefix("https://"),
            let metrics = try? await client.send(.init("GET", "/metrics")), metrics.isSuccess
        {
            findings.warn(
                "the proxy of \(address) serves /metrics publicly", "it reveals internal figures",
                "Return 404 there, as the example nginx.conf does")
        }
        return findings
    }

    /// Checks that an address leads to its service, and that CRMAPI lets the pages call it.
    private func target(of variable: String, at address: String) async -> [Finding] {
        let isMain = variable == "PUBLIC_URL"
        let origin = settings.payments.publicAddress.flatMap { BaseURL($0)?.origin }
        let client = PeerClient(base: address, token: nil, timeout: .seconds(5), connections: 1)
        defer { client.close() }
        let request = ClientRequest(
            "GET", isMain ? "/bookings" : "/api/facilitator/1",
            fields: origin.map { ["Origin": $0] } ?? [:])
        guard let answer = try? await client.send(request) else { return [] }
        var findings: [Finding] = []
        // The route exists only in its own service, and refuses a call without a token.
        if answer.status != 401 {
            findings.fail(
                "\(variable) is \(address), which does not lead to \(isMain ? "MainAPI" : "CRMAPI")",
                isMain ? "guests cannot book" : "facilitators cannot log in",
                "Correct it, or the proxy's configuration")
        } else if !isMain, let origin, answer["access-control-allow-origin"] != origin {
            findings.fail(
                "CRMAPI refuses calls from the pages of \(origin)",
                "facilitators cannot log in", "Set CORS_ORIGINS=\(origin) in CRMAPI's settings")
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
                "\(notices.count) notices have waited for CRMAPI since \(oldest.rfc3339)",
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
                "\(mails.count) emails have waited since \(oldest.rfc3339)",
                "guests get no messages about their bookings",
                "Check that MAIL_SENDMAIL works; the log has mail_failed")
        }
        let lines = try tx.facilitatorMails.depth()
        if let oldest = lines.oldest, now.seconds(since: oldest) > 90_000 {
            findings.warn(
                "emails to facilitators have waited since \(oldest.rfc3339)",
                "facilitators do not learn of bookings by email",
                "Check that MAIL_SENDMAIL works; the log has facilitator_mail_failed")
        }
        let waits = try tx.waitlistLetters.depth()
        if let oldest = waits.oldest, now.seconds(since: oldest) > 900 {
            findings.warn(
                "\(waits.count) letters about waiting lists have waited since \(oldest.rfc3339)",
                "guests do not learn of the seats that are offered to them",
                "Check that MAIL_SENDMAIL works; the log has waitlist_letter_failed")
        }
        findings += MailExamination.findings(of: try tx.accountLetters.state(), at: now)
        if let newest = try tx.bookings.newest(), newest.seconds(since: now) > 60 {
            findings.fail(
                "the newest booking was made at \(newest.rfc3339), which is in the future",
                "the clock of this machine is or was wrong", "Synchronize it with NTP")
        }
        return findings
    }
}
