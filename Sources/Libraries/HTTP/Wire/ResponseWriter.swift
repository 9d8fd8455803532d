/// Serializes responses (RFC 9112 §4, §5).
enum ResponseWriter {
    /// The parts of the request that decide how its response is written.
    struct Context {
        var isHead = false
        var minorVersion: UInt8 = 1
        var keepsConnection = true
        /// Sent as `X-Request-Id`.
        var requestID = ""
    }

    /// The interim response that invites the content (RFC 9110 §15.2.1).
    static let `continue`: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// Appends the status line, the fields, and the content if `withContent`.
    ///
    /// `nosniff` keeps browsers from guessing another media type.
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
        output.append(context.requestID.utf8.span)
        for (name, value) in response.fields.entries {
            output.append("\r\n")
            output.append(name.text)
            output.append(": ")
            output.append(value.text.utf8.span)
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
        if withContent { output.append(response.body.span) }
    }

    static func sendsBody(of response: Response, in context: Context) -> Bool {
        !context.isHead && !response.status.forbidsContent && !response.body.isEmpty
    }
}
