import BookingDomain
import BookingStore
import ServiceContract

extension EventFields {
    /// The fields that a command of CRMAPI gives.
    package init(_ command: EventCommand) {
        self.init(
            title: command.title, description: command.description, kind: command.kind,
            location: command.location, timeZone: command.timeZone, startsAt: command.startsAt,
            endsAt: command.endsAt, capacity: command.capacity, price: command.price,
            currency: command.currency,
            refundPolicy: command.refundPolicy?.map { tier in
                RefundPolicy.Tier(hoursBefore: tier.hoursBefore, percent: tier.percent)
            })
    }
}

extension Facilitator {
    /// The facilitator that a command of CRMAPI is given on behalf of.
    package init(_ reference: FacilitatorReference) {
        self.init(id: FacilitatorID(reference.id), name: reference.name)
    }
}
