import HTTP
import JSONCoding
import ServiceRuntime

extension Problem {
    /// What an error of the store or of a call to MainAPI is to a client; nil for what nobody
    /// foresaw.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as BookingLog.Refusal: self.init(refusal)
        case is PeerClient.Unreachable:
            self = .unavailable(
                code: "main_api_unavailable",
                detail: "MainAPI, which owns events and users, cannot be reached just now.",
                retryAfterSeconds: 5)
        default: self.init(ofStorage: error)
        }
    }

    private init(_ refusal: BookingLog.Refusal) {
        switch refusal {
        case .unknownFacilitator(let id):
            self.init(
                .unprocessableContent, code: "unknown_facilitator",
                detail: "There is no facilitator \(id) here.",
                errors: [
                    .init(
                        field: "facilitator_id", code: "unknown",
                        detail: "must be a facilitator of this service.")
                ])
        }
    }
}
