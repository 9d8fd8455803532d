import AccountLetters
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// `CRMAPI doctor`: examines CRMAPI's part of an installation.
struct DoctorCommand {
    let settings: CRMSettings

    /// Prints a line for each finding; returns whether there are no errors.
    func run() async -> Bool {
        await Doctor(
            settings.service, peerAddress: settings.mainAPI,
            installationPath: InternalPath.installation, migrations: Schema.migrations,
            installation: { try $0.metadata.value(for: .installation) }
        ).run(
            adding: await MailExamination(settings.service, settings.mail).findings(), database)
    }

    private func database(_ tx: Transaction) throws -> [Finding] {
        var findings: [Finding] = []
        if try tx.facilitators.all().allSatisfy(\.isDisabled) {
            findings.warn(
                "no facilitator can log in", "events cannot be created",
                "CRMAPI facilitator add --owner USERNAME NAME")
        }
        findings += MailExamination.findings(
            of: try tx.accountLetters.state(), at: WallClock.system.now())
        return findings
    }
}
