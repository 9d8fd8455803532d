/// The one who gives an event, as MainAPI keeps them beside the events: id and name, no account.
package struct Facilitator: Equatable, Sendable {
    package let id: FacilitatorID
    package let name: String

    /// A facilitator as a command of CRMAPI or a row of the database names them.
    package init(id: FacilitatorID, name: String) {
        self.id = id
        self.name = name
    }
}
