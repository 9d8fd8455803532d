import BookingDomain
import HTTP
import JSONCoding
import ServiceContract

extension Request {
    /// A command with the request's content, whose fields MainAPI validates.
    ///
    /// - Throws: `Problem` 415 or 400.
    func command(of caller: FacilitatorCaller) throws(Problem) -> FacilitatorCommand {
        let facilitator = caller.facilitator
        return FacilitatorCommand(
            facilitator: Facilitator(id: FacilitatorID(facilitator.id), name: facilitator.name),
            contact: facilitator.contact, event: try jsonObject())
    }

    /// The request's content; nil if there is none.
    ///
    /// - Throws: `Problem` 415 or 400.
    func optionalObject() throws(Problem) -> JSONObject? {
        body.isEmpty ? nil : try jsonObject()
    }
}
