import Glibc
import Synchronization

/// A folder of zone files, which are read once each.
///
/// Times are shown and names are validated by the same files, those of the system. Foundation has
/// zones of its own, which can be older.
final class TimeZoneFolder: Sendable {
    static let system = TimeZoneFolder("/usr/share/zoneinfo")

    /// More than the largest zone file has, in bytes.
    private static let maximumSize = 65_536

    private let path: String
    /// Only zones with a file, of which there are about 600.
    private let known: Mutex<[String: TimeZoneRules]>

    init(_ path: String) {
        self.path = path
        known = Mutex(["UTC": TimeZoneRules.utc])
    }

    /// The rules of the zone with this well-formed name; nil without a file of it.
    func rules(of name: String) -> TimeZoneRules? {
        if let rules = known.withLock({ $0[name] }) { return rules }
        guard let bytes = Self.read("\(path)/\(name)"), let rules = TimeZoneRules(file: bytes)
        else { return nil }
        known.withLock { $0[name] = rules }
        return rules
    }

    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while content.count <= maximumSize {
            let count = Glibc.read(descriptor, &part, part.count)
            guard count >= 0 else { return nil }
            if count == 0 { return content }
            content += part[..<count]
        }
        return nil
    }
}
