import TextEncoding

/// The request that the current task works for.
///
/// The task of a handler and its child tasks inherit it. So logs, rows and calls to other services
/// can name the request without a parameter in each function.
package enum RequestContext {
    /// The request's ID; nil in work that no request started.
    @TaskLocal package static var id: String?
}

/// Generates IDs for requests without one: a random prefix per loop and a number.
struct RequestIDGenerator {
    private let prefix = UInt32.random(in: 0...UInt32.max)
    private var number: UInt32 = 0

    mutating func next() -> String {
        number = (number &+ 1) & 0x0FFF_FFFF
        let value = UInt64(prefix) << 28 | UInt64(number)
        // 15 bytes fit into a String without an allocation.
        return String(unsafeUninitializedCapacity: 15) { text in
            for index in 0..<15 {
                text[index] = Hexadecimal.digit(
                    UInt8(truncatingIfNeeded: value >> UInt64(4 * (14 - index))) & 0xF)
            }
            return 15
        }
    }
}
