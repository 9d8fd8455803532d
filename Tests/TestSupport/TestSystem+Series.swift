import Timekeeping

extension TestSystem {
    /// Creates a series of Arjun's that begins soon, and returns its ID and those of its events.
    ///
    /// - Parameters:
    ///   - time: The local time of the events, such as `18:00`.
    ///   - day: The first day, counted from today.
    package func recurringClass(
        title: String = "Yoga", rule: String = "FREQ=DAILY;COUNT=5", at time: String = "18:00",
        fromDay day: Int = 2, timeZone: String = "Europe/Berlin", capacity: Int = 20,
        price: Int = 0
    ) async throws -> (id: Int, events: [Int]) {
        let first = LocalDate(clock.now(), offset: 0).advanced(by: day)
        return try await series(
            title: title, rule: rule, timeZone: timeZone, startsOn: "\(first.text)T\(time)",
            capacity: capacity, price: price)
    }
}
