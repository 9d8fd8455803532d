import HTTP
import HTTPClient
import JSONCoding
import ServiceRuntime

extension Problem {
    /// The problem for a known error of the database or of a call to MainAPI; nil for others.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as UnknownFacilitator: self.init(error)
        case let error as OtherInstallation:
            self.init(
                .conflict, code: "other_installation",
                detail: "This CRMAPI is bound to the installation \(error.bound), and the notice is"
                    + " from \(error.sender). “CRMAPI bind \(error.sender)” binds it to the sender."
            )
        case is LastOwner:
            self.init(
                .conflict, code: "last_owner",
                detail: "The center needs an owner who can log in: this is the last one.")
        case is ClientError:
            self = .unavailable(
                code: "main_api_unavailable",
                detail: "MainAPI cannot be reached at the moment.",
                retryAfterSeconds: 5)
        default: self.init(ofStorage: error)
        }
    }

    init(_ error: UnknownFacilitator) {
        self.init(
            .unprocessableContent, code: "unknown_facilitator",
            detail: "There is no facilitator \(error.id).",
            errors: [
                .init(
                    field: "facilitator_id", code: "unknown",
                    detail: "There is no facilitator \(error.id).")
            ])
    }
}
