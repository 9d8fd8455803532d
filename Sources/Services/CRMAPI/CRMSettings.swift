import Configuration
import ServiceRuntime

/// Everything that can be set about CRMAPI, from flags and environment variables.
package struct CRMSettings: Sendable {
    /// What both services have.
    package let service: ServiceSettings
    /// Where MainAPI is.
    package let mainAPI: String

    /// Reads the configuration; what is wrong with it shows in the reader's `finish`.
    package init(_ reader: inout SettingsReader) {
        service = ServiceSettings(&reader, port: 5001, database: "data/crm.sqlite")
        mainAPI = reader.url(
            variable: "MAIN_URL", default: "http://127.0.0.1:5000", help: "Where MainAPI is.")
    }

    /// The origins whose pages may call: those that are set, else MainAPI's own pages.
    var origins: Set<String> {
        guard service.origins.isEmpty else { return Set(service.origins) }
        return [pages, pages.replacing("//127.0.0.1:", with: "//localhost:")]
    }

    /// The origin of the web pages, where the documentation is that problems refer to.
    var pages: String {
        if let origin = service.origins.first { return origin }
        // Scheme and authority: what a path follows is no part of an origin.
        let parts = mainAPI.lowercased().split(
            separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.prefix(3).joined(separator: "/")
    }
}
