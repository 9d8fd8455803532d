import Timekeeping

/// A registered guest, without secrets.
package struct User: Equatable, Sendable {
    /// The name shown in place of an erased person's name.
    package static let erasedName = "Erased guest"

    /// Kept by the bookings when the guest is erased.
    package let id: UserID
    package let username: String
    package let name: String
    /// The address that the guest entered last.
    package let email: String?
    /// The address that the guest has confirmed, which gets the letters; nil if there is none.
    ///
    /// It differs from `email` while a changed address waits for its confirmation.
    package let confirmedEmail: String?
    package let createdAt: Timestamp

    package init(
        id: UserID, username: String, name: String, email: String?, confirmedEmail: String?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.username = username
        self.name = name
        self.email = email
        self.confirmedEmail = confirmedEmail
        self.createdAt = createdAt
    }

    /// Whether the guest has confirmed the address that was entered last.
    package var isEmailConfirmed: Bool {
        confirmedEmail.map { $0.utf8.elementsEqual((email ?? "").utf8) } ?? false
    }
}

/// A person's name: 1–100 characters of any script, on one line.
package struct PersonName: Equatable, Sendable {
    /// In Unicode scalars.
    package static let length = 1...100

    /// The name as entered, white space included.
    package let text: String

    /// The name `text`, or nil if it is blank, too long or has control characters.
    package init?(_ text: String) {
        guard TextRule(length: Self.length).violation(in: text) == nil else { return nil }
        self.text = text
    }
}

extension PersonName {
    /// The name in a letter to an address that may be another person's.
    ///
    /// - Returns: Nil for more than 40 characters, or a part that mail programs could show as a link.
    package static func greeting(_ name: String) -> String? {
        guard name.unicodeScalars.count <= 40 else { return nil }
        let isPlain = name.split(whereSeparator: \.isWhitespace).allSatisfy { word in
            // A dot is allowed at the end, as in “Dr.”, and after a single letter, as in “J.R.R.”.
            let parts = word.utf8.split(separator: UInt8(ascii: "."))
            return !word.utf8.contains { "/:@\\".utf8.contains($0) }
                && (parts.count <= 1 || parts.allSatisfy { $0.count == 1 })
                && !word.unicodeScalars.contains { ["。", "．", "｡", "․", "：", "／"].contains($0) }
        }
        return isPlain ? name : nil
    }
}
