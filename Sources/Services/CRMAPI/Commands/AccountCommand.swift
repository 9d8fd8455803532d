import BookingDomain
import Credentials
import JSONCoding
import SQLite
import ServiceRuntime

/// `CRMAPI facilitator …`: manages the facilitators' accounts.
///
/// It works on the database's file, whether or not the service runs.
enum AccountCommand {
    case add(username: String, name: String, address: String?)
    case list
    case setPassword(username: String)
    case disable(username: String)
    /// Sets an address that the operator vouches for, so that it counts as confirmed.
    case setAddress(username: String, address: String)

    /// Nil if the arguments do not match the usage.
    init?(_ arguments: ArraySlice<String>) {
        let words = Array(arguments)
        switch (words.first, words.count) {
        case ("add", 3): self = .add(username: words[1], name: words[2], address: nil)
        case ("add", 4): self = .add(username: words[1], name: words[2], address: words[3])
        case ("address", 3): self = .setAddress(username: words[1], address: words[2])
        case ("list", 1): self = .list
        case ("password", 2): self = .setPassword(username: words[1])
        case ("disable", 2): self = .disable(username: words[1])
        default: return nil
        }
    }

    /// Runs the command and prints its result.
    ///
    /// - Throws: `CommandError` for invalid input, or an error of the database.
    func run(_ configuration: CRMSettings) throws {
        try configuration.withDatabase { database in
            switch self {
            case .add(let username, let name, let address):
                try Self.check(username: username, name: name)
                if let address { try Self.check(address: address) }
                // Before the question for a password; the insertion checks it again.
                guard try database.read({ try $0.facilitators.find(named: username) }) == nil
                else { throw Self.taken(username) }
                let hash = try Self.newPasswordHash(configuration)
                try await Self.add(
                    username, name, address, configuration.roleOfAdded, passwordHash: hash,
                    to: database)
            case .list:
                for facilitator in try database.read({ try $0.facilitators.all() }) {
                    let state = facilitator.isDisabled ? "disabled" : "active"
                    print(
                        "\(facilitator.id)\t\(facilitator.username)\t\(facilitator.name)\t\(state)"
                            + (facilitator.role == .owner ? "\towner" : ""))
                }
            case .setPassword(let username):
                let id = try Self.id(of: username, in: database)
                let hash = try Self.newPasswordHash(configuration)
                try await database.write { try $0.facilitators.setPassword(hash, of: id) }
                try configuration.disabledAccounts.record(database)
                print("\(username) has a new password; earlier logins have ended.")
            case .disable(let username):
                let id = try Self.id(of: username, in: database)
                do {
                    try await database.write { tx in
                        if let account = try tx.facilitators.find(id) {
                            try tx.facilitators.checkIsNotLastOwner(account)
                        }
                        try tx.facilitators.disable(id)
                    }
                } catch is LastOwner {
                    throw CommandError("\(username) is the last owner who can log in.")
                }
                try configuration.disabledAccounts.record(database)
                print("\(username) is disabled; a new password enables the account again.")
            case .setAddress(let username, let address):
                try Self.check(address: address)
                let id = try Self.id(of: username, in: database)
                do {
                    try await database.write {
                        try $0.facilitators.setConfirmedEmail(address, of: id)
                    }
                } catch let error as SQLiteError where error.isUniqueViolation {
                    throw CommandError("Another account has confirmed \(address).")
                }
                print("Letters for \(username) go to \(address).")
            }
        }
    }

    private static func check(username: String, name: String) throws(CommandError) {
        guard Account.username(username) != nil else {
            throw CommandError("A username has 1 to 64 visible ASCII characters.")
        }
        guard (1...100).contains(name.unicodeScalars.count),
            name.contains(where: { !$0.isWhitespace }), PlainText.allows(name, multiline: false)
        else { throw CommandError("A name has 1 to 100 characters on one line.") }
    }

    private static func check(address: String) throws(CommandError) {
        guard EmailAddress(address) != nil else {
            throw CommandError("An address is plain, such as arjun@example.org.")
        }
    }

    private static func add(
        _ username: String, _ name: String, _ address: String?, _ role: AccountRole,
        passwordHash: String, to database: Database
    ) async throws {
        if let address,
            try database.read({ try $0.facilitators.find(confirming: address) }) != nil
        {
            throw CommandError("Another account has confirmed \(address).")
        }
        do {
            let id = try await database.write { tx in
                try tx.facilitators.add(
                    username: username, name: name, email: address, passwordHash: passwordHash,
                    role: role)
            }
            let kind = role == .owner ? "Owner" : "Facilitator"
            print("\(kind) \(id): \(name), logs in as \(username)")
        } catch let error as SQLiteError where error.isUniqueViolation {
            throw taken(username)
        }
    }

    private static func taken(_ username: String) -> CommandError {
        CommandError("The username \(username) is taken.")
    }

    private static func newPasswordHash(_ configuration: CRMSettings) throws -> String {
        // On a loopback address, a common password only causes a warning.
        try PasswordHash.make(
            PasswordPrompt.newPassword(refusesCommon: configuration.service.isReachableByOthers))
    }

    private static func id(of username: String, in database: Database) throws -> Int64 {
        guard let facilitator = try database.read({ try $0.facilitators.find(named: username) })
        else { throw CommandError("There is no facilitator \(username).") }
        return facilitator.id
    }
}
