/// Writes response heads as octets (RFC 9112 §4, §5).
enum ResponseWriter {
    /// What a response has to know of the request that it answers.
    struct Context {
        /// The request was HEAD: the same fields, no content.
        var isHead = false
        /// The request's minor version.
        var minorVersion: UInt8 = 1
        /// The connection stays open after this response.
        var keepsConnection = true
        /// The request's id, sent back as `X-Request-Id`.
        var requestID = ""
    }

    /// The interim response that asks for the content (RFC 9110 §15.2.1).
    static let `continue`: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// Appends the status line, all fields with the empty line behind them, and the content where
    /// it is wanted.
    ///
    /// No browser shall take any content for another type than it is sent as.
    static func append(
        _ response: Response, withContent: Bool, in context: Context, date: HTTPDate,
        to output: OutputBuffer
    ) {
        output.append("HTTP/1.1 ")
        output.append(decimal: response.status.code)
        output.append(" ")
        output.append(response.status.reason)
        output.append("\r\nDate: ")
        output.append(date.text.span)
        output.append("\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: ")
        output.append(utf8: context.requestID)
        for (name, value) in response.fields.entries {
            output.append("\r\n")
            output.append(name.text)
            output.append(": ")
            output.append(utf8: value.text)
        }
        if !response.status.forbidsContent {
            output.append("\r\nContent-Length: ")
            output.append(decimal: response.body.count)
        }
        if !context.keepsConnection {
            output.append("\r\nConnection: close")
        } else if context.minorVersion == 0 {
            output.append("\r\nConnection: keep-alive")
        }
        output.append("\r\n\r\n")
        if withContent { output.append(response.body) }
    }

    /// Whether the content follows the head.
    static func sendsBody(of response: Response, in context: Context) -> Bool {
        !context.isHead && !response.status.forbidsContent && !response.body.isEmpty
    }
}
