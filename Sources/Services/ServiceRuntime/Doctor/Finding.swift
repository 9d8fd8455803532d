/// One result of the doctor's examination.
package struct Finding: Equatable, Sendable {
    /// How severe a finding is.
    package enum Level: String, Sendable {
        case ok
        /// It works, but should be changed.
        case warning
        /// It does not work, or others can get at it; the command exits with status 1.
        case error
    }

    package let level: Level
    package let text: String

    /// A finding that needs no action.
    package static func ok(_ state: String) -> Finding {
        Finding(level: .ok, text: state)
    }
}

extension [Finding] {
    /// Adds a warning, whose text has the state, its effect and the remedy.
    package mutating func warn(_ state: String, _ effect: String, _ remedy: String) {
        append(Finding(level: .warning, text: "\(state): \(effect). \(remedy)."))
    }

    /// Adds an error, whose text has the state, its effect and the remedy.
    package mutating func fail(_ state: String, _ effect: String, _ remedy: String) {
        append(Finding(level: .error, text: "\(state): \(effect). \(remedy)."))
    }
}
