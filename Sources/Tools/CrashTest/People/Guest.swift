import JSONCoding

/// A guest who registers, and then books and cancels at random until the end.
struct Guest {
    private let person: Person
    private var password = "a long enough password"
    /// What the guest may be called now.
    private var names: Set<String> = []
    private var changes = 0
    private var id: Int64 = 0
    private var deeds = Deeds()
    /// Bookings that were answered with 201, and whether their cancelling was answered with 200.
    private var promised: [Int64: Bool] = [:]

    init(_ person: Person) {
        self.person = person
    }

    /// Lives until the end.
    ///
    /// - Returns: All that was asked for.
    mutating func live() -> Deeds {
        guard register() else { return deeds }
        while person.goesOn {
            switch Int.random(in: 0..<100, using: &person.random) {
            case ..<50: book()
            case ..<62: pay()
            case ..<82: cancel()
            case ..<86: rename()
            case ..<88: changePassword()
            case ..<89: guard leave() else { return deeds }
            default: review()
            }
            person.pause()
        }
        review()
        deeds.accounts.append(.init(user: id, names: names, isErased: false))
        return deeds
    }

    private mutating func register() -> Bool {
        let form = """
            {"username": "\(person.name)", "password": "\(password)", \
            "email": "\(person.name)@example.org"}
            """
        while true {
            guard let answer = person.ask("POST", "/auth/register", form) else { continue }
            // Taken, as nobody else has the name: by an earlier try that brought no answer.
            guard answer.status == 201 || answer.code == "username_taken" else {
                person.report(.astray, "registering: \(answer.status) \(answer.text)")
                return false
            }
            person.logIn(passwords: [password])
            names = [person.name]
            id = person.insist("GET", "/me").json["id"]?.integer ?? 0
            deeds.registrations.append(
                .init(username: person.name, outcome: .done(id)))
            return true
        }
    }

    private mutating func rename() {
        changes += 1
        let name = "\(person.name) the \(changes)."
        let answer = person.ask("PATCH", "/me", #"{"name": "\#(name)"}"#)
        let outcome: Outcome<Void> = person.outcome(of: answer, refusedBy: []) { _ in }
        if outcome.effect != nil { names = [] }
        if outcome.effect != nil || outcome.isUnknown { names.insert(name) }
    }

    /// Where no answer came, or only that the token has ended, one of both passwords is in use.
    private mutating func changePassword() {
        changes += 1
        let new = "an even longer password \(changes)"
        let answer = person.ask(
            "PATCH", "/me", #"{"password": "\#(new)", "current_password": "\#(password)"}"#)
        if person.take(tokenOf: answer) {
            password = new
        } else if let answer, answer.status < 500, answer.status != 401 {
            person.report(.astray, "changing the password: \(answer.status) \(answer.text)")
        } else {
            password = person.logIn(passwords: [new, password]) ?? password
        }
    }

    /// Has the account erased, and comes back as somebody new.
    ///
    /// - Returns: Whether that was possible.
    private mutating func leave() -> Bool {
        let answer = person.insist("DELETE", "/me")
        // An earlier try without an answer may have ended the token.
        guard answer.status == 204 || answer.status == 401 else {
            person.report(.astray, "leaving: \(answer.status) \(answer.text)")
            return false
        }
        deeds.accounts.append(.init(user: id, names: [], isErased: true))
        promised = [:]
        person.beginAnew()
        return register()
    }

    private mutating func book() {
        let events = person.insist("GET", "/events?limit=200").json["data"]?.array ?? []
        for event in events {
            guard let left = event["seats_left"]?.integer, left < 0 else { continue }
            person.report(.overbooked, "an event has \(left) seats left")
        }
        guard let event = events.randomElement(using: &person.random)?["id"]?.integer else {
            return
        }
        let seats = Int64.random(in: 1...3, using: &person.random)
        let answer = person.ask(
            "POST", "/book", #"{"event_id": \#(event), "seats": \#(seats)}"#)
        let outcome: Outcome<Int64> = person.outcome(
            of: answer, refusedBy: ["event_full", "already_booked", "event_cancelled"]
        ) { $0.json["id"]?.integer ?? 0 }
        if let booking = outcome.effect {
            promised[booking] = false
            if answer?.json["status"]?.string == "held", person.random.happens(percent: 70) {
                pay(booking)
            }
        }
        deeds.bookings.append(.init(user: id, event: event, seats: seats, outcome: outcome))
    }

    private mutating func pay() {
        let held = review().filter { $0["status"]?.string == "held" }
        if let booking = held.randomElement(using: &person.random)?["id"]?.integer { pay(booking) }
    }

    /// Asks where to pay, goes there, and mostly pays.
    private mutating func pay(_ booking: Int64) {
        let answer = person.ask("POST", "/bookings/\(booking)/payment", nil)
        let outcome: Outcome<String> = person.outcome(
            of: answer, refusedBy: ["hold_expired", "nothing_to_pay"]
        ) { $0.json["checkout_id"]?.string ?? "" }
        guard let checkout = outcome.effect else { return }
        let place = Int.random(in: Self.choices.indices, using: &person.random)
        let choice = Self.choices[place]
        deeds.payments.append(
            .init(booking: booking, checkout: checkout, times: choice.times))
        person.pause()
        let chosen = person.insist(
            "POST", "/sandbox/pay/\(checkout)", .form("choice=\(choice.word)"))
        if chosen.status != 303 { person.report(.lost, "checkout \(checkout): \(chosen.text)") }
    }

    /// What a guest does at the gateway; to pay comes three times, as it is the usual thing.
    private static let choices: [(word: String, times: Int)] = [
        ("pay", 1), ("pay", 1), ("pay", 1), ("twice", 2), ("decline", 0), ("late", 1),
    ]

    private mutating func cancel() {
        let mine = review().filter { ["held", "confirmed"].contains($0["status"]?.string) }
        guard let booking = mine.randomElement(using: &person.random)?["id"]?.integer else {
            return
        }
        let answer = person.ask("POST", "/bookings/\(booking)/cancellation", nil)
        let outcome: Outcome<Void> = person.outcome(
            of: answer, refusedBy: ["booking_not_cancellable"]
        ) { _ in }
        if outcome.effect != nil, promised[booking] != nil { promised[booking] = true }
        deeds.cancellations.append(.init(id: booking, outcome: outcome))
    }

    /// Reads the newest bookings, and holds them against what was promised.
    @discardableResult
    private func review() -> [JSONValue] {
        let answer = person.insist("GET", "/bookings?limit=200")
        let rows = answer.json["data"]?.array ?? []
        var states: [Int64: String] = [:]
        for row in rows { states[row["id"]?.integer ?? 0] = row["status"]?.string }
        let oldest = rows.count < 200 ? 0 : states.keys.min() ?? 0
        for (booking, isCancelled) in promised where booking >= oldest {
            guard let state = states[booking] else {
                person.report(.lost, "booking \(booking) is gone")
                continue
            }
            if isCancelled, state != "cancelled", state != "refunded" {
                person.report(.lost, "booking \(booking) was cancelled and is \(state)")
            }
        }
        return rows
    }
}
