import Glibc

/// A file descriptor that is closed at the end of its owner's life.
package struct Descriptor: ~Copyable {
    /// The number by which the kernel knows it.
    package let number: Int32

    /// Owns what a system call returned.
    ///
    /// - Throws: ``SystemError`` when the call returned a negative number.
    package init(_ number: Int32, of call: String) throws(SystemError) {
        guard number >= 0 else { throw SystemError(call) }
        self.number = number
    }

    /// Takes over a descriptor that is known to be open.
    package init(open number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}
