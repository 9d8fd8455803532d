import Credentials
import JSONCoding
import SQLite
import Timekeeping

/// `CRMAPI facilitator …`: the accounts of those who give the events.
///
/// They work on the database file itself, whether or not the service runs.
struct FacilitatorCommands {
    let database: Database
    let clock: WallClock
    /// Whoever tries the service out on a machine of their own may take any password.
    let refusesCommonPasswords: Bool

    /// Carries out one command and prints what came of it.
    ///
    /// - Throws: `Commands.Fault` for what the operator got wrong.
    func run(_ words: [String]) async throws {
        switch (words.first, words.count) {
        case ("add", 3): try await add(username: words[1], name: words[2])
        case ("list", 1): try list()
        case ("password", 2): try await setPassword(of: words[1])
        case ("disable", 2): try await disable(words[1])
        default: throw Commands.Fault(Commands.usage)
        }
    }

    private func add(username: String, name: String) async throws {
        guard (1...64).contains(username.utf8.count),
            username.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw Commands.Fault("A username has 1 to 64 visible ASCII characters.") }
        guard (1...100).contains(name.unicodeScalars.count),
            name.contains(where: { !$0.isWhitespace }), PlainText.allows(name, multiline: false)
        else { throw Commands.Fault("A name has 1 to 100 characters on one line.") }
        let hash = try PasswordHash.make(try newPassword())
        do {
            let id = try await database.write { tx in
                try tx.facilitators.add(
                    username: username, name: name, passwordHash: hash)
            }
            print("Facilitator \(id): \(name), logs in as \(username)")
        } catch let error as SQLiteError where error.isUniqueViolation {
            throw Commands.Fault("The username \(username) is taken.")
        }
    }

    private func list() throws {
        for facilitator in try database.read({ try $0.facilitators.all() }) {
            let state = facilitator.isDisabled ? "disabled" : "active"
            print("\(facilitator.id)\t\(facilitator.username)\t\(facilitator.name)\t\(state)")
        }
    }

    private func setPassword(of username: String) async throws {
        let id = try id(of: username)
        let hash = try PasswordHash.make(try newPassword())
        try await database.write { try $0.facilitators.setPassword(hash, of: id) }
        print("\(username) has a new password; earlier logins have ended.")
    }

    private func newPassword() throws -> String {
        try PasswordPrompt.newPassword(refusesCommon: refusesCommonPasswords)
    }

    private func disable(_ username: String) async throws {
        let id = try id(of: username)
        try await database.write { try $0.facilitators.disable(id) }
        print("\(username) can no longer log in; a new password would let them in again.")
    }

    private func id(of username: String) throws -> Int64 {
        guard let known = try database.read({ try $0.facilitators.find(named: username) })
        else { throw Commands.Fault("There is no facilitator \(username).") }
        return known.id
    }
}
