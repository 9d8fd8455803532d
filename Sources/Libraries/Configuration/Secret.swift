/// Bytes that printing, dumping and reflecting never show.
package struct Secret: Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[secret]" }

    package var debugDescription: String { "[secret]" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
