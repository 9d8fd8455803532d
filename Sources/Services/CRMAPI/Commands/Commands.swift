import Glibc
import SQLite
import ServiceRuntime
import Timekeeping

/// What the program does instead of serving, when it is called with words.
struct Commands {
    /// Something that the operator can mend; the text says what.
    struct Fault: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    static let usage = """
        usage: CRMAPI [flags]                             serves
               CRMAPI facilitator add USERNAME NAME       adds an account; asks for the password
               CRMAPI facilitator list                    lists the accounts
               CRMAPI facilitator password USERNAME       sets a new password; lets a disabled one in
               CRMAPI facilitator disable USERNAME        lets them log in no more
               CRMAPI reconcile                           compares the log with MainAPI's
               CRMAPI backup FILE                         copies the database, served or not
               CRMAPI restore FILE                        puts a backup where no database is
               CRMAPI doctor                              says what is wrong with the installation
        """

    private let configuration: CRMSettings

    init(_ configuration: CRMSettings) {
        self.configuration = configuration
    }

    /// Works on the accounts.
    ///
    /// - Throws: `Fault`, or what the database throws.
    func facilitator(_ words: [String]) throws {
        try onDatabase { database in
            try await FacilitatorCommands(
                database: database, clock: .system,
                refusesCommonPasswords: configuration.service.isReachableByOthers
            ).run(words)
        }
    }

    /// Prints how the two services' books compare; ends with status 1 where they do not agree.
    ///
    /// - Throws: `Fault`, or `PeerClient.Unreachable`.
    func reconcile() throws {
        let client = PeerClient(configuration)
        let outcome = try onDatabase { database in
            try await Reconciliation(database: database, mainAPI: client).run()
        }
        print(
            "\(outcome.bookings) bookings, \(outcome.notices) notices, "
                + "\(outcome.pending) of them on their way, "
                + "\(outcome.differences.count) differences")
        for difference in outcome.differences { print("  \(difference)") }
        if !outcome.differences.isEmpty { exit(EXIT_FAILURE) }
    }

    /// Prints what is wrong with CRMAPI's part of an installation; ends with status 1 if anything
    /// is.
    func doctor() throws {
        let isWell = try ServiceProgram.wait { await DoctorCommand(configuration).run() }
        if !isWell { exit(EXIT_FAILURE) }
    }

    private func onDatabase<Value: Sendable>(
        _ work: @escaping @Sendable (Database) async throws -> Value
    ) throws -> Value {
        let database = try configuration.service.openDatabase(
            Schema.migrations, applicationID: Schema.applicationID, clock: .system)
        defer { database.close() }
        return try ServiceProgram.wait { try await work(database) }
    }
}
