import Configuration
import HTTP
import SQLite
import ServiceRuntime
import Timekeeping

/// CRMAPI's settings, from flags and environment variables.
package struct CRMSettings: Sendable {
    package let service: ServiceSettings
    /// MainAPI's address.
    package let mainAPI: String

    /// The base URL of the web pages for browsers, which include the documentation.
    let pages: String
    /// The path of the service's address for browsers.
    let root: RootPath
    let mail: MailSettings
    /// The role of an account that the command adds.
    let roleOfAdded: AccountRole

    /// Reads the settings; the reader's `finish` reports the errors.
    package init(_ reader: inout SettingsReader) {
        service = ServiceSettings(&reader, of: .crmAPI)
        mainAPI = reader.url(
            variable: "MAIN_URL", default: "http://127.0.0.1:5000", help: "MainAPI's address.")
        let publicURL = reader.optionalURL(
            variable: "PUBLIC_URL", defaultText: "that of CORS_ORIGINS or MAIN_URL",
            help: "Base URL of the web pages for browsers.")
        let publicCRM = reader.optionalURL(
            variable: "CRM_PUBLIC_URL", defaultText: "where it listens",
            help: "Base URL of CRMAPI for browsers on the facilitators' pages.")
        root = RootPath(of: publicCRM, .crmAPI, &reader)
        pages = publicURL ?? service.origins.first ?? mainAPI
        mail = MailSettings(&reader, database: service.database, folderName: "crm-mail")
        let isOwner = reader.boolean(
            flag: "--owner", variable: "ADD_OWNER", help: "The account that is added is an owner.")
        roleOfAdded = isOwner ? .owner : .facilitator
    }

    /// Origins whose pages may call this service; by default that of the web pages.
    var origins: Set<String> {
        guard service.origins.isEmpty else { return Set(service.origins) }
        guard let origin = BaseURL(pages)?.origin else { return [] }
        return [origin, origin.replacing("//127.0.0.1:", with: "//localhost:")]
    }
}

extension CRMSettings {
    /// The file that lists the disabled accounts, for the restoration of an older backup.
    var disabledAccounts: AccountFile { AccountFile(path: service.database + ".disabled") }

    /// Opens the existing database for a command, and closes it afterwards.
    ///
    /// - Throws: `CommandError` if there is none, or an error of the database or of the command.
    func withDatabase<Value: Sendable>(
        _ work: @escaping @Sendable (Database) async throws -> Value
    ) throws -> Value {
        try service.requireDatabase()
        let database = try service.openDatabase(Schema.migrations, clock: .system)
        defer { database.close() }
        return try ServiceProgram.wait { try await work(database) }
    }
}
