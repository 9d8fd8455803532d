import CSQLite

/// The current row of a running statement, whose columns are read by their position from 0.
///
/// It is valid only inside the closure that receives it, so it cannot be copied. SQLite's own
/// conversions apply: NULL reads as 0 or as empty unless the type is an optional.
package struct Row: ~Copyable {
    private let statement: OpaquePointer

    init(of statement: OpaquePointer) {
        self.statement = statement
    }

    /// The columns in their order, from the first.
    package var columns: Columns { Columns(of: statement) }

    /// Whether the column is NULL.
    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    /// The column's integer; a real is cut to one, text is read as far as it is a number.
    package func int64(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    /// As ``int64(_:)``; `Int` has 64 bits too.
    package func int(_ column: Int32) -> Int {
        Int(sqlite3_column_int64(statement, column))
    }

    /// Whether the column is a number other than 0.
    package func bool(_ column: Int32) -> Bool {
        sqlite3_column_int64(statement, column) != 0
    }

    /// The column's text; bytes that are not UTF-8 come out as U+FFFD.
    package func string(_ column: Int32) -> String {
        withUTF8(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// A copy of the column's bytes; text gives its UTF-8.
    package func bytes(_ column: Int32) -> [UInt8] {
        let start = sqlite3_column_blob(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    /// As ``int64(_:)``, or nil where the column is NULL.
    package func optionalInt64(_ column: Int32) -> Int64? {
        isNull(column) ? nil : int64(column)
    }

    /// As ``string(_:)``, or nil where the column is NULL.
    package func optionalString(_ column: Int32) -> String? {
        isNull(column) ? nil : string(column)
    }

    /// Calls the closure with the column's text without copying it; SQLite owns the bytes.
    package func withUTF8<Value, Failure: Error>(
        _ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let start = sqlite3_column_text(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        return try body(UnsafeBufferPointer(start: start, count: count))
    }
}

/// Reads a row's columns one after the other.
///
///     var columns = row.columns
///     return User(id: columns.next(), name: columns.next(), email: columns.next())
///
/// As the row, it is valid only inside the closure that receives the row.
package struct Columns: ~Copyable {
    /// For columns that need more than ``next()``.
    package let row: Row
    private var index: Int32 = 0

    init(of statement: OpaquePointer) {
        row = Row(of: statement)
    }

    /// The index of the next column, which counts as read.
    package mutating func advance() -> Int32 {
        defer { index += 1 }
        return index
    }

    /// The next column as ``Row/int64(_:)`` reads it.
    package mutating func next() -> Int64 { row.int64(advance()) }
    /// The next column as ``Row/int(_:)`` reads it.
    package mutating func next() -> Int { row.int(advance()) }
    /// The next column as ``Row/bool(_:)`` reads it.
    package mutating func next() -> Bool { row.bool(advance()) }
    /// The next column as ``Row/string(_:)`` reads it.
    package mutating func next() -> String { row.string(advance()) }
    /// The next column as ``Row/bytes(_:)`` reads it.
    package mutating func next() -> [UInt8] { row.bytes(advance()) }
    /// The next integer; nil for NULL.
    package mutating func next() -> Int64? { row.optionalInt64(advance()) }
    /// The next integer as ``Row/int(_:)`` reads it; nil for NULL.
    package mutating func next() -> Int? { row.optionalInt64(advance()).map { Int($0) } }
    /// The next text; nil for NULL.
    package mutating func next() -> String? { row.optionalString(advance()) }
}
