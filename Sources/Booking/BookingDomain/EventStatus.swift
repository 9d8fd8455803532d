/// Whether an event takes place; that it is over is told by the clock, not by a status.
package enum EventStatus: String, CaseIterable, Sendable {
    case scheduled
    case cancelled
}
