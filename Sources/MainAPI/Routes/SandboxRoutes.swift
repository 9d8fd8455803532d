import BookingDomain
import HTTP
import Payments

/// The sandbox's pages: where a guest "pays" when no real gateway is set up.
struct SandboxRoutes: Sendable {
    let sandbox: SandboxGateway
    /// Called when there may be a webhook to deliver.
    let reported: @Sendable () -> Void

    func add(to routes: inout Routes) {
        routes.get("/sandbox/pay/{id}", by: .anyone, show)
        routes.on(.post, "/sandbox/pay/{id}", by: .anyone, bodyLimit: 4_096, choose)
    }

    private func show(_ request: Request, _: Anyone) throws -> Response {
        guard let id = request.parameters["id"], let checkout = try sandbox.books.checkout(id)
        else { throw Problem.notFound }
        return page(of: checkout).response()
    }

    private func choose(_ request: Request, _: Anyone) async throws -> Response {
        guard let id = request.parameters["id"],
            let choice = FormContent(decoding: request.body)?["choice"]
                .flatMap(SandboxBooks.Choice.init(rawValue:))
        else {
            throw Problem(
                .badRequest, code: "malformed_form", detail: "Press one of the page's buttons.")
        }
        defer { reported() }
        guard let checkout = try await sandbox.books.choose(choice, at: id) else {
            throw Problem.notFound
        }
        let address =
            switch choice {
            case .pay, .twice: checkout.successAddress
            case .cancel: checkout.cancelAddress
            case .decline, .late: "/sandbox/pay/\(id)?chosen=\(choice.rawValue)"
            }
        return Response(.seeOther).with(.location, FieldValue(address))
    }

    private func page(of checkout: SandboxCheckout) -> PlainPage {
        var page = PlainPage(title: "Test payment")
        page.note("TEST: no money moves here.")
        page.heading(checkout.description)
        page.paragraph(checkout.currency.text(of: checkout.amount))
        switch checkout.state {
        case .complete:
            page.paragraph("This is paid.")
            page.link("Back to the centre", to: checkout.successAddress)
        case .expired:
            page.paragraph("The time to pay this is over. A bank that is late may pay it yet.")
            button(.late, "Pay late", checkout, &page)
            page.link("Back to the centre", to: checkout.cancelAddress)
        case .open:
            if checkout.paysLate {
                page.paragraph("The bank takes its time, and pays when the seats are free again.")
            }
            button(.pay, "Pay", checkout, &page)
            button(.decline, "Decline", checkout, &page)
            button(.cancel, "Cancel", checkout, &page)
            button(.late, "Pay late", checkout, &page)
            button(.twice, "Pay twice", checkout, &page)
        }
        return page
    }

    private func button(
        _ choice: SandboxBooks.Choice, _ text: String, _ checkout: SandboxCheckout,
        _ page: inout PlainPage
    ) {
        page.form(
            to: "/sandbox/pay/\(checkout.id)", ["choice": choice.rawValue], button: text)
    }
}
