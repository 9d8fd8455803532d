import SQLite

/// One of the two services, by its program's name.
package enum ServiceName: String, Sendable {
    case mainAPI = "MainAPI"
    case crmAPI = "CRMAPI"

    /// The service that it calls.
    var peer: ServiceName { self == .mainAPI ? .crmAPI : .mainAPI }

    /// The setting that holds its address at the other service.
    var addressVariable: String { self == .mainAPI ? "MAIN_URL" : "CRM_URL" }

    /// The setting that holds its address for browsers.
    var publicAddressVariable: String { self == .mainAPI ? "PUBLIC_URL" : "CRM_PUBLIC_URL" }

    /// Its name among the checks of the other service's /readyz.
    package var checkName: String { self == .mainAPI ? "main_api" : "crm_api" }

    /// Distinguishes the files of services that share a folder.
    var fileName: String { self == .mainAPI ? "main" : "crm" }

    /// Marks its databases.
    var mark: DatabaseMark { self == .mainAPI ? .mainAPI : .crmAPI }

    /// The settings file of the shipped systemd unit.
    var environmentFile: String { "/etc/booking/\(rawValue.lowercased()).env" }

    var defaultPort: Int { self == .mainAPI ? 5000 : 5001 }
}
