import Glibc

/// Writes bytes to a descriptor; waits while its buffer is full, whether or not it blocks.
///
/// - Returns: The number of bytes written, which is lower after an error.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int {
    var written = 0
    while written < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
            let rest = buffer[written...]
            return write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        }
        if count > 0 {
            written += count
        } else if errno == EAGAIN {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&waiting, 1, -1)
        } else if errno != EINTR {
            break
        }
    }
    return written
}
