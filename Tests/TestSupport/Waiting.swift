/// Waits for a value; throws when none comes before the deadline, which is long for slow machines.
package func eventually<Value>(
    within seconds: Double = 60, _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if let value = try await condition() { return value }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw DeadlineExceeded()
}

/// Waits until a condition holds; throws when the deadline passes.
package func waitUntil(
    within seconds: Double = 60, _ condition: () async throws -> Bool
) async throws {
    _ = try await eventually(within: seconds) { try await condition() ? true : nil }
}

/// A condition did not hold in time.
package struct DeadlineExceeded: Error {
    package init() {}
}
