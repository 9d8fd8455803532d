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

    /// A finding that should be mended; its text has the state, its effect and the remedy.
    package static func warning(_ state: String, _ effect: String, _ remedy: String) -> Finding {
        Finding(level: .warning, text: "\(state): \(effect). \(remedy).")
    }

    /// A finding that must be mended; its text has the state, its effect and the remedy.
    package static func error(_ state: String, _ effect: String, _ remedy: String) -> Finding {
        Finding(level: .error, text: "\(state): \(effect). \(remedy).")
    }
}
