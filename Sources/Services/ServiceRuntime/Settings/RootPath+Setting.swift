import Configuration
import HTTP

extension RootPath {
    /// The path of a service's address for browsers; the reader rejects one that proxies rewrite.
    ///
    /// - Parameter address: The checked address, or nil for an unset one.
    package init(of address: String?, _ service: ServiceName, _ reader: inout SettingsReader) {
        let path = address.flatMap { BaseURL($0) }?.path ?? ""
        if let root = RootPath(path) {
            self = root
        } else {
            reader.reject(
                "\(service.publicAddressVariable) may have a path of letters, digits and - . _ ~,"
                    + " such as https://example.org/book.")
            self = .none
        }
    }
}
