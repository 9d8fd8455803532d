/// Why a text is not JSON, in words that may be shown to whoever sent it.
package struct JSONSyntaxError: Error, Equatable, Sendable {
    /// What is wrong; a sentence that repeats nothing of the text.
    package let reason: String

    /// The position of the fault in bytes from the start of the text.
    package let offset: Int
}

extension JSONSyntaxError: CustomStringConvertible {
    package var description: String { "\(reason) (byte \(offset))" }
}
