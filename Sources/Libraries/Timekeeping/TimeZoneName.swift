import Glibc
import Synchronization
import TextEncoding

/// The name of an IANA time zone that is installed on this machine, such as `Asia/Kolkata`.
package struct TimeZoneName: Hashable, Sendable {
    package let identifier: String

    /// Valid even without installed zone files.
    package static let utc = TimeZoneName(known: "UTC")

    /// Caches valid names, so that reading a row does not open a file.
    ///
    /// Only names of zone files are stored, of which there are about 600.
    private static let validNames = Mutex<Set<String>>(["UTC"])

    /// Nil when no zone of that name is installed.
    ///
    /// The name becomes part of a path, so its syntax is checked first: letters, digits, `_`, `+`,
    /// `-`, with `/` only between parts; at most 64 bytes.
    package init?(_ identifier: String) {
        // Before the lookup, as Swift compares canonically: the Kelvin sign equals K.
        guard TimeZoneName.isWellFormed(identifier.utf8) else { return nil }
        if !TimeZoneName.validNames.withLock({ $0.contains(identifier) }) {
            guard TimeZoneName.isZoneFile("/usr/share/zoneinfo/" + identifier) else { return nil }
            _ = TimeZoneName.validNames.withLock { $0.insert(identifier) }
        }
        self.init(known: identifier)
    }

    private init(known identifier: String) {
        self.identifier = identifier
    }

    private static func isWellFormed(_ name: String.UTF8View) -> Bool {
        name.count <= 64
            && name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0.allSatisfy(isNameByte) }
            && !excludedPrefixes.contains { name.starts(with: $0.utf8) }
    }

    /// Prefixes of files in the zone directory that are not zones of IANA.
    private static let excludedPrefixes = ["posix/", "right/", "posixrules", "localtime"]

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "_+-".utf8.contains(byte)
    }

    /// Whether the file begins with the magic number of RFC 9636 §3.1.
    private static func isZoneFile(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var magic: [UInt8] = [0, 0, 0, 0]
        return read(descriptor, &magic, 4) == 4 && magic == Array("TZif".utf8)
    }
}
