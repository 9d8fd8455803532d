/// The host of an event: an id and a name, without an account.
package struct Facilitator: Equatable, Sendable {
    /// Assigned by CRMAPI, which has the accounts.
    package let id: FacilitatorID
    /// The name that CRMAPI sent last.
    package let name: String

    package init(id: FacilitatorID, name: String) {
        self.id = id
        self.name = name
    }
}
