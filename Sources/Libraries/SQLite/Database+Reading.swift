import Timekeeping

extension Database {
    /// Reads a file that another program owns, whatever its schema, and lets go of it again.
    ///
    /// Nothing is made, migrated or written, so it is also the way to look at a file that may be
    /// damaged or of a newer program.
    /// - Throws: ``SQLiteError``, or what the closure throws.
    package static func read<Value>(
        fileAt path: String, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        try Connection(
            path: DatabaseFile(path).path, mode: .readOnly, options: Options()
        ).snapshot { try body(Transaction($0, now: WallClock.system.now())) }
    }
}
