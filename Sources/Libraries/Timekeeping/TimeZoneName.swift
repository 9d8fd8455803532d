import Glibc
import Synchronization
import TextEncoding

/// The name of an IANA time zone that this machine knows, such as `Asia/Kolkata`.
package struct TimeZoneName: Hashable, Sendable {
    /// The name, spelled as the zone's file is.
    package let identifier: String

    /// Coordinated Universal Time, known even where no zone files are installed.
    package static let utc = TimeZoneName(known: "UTC")

    /// Names found good, so that reading a row does not open a file each time.
    ///
    /// Only names of existing zone files get in, which bounds it to some six hundred.
    private static let found = Mutex<Set<String>>(["UTC"])

    /// The zone of that name, or nil when the system's zone files have none.
    ///
    /// The name becomes part of a path, so its alphabet is checked before any file is touched:
    /// letters, digits, `_`, `+`, `-`, with `/` only between parts; at most 64 bytes. What is not
    /// a zone but lies among the zones (`posix/`, `right/`, `localtime`, tables) is refused.
    package init?(_ identifier: String) {
        // Strings are equal in Swift when they are canonically equivalent, and the Kelvin sign is
        // to K: hence the bytes are checked before the name is looked for.
        guard TimeZoneName.isWellFormed(identifier.utf8) else { return nil }
        if !TimeZoneName.found.withLock({ $0.contains(identifier) }) {
            guard TimeZoneName.isZoneFile("/usr/share/zoneinfo/" + identifier) else { return nil }
            _ = TimeZoneName.found.withLock { $0.insert(identifier) }
        }
        self.init(known: identifier)
    }

    private init(known identifier: String) {
        self.identifier = identifier
    }

    private static func isWellFormed(_ name: String.UTF8View) -> Bool {
        guard (1...64).contains(name.count) else { return false }
        var previous = UInt8(ascii: "/")
        for byte in name {
            guard isNameByte(byte) || byte == UInt8(ascii: "/") && previous != byte else {
                return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "/") && !notZones.contains { name.starts(with: $0.utf8) }
    }

    /// The beginnings of what lies among the zone files and yet names no zone of IANA's.
    private static let notZones = ["posix/", "right/", "posixrules", "localtime"]

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "_+-".utf8.contains(byte)
    }

    /// Whether the file opens with the four bytes of RFC 9636 §3.1.
    private static func isZoneFile(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var magic: [UInt8] = [0, 0, 0, 0]
        return read(descriptor, &magic, 4) == 4 && magic == Array("TZif".utf8)
    }
}
