/// Bytes that must not be seen: printing, dumping or reflecting on the value never shows them.
package struct Secret: Sendable {
    /// The bytes, for whoever signs or compares with them.
    package let bytes: [UInt8]

    /// Takes the bytes as they are.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The text's UTF-8 as a secret.
    package init(_ text: String) {
        bytes = Array(text.utf8)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[secret]" }

    package var debugDescription: String { "[secret]" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
