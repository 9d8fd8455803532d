import Glibc

/// The current time as `IMF-fixdate` (RFC 9110 §5.6.7), formatted once a second.
struct HTTPDate {
    private var second: time_t = -1
    private(set) var text = InlineArray<29, UInt8>(repeating: 0)

    /// Formats the date again if the second has changed.
    mutating func update() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        guard now.tv_sec != second else { return }
        second = now.tv_sec
        var calendar = tm()
        gmtime_r(&second, &calendar)
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 30) { buffer in
            guard let start = buffer.baseAddress,
                strftime(start, 30, "%a, %d %b %Y %H:%M:%S GMT", &calendar) == 29
            else { return }
            for index in 0..<29 { text[index] = UInt8(bitPattern: start[index]) }
        }
    }
}
