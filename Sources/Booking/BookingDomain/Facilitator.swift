/// The one who gives an event, as MainAPI keeps them beside the events: id and name, no account.
package struct Facilitator: Equatable, Sendable {
    /// Given out by CRMAPI, which alone knows their account.
    package let id: FacilitatorID
    /// Their name as CRMAPI last sent it; MainAPI never changes it by itself.
    package let name: String

    /// A facilitator as a command of CRMAPI or a row of the database names them.
    package init(id: FacilitatorID, name: String) {
        self.id = id
        self.name = name
    }
}
