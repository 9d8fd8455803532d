import Glibc

/// The mark of a program's database files.
package struct DatabaseMark: Equatable, Sendable {
    /// The program's name, for messages.
    package let program: String
    /// `PRAGMA application_id`.
    package let applicationID: Int32
    /// A table of every version of the schema; it identifies files that are older than the mark.
    package let table: String

    package init(program: String, applicationID: Int32, table: String) {
        self.program = program
        self.applicationID = applicationID
        self.table = table
    }
}

/// The owner of a database file.
package enum DatabaseOwner: Equatable, Sendable {
    /// A file without tables, also one without bytes.
    case empty
    case program(DatabaseMark)
    /// Another program's database, or no database at all.
    case foreign
}

extension Database {
    /// Finds the owner of a file, which is opened for reading only and may be damaged elsewhere.
    ///
    /// - Throws: ``SQLiteError`` if the file cannot be read or its schema is damaged.
    package static func owner(
        ofFileAt path: String, among marks: [DatabaseMark]
    ) throws -> DatabaseOwner {
        // Without a log, the file is complete, and SQLite need not make one beside it.
        let isComplete = access(path + "-wal", F_OK) != 0
        do {
            return try read(fileAt: path, mode: isComplete ? .immutable : .readOnly) { tx in
                let tables = try tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'") {
                    $0.string(0)
                }
                let id = try tx.connection.mark()
                let owner = marks.first { mark in
                    id == 0 ? tables.contains(mark.table) : id == mark.applicationID
                }
                if let owner { return .program(owner) }
                return id == 0 && tables.isEmpty ? .empty : .foreign
            }
        } catch let error as SQLiteError where error.isNoDatabase {
            return .foreign
        }
    }
}
