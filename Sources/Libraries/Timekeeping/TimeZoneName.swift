import TextEncoding

/// The name of an IANA time zone that is installed on this machine, such as `Asia/Kolkata`.
package struct TimeZoneName: Hashable, Sendable {
    package let identifier: String

    /// In bytes; IANA's names are shorter.
    package static let maximumLength = 64

    /// Valid even without installed zone files.
    package static let utc = TimeZoneName(known: "UTC")

    /// Nil when no zone of that name is installed.
    ///
    /// A former name whose file is missing becomes the present name: Debian has the files of former
    /// names in a package of their own, and browsers report some of them.
    package init?(_ identifier: String) {
        self.init(identifier, in: .system)
    }

    /// The name becomes part of a path, so its syntax is checked first: letters, digits, `_`, `+`,
    /// `-`, with `/` only between parts; at most 64 bytes.
    init?(_ identifier: String, in folder: TimeZoneFolder) {
        // Before the lookup, as Swift compares canonically: the Kelvin sign equals K.
        guard TimeZoneName.isWellFormed(identifier.utf8) else { return nil }
        if folder.rules(of: identifier) != nil {
            self.init(known: identifier)
        } else if let name = FormerZoneNames.present(of: identifier),
            folder.rules(of: name) != nil
        {
            self.init(known: name)
        } else {
            return nil
        }
    }

    private init(known identifier: String) {
        self.identifier = identifier
    }

    /// Seconds by which the zone's clock is ahead of UTC.
    package func offset(at moment: Timestamp) -> Int {
        TimeZoneFolder.system.rules(of: identifier)?.offset(at: moment) ?? 0
    }

    /// The changes of the offset after `start` and before `end`, in their order.
    package func changes(after start: Timestamp, before end: Timestamp) -> [OffsetChange] {
        TimeZoneFolder.system.rules(of: identifier)?.changes(after: start, before: end) ?? []
    }

    private static func isWellFormed(_ name: String.UTF8View) -> Bool {
        name.count <= maximumLength
            && name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0.allSatisfy(isNameByte) }
            && !excludedPrefixes.contains { name.starts(with: $0.utf8) }
    }

    /// Prefixes of files in the zone directory that are not zones of IANA.
    private static let excludedPrefixes = ["posix/", "right/", "posixrules", "localtime"]

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "_+-".utf8.contains(byte)
    }
}
