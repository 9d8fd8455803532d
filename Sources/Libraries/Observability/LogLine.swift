import Glibc

/// A line of the log.
struct LogLine {
    /// A longer value is cut.
    private static let maximumValueBytes = 2048
    private var bytes: [UInt8] = []

    init(at time: timespec, level: Log.Level, event: StaticString) {
        bytes.reserveCapacity(256)
        bytes += "time=".utf8
        append(time)
        bytes += " level=".utf8
        bytes += level.rawValue.utf8
        append("event", event.description)
    }

    /// Appends ` name=value`; a value that could be misread is quoted.
    mutating func append(_ name: StaticString, _ value: String) {
        bytes.append(UInt8(ascii: " "))
        name.withUTF8Buffer { bytes += $0 }
        bytes.append(UInt8(ascii: "="))
        let isPlain = !value.isEmpty && value.utf8.allSatisfy(Self.isPlain)
        guard !isPlain || value.utf8.count > Self.maximumValueBytes else {
            bytes += value.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        let end = bytes.count + Self.maximumValueBytes
        for scalar in value.unicodeScalars {
            guard bytes.count < end else {
                bytes += "…".utf8
                break
            }
            append(scalar)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The bytes of the line, with a line feed.
    var ended: [UInt8] { bytes + [UInt8(ascii: "\n")] }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
            && byte != UInt8(ascii: "\\")
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        default:
            guard Self.isVisible(scalar) else {
                let digits = String(scalar.value, radix: 16)
                bytes += "\\u".utf8
                bytes += String(repeating: "0", count: max(4 - digits.count, 0)).utf8
                bytes += digits.utf8
                return
            }
            bytes += String(scalar).utf8
        }
    }

    /// False for controls and for invisible scalars, such as those that change the text's direction
    /// or end a line.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20...0x7e).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return false
        default: return true
        }
    }

    /// Appends the time in UTC with milliseconds (RFC 3339).
    private mutating func append(_ time: timespec) {
        var seconds = time.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        append(Int(parts.tm_year) + 1900, digits: 4, then: "-")
        append(Int(parts.tm_mon) + 1, digits: 2, then: "-")
        append(Int(parts.tm_mday), digits: 2, then: "T")
        append(Int(parts.tm_hour), digits: 2, then: ":")
        append(Int(parts.tm_min), digits: 2, then: ":")
        append(Int(parts.tm_sec), digits: 2, then: ".")
        append(time.tv_nsec / 1_000_000, digits: 3, then: "Z")
    }

    private mutating func append(_ number: Int, digits: Int, then separator: Unicode.Scalar) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
        bytes.append(UInt8(ascii: separator))
    }
}

extension timespec {
    static func now() -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time
    }
}
