import TextEncoding

/// Ids for requests that came without one: a random prefix for each loop, and a number.
///
/// Fifteen octets, so that Swift keeps them within the `String` and no memory is needed.
struct RequestIDs {
    private let prefix = UInt32.random(in: 0...UInt32.max)
    private var number: UInt32 = 0

    mutating func next() -> String {
        number = (number &+ 1) & 0x0FFF_FFFF
        let value = UInt64(prefix) << 28 | UInt64(number)
        return String(unsafeUninitializedCapacity: 15) { text in
            for index in 0..<15 {
                text[index] = Hexadecimal.digit(
                    UInt8(truncatingIfNeeded: value >> UInt64(4 * (14 - index))) & 0xF)
            }
            return 15
        }
    }
}
