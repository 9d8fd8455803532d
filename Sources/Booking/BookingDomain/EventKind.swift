/// Whether an event is an hour or some days; the raw value is its word on the wire.
package enum EventKind: String, CaseIterable, Sendable {
    case session
    case retreat
}
