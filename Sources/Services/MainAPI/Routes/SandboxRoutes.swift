import BookingDomain
import BookingStore
import HTTP
import PaymentGateways
import SQLite
import Timekeeping

struct SandboxRoutes: Sendable {
    let sandbox: SandboxGateway
    let store: Store
    let pages: Pages

    func add(to routes: inout Routes) {
        routes.get("/sandbox/pay/{id}", by: .anyone, isPage: true, show)
        routes.on(
            .post, "/sandbox/pay/{id}", by: .anyone, bodyLimit: 1_024, isPage: true, choose)
    }

    private func show(_ request: Request, _: Anyone) throws -> Response {
        guard let id = request.parameters["id"], let checkout = try sandbox.store.checkout(id)
        else { throw Problem.notFound }
        var query = try QueryReader(request)
        let isDeclined = query.string("chosen", atMost: 20) == SandboxStore.Choice.decline.rawValue
        let booking = try store.read { tx in
            try tx.paymentAttempts.find(checkout: id, at: .sandbox)
                .flatMap { try tx.bookings.find($0.bookingID) }
        }
        guard let booking else { throw Problem.notFound }
        let ticket = Ticket(booking: booking, now: store.clock.now())
        return try pages.layout().response(
            page(of: checkout, ticket, isDeclined: isDeclined).page, to: request)
    }

    private func choose(_ request: Request, _: Anyone) async throws -> Response {
        guard let id = request.parameters["id"],
            let choice = FormContent(decoding: request.body)?["choice"]
                .flatMap(SandboxStore.Choice.init(rawValue:))
        else {
            throw Problem(
                .badRequest, code: "malformed_form", detail: "The form must contain a valid choice."
            )
        }
        guard let checkout = try await sandbox.store.choose(choice, at: id) else {
            throw Problem.notFound
        }
        let address =
            switch choice {
            case .pay, .twice: checkout.order.successURL
            case .cancel: checkout.order.cancelURL
            case .decline, .late: "\(store.root.text)/sandbox/pay/\(id)?chosen=\(choice.rawValue)"
            }
        return Response(.seeOther).with(.location, FieldValue(address))
    }

    private func page(
        of checkout: SandboxCheckout, _ ticket: Ticket, isDeclined: Bool
    ) -> CheckoutPage {
        let address = "\(store.root.text)/sandbox/pay/\(checkout.id)"
        var others: [(choice: Choice, button: String, meaning: String)] = []
        var page = CheckoutPage(title: "Test payment", ticket)
        page.script = "pages/checkout.js"
        page.tag("Test: no money moves", .warn)
        page.heading("Pay for your seats")
        switch checkout.state {
        case .complete:
            page.paragraph("This is paid.")
            page.link("To my booking", to: checkout.order.successURL)
        case .expired:
            page.paragraph("The time to pay is over. A slow bank may still pay.")
            page.link("To my booking", to: checkout.order.cancelURL)
            others = [(.late, "Pay late", "The bank pays anyway.")]
        case .open:
            if isDeclined { page.error("The card was declined and not charged. Try again.") }
            if checkout.paysLate {
                page.paragraph("The bank is slow and pays after the hold has expired.")
            }
            page.form(to: address, ["choice": Choice.pay.rawValue], button: "Pay")
            page.form(
                to: address, ["choice": Choice.cancel.rawValue], button: "Cancel", isMain: false)
            others = [
                (.decline, "Decline", "The bank declines the card."),
                (.late, "Pay late", "The bank pays after the hold has expired."),
                (.twice, "Pay twice", "The guest pays a second time."),
            ]
        }
        for (choice, button, meaning) in others {
            page.otherForm(
                to: address, ["choice": choice.rawValue], button: button, meaning: meaning)
        }
        return page
    }

    private typealias Choice = SandboxStore.Choice
}
