import HTTPClient
import JSONCoding

/// A guest who registers, then performs random actions until the run ends.
struct Guest {
    let user: SimulatedUser
    private var password = "a long enough password"
    private var names: Set<String> = []
    private var changes = 0
    private(set) var id: Int64 = 0
    private var isConfirmed = false
    /// The tokens of links that were followed.
    private var usedTokens: Set<String> = []
    /// The acknowledged bookings; the value is whether a cancellation was acknowledged.
    var isCancelled: [Int64: Bool] = [:]

    init(_ user: SimulatedUser) {
        self.user = user
    }

    mutating func run() {
        guard register() else { return }
        while !user.isStopping {
            switch Int.random(in: 0..<100, using: &user.random) {
            case ..<40: book()
            case ..<52: answerOffers()
            case ..<62: pay()
            case ..<82: cancel()
            case ..<86: rename()
            case ..<88: changePassword()
            case ..<90: replaceForgottenPassword()
            case ..<91: guard eraseAccount() else { return }
            default: listBookings()
            }
            user.pause()
        }
        listBookings()
        user.context.record(
            .init(
                username: user.name, user: id, names: names, isConfirmed: isConfirmed,
                isErased: false),
            in: \.accounts)
    }

    private mutating func register() -> Bool {
        guard let registered = user.register(password: password) else { return false }
        id = registered
        names = [user.name]
        confirmAddress()
        return true
    }

