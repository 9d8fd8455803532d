import Platform
import TextEncoding

/// The file beside the database with the last receipt number of each year that may be given out.
///
/// Numbers are reserved here in blocks before the first of a block is given out. A restored backup
/// lacks those that were given out after it, and begins behind them. A line has a year and a number.
package struct ReceiptReservations: Sendable {
    /// One write of the file is for so many numbers, and a restoration may skip as many too many.
    static let blockSize: Int64 = 100

    private let file: DurableFile

    /// - Parameter database: The database's path.
    package init(database: String) {
        file = DurableFile(path: database + ".receipts")
    }

    /// The last reserved number of each year; nil if there is no file.
    ///
    /// - Throws: `SystemError`.
    package func all() throws(SystemError) -> [Int: Int64]? {
        guard let bytes = try file.bytes() else { return nil }
        var last: [Int: Int64] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { Int64(digits: $0) }
            guard words.count == 2, let year = words[0], let number = words[1] else { continue }
            last[Int(year)] = max(last[Int(year)] ?? 0, number)
        }
        return last
    }

    /// Reserves the numbers of each year up to the given one, and returns when that is on disk.
    ///
    /// None makes an empty file, which says that no number was given out.
    /// - Throws: `SystemError`.
    func reserve(through numbers: [Int: Int64]) throws(SystemError) {
        let reserved = try all()
        // A transaction that was rolled back may have reserved them.
        let missing = numbers.filter { $0.value > reserved?[$0.key] ?? 0 }
        guard reserved == nil || !missing.isEmpty else { return }
        try file.append(missing.map { "\($0.key) \($0.value)\n" }.joined())
    }
}
