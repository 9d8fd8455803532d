/// Who sends letters: the name beside the address, and the lines at their end.
package struct Letterhead: Sendable {
    /// Nil for none; the letters then come from the address alone.
    package var name: String?
    /// Such as a name, a postal address and a telephone number; empty for none.
    package var signature = ""

    /// The address that gets answers to messages without another one; nil for the sender.
    package var replyAddress: String?

    package init(name: String? = nil, signature: String = "", replyAddress: String? = nil) {
        self.name = name
        self.signature = signature
        self.replyAddress = replyAddress
    }
}