    /// Follows the link of the letter; some guests never do.
    private mutating func confirmAddress() {
        isConfirmed = false
        guard user.random.happens(percent: 80), let token = awaitToken(after: "/confirm#") else {
            return
        }
        let response = user.repeatUntilAnswered(
            "POST", "/auth/email/confirmation", #"{"token": "\#(token)"}"#)
        // An earlier attempt without a response may have used the link.
        guard response.status == 204 || response.code == "token_invalid" else {
            user.report(.inconsistent, "confirming: \(response.status) \(response.text)")
            return
        }
        isConfirmed = true
        let account = user.repeatUntilAnswered("GET", "/me").json
        if account["email_confirmed"]?.bool != true { user.report(.lost, "a confirmation") }
    }

    /// Sets a new password by the link of a letter, if the address is confirmed.
    private mutating func replaceForgottenPassword() {
        guard isConfirmed else { return }
        let address = "\(user.name)@example.org"
        let accepted = user.repeatUntilAnswered(
            "POST", "/auth/password-reset", #"{"login": "\#(address)"}"#)
        guard accepted.status == 202 else {
            user.report(.inconsistent, "requesting a reset: \(accepted.text)")
            return
        }
        guard let token = awaitToken(after: "/reset#") else { return }
        changes += 1
        let new = "a password from a letter \(changes)"
        let response = user.repeatUntilAnswered(
            "POST", "/auth/password", #"{"token": "\#(token)", "password": "\#(new)"}"#)
        guard response.status == 204 || response.code == "token_invalid" else {
            user.report(.inconsistent, "resetting: \(response.status) \(response.text)")
            return
        }
        password = user.logIn(passwords: [new, password]) ?? password
    }

    /// Waits for a letter to this guest's address; nil if the run ends or there is none for long.
    private mutating func awaitToken(after path: String) -> String? {
        let letters = ReceivedLetters(folder: user.context.installation.mailFolder)
        let address = "\(user.name)@example.org"
        for _ in 0..<400 where !user.isStopping {
            if let token = letters.token(after: path, to: address, except: usedTokens) {
                usedTokens.insert(token)
                return token
            }
            user.pause()
        }
        return nil
    }

    private mutating func rename() {
        changes += 1
        let name = "\(user.name) the \(changes)."
        let response = user.act("PATCH", "/me", #"{"name": "\#(name)"}"#)
        let outcome = user.outcome(of: response, refusedBy: []) { _ in }
        if outcome.isAcknowledged { names = [] }
        if outcome.isPossible { names.insert(name) }
    }

    /// Without a response, or when only the token has expired, either password can be valid.
    private mutating func changePassword() {
        changes += 1
        let new = "an even longer password \(changes)"
        let response = user.act(
            "PATCH", "/me", #"{"password": "\#(new)", "current_password": "\#(password)"}"#)
        if user.adoptToken(of: response) {
            password = new
        } else if let response, response.status < 500, response.status != 401 {
            user.report(
                .inconsistent, "changing the password: \(response.status) \(response.text)")
        } else {
            password = user.logIn(passwords: [new, password]) ?? password
        }
    }

    /// Erases the account and registers another one; false if the guest has none then.
    private mutating func eraseAccount() -> Bool {
        let response = user.repeatUntilAnswered(
            "DELETE", "/me", #"{"current_password": "\#(password)"}"#)
        // After an earlier attempt without a response, the token may be invalid.
        guard response.status == 204 || response.status == 401 else {
            user.report(.inconsistent, "erasing: \(response.status) \(response.text)")
            return false
        }
        user.context.record(
            .init(
                username: user.name, user: id, names: [], isConfirmed: false, isErased: true),
            in: \.accounts)
        isCancelled = [:]
        user.becomeNewUser()
        return register()
    }

    private mutating func book() {
        let events =
            user.repeatUntilAnswered("GET", "/events?limit=200").json["data"]?.array ?? []
        for event in events {
            guard let left = event["seats_left"]?.integer, left < 0 else { continue }
            user.report(.overbooked, "an event has \(left) seats left")
        }
        // Many guests want the same events, so that these fill and have waiting lists.
        let wanted =
            user.random.happens(percent: 60)
            ? events.min { ($0["seats_left"]?.integer ?? 0) < ($1["seats_left"]?.integer ?? 0) }
            : events.randomElement(using: &user.random)
        guard let event = wanted?["id"]?.integer else { return }
        let seats = Int64.random(in: 1...3, using: &user.random)
        let made = user.book(event, as: id, seats: seats)
        if let booking = made.booking {
            isCancelled[booking] = false
            if made.isHeld, user.random.happens(percent: 70) { user.pay(booking) }
        } else if made.isFull, user.random.happens(percent: 90) {
            user.joinWaitlist(of: event, as: id, seats: seats)
        }
    }

    private mutating func pay() {
        let held = listBookings().filter { $0["status"]?.string == "held" }
        if let booking = held.randomElement(using: &user.random)?["id"]?.integer {
            user.pay(booking)
        }
    }

    private mutating func cancel() {
        let active = listBookings().filter {
            ["held", "confirmed"].contains($0["status"]?.string)
        }
        guard let chosen = active.randomElement(using: &user.random),
            let booking = chosen["id"]?.integer
        else { return }
        let isPart =
            chosen["status"]?.string == "confirmed" && (chosen["seats"]?.integer ?? 0) > 1
            && user.random.happens(percent: 50)
        let isWhole = user.cancel(booking, isPart: isPart) ?? false
        if isWhole, isCancelled[booking] != nil { isCancelled[booking] = true }
    }

    /// Lists the newest bookings, and compares them with the acknowledged ones.
    @discardableResult
    private func listBookings() -> [JSONValue] {
        let response = user.repeatUntilAnswered("GET", "/bookings?limit=200")
        let rows = response.json["data"]?.array ?? []
        var statuses: [Int64: String] = [:]
        for row in rows { statuses[row["id"]?.integer ?? 0] = row["status"]?.string }
        let oldest = rows.count < 200 ? 0 : statuses.keys.min() ?? 0
        for (booking, isCancelled) in isCancelled where booking >= oldest {
            guard let status = statuses[booking] else {
                user.report(.lost, "booking \(booking) is missing")
                continue
            }
            if isCancelled, status != "cancelled", status != "refunded" {
                user.report(.lost, "booking \(booking) was cancelled and is \(status)")
            }
        }
        return rows
    }
}
