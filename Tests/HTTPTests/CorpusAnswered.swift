/// Valid requests, with the status of each response.
let answeredRows: [CorpusRow] = acceptedRows + persistenceRows + semanticRows

private func stays(_ name: String, _ text: String, _ status: Int = 200) -> CorpusRow {
    CorpusRow(name, text, status, stays: true)
}

private func closes(_ name: String, _ text: String, _ status: Int = 200) -> CorpusRow {
    CorpusRow(name, text, status, stays: false)
}

private let acceptedRows: [CorpusRow] =
    [
        stays("a plain request", get()),
        stays("one empty line before the request", "\r\n" + get()),
        stays("HTTP/1.2", get(version: "1.2")),
        stays("HTTP/1.9", get(version: "1.9")),
        stays("an absolute target", "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n"),
        stays("an absolute target of https", "GET https://a/hello HTTP/1.1\r\nHost: a\r\n\r\n"),
        stays("an absolute target in capitals", "GET HTTP://A/hello HTTP/1.1\r\nHost: a\r\n\r\n"),
        stays(
            "an absolute target of another host", "GET http://b/hello HTTP/1.1\r\nHost: a\r\n\r\n"),
        stays("an absolute target without a path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n"),
        stays("an absolute target with a query only", "GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n"),
        stays("a query", get("/hello?a=b&c=%20+d")),
        stays("an empty query", get("/hello?")),
        stays("characters that browsers leave unencoded", get("/hello?a={b|c}^[d]`\\")),
        stays("a line of 8,000 bytes", get("/hello?\(String(repeating: "a", count: 7_980))")),
        stays("optional whitespace", "GET /hello HTTP/1.1\r\nHost:\t a \t\r\n\r\n"),
        stays("no whitespace", "GET /hello HTTP/1.1\r\nHost:a\r\n\r\n"),
        stays("a tab within a value", get("/hello", "Name: a\tb\r\n")),
        stays("an empty value", get("/hello", "Name:\r\n")),
        stays("a list in two lines", get("/hello", "Accept: a/b\r\nAccept: c/d\r\n")),
        stays("a value of whitespace", get("/hello", "Name: \t \r\n")),
        stays("obs-text", get("/hello", "Name: \u{80}\u{FF}\r\n")),
        stays("every tchar in a name", get("/hello", "\(String(tokenCharacters)): value\r\n")),
        stays("a hundred fields", get("/hello", String(repeating: "N: v\r\n", count: 99))),
        stays(
            "30,000 bytes of fields",
            get("/hello", "N: \(String(repeating: "a", count: 30_000))\r\n")),
        stays("content", post("Content-Length: 2\r\n", "ab")),
        stays("empty content", post("Content-Length: 0\r\n")),
        stays("a length with leading zeros", post("Content-Length: 0002\r\n", "ab")),
        stays("a length with whitespace around", post("Content-Length: \t2 \t\r\n", "ab")),
        stays("no length at all", post("")),
        stays(
            "content with GET",
            get("/hello", "Content-Length: 2\r\n").withoutFinalLineBreak + "\r\nab"),
        stays(
            "content at the route's bound",
            post("Content-Length: 16\r\n", "0123456789abcdef", path: "/small")),
        stays(
            "content at the bound",
            post("Content-Length: 1048576\r\n", String(repeating: "a", count: 1_048_576))),
        stays("chunked", chunked("5\r\nhello\r\n0\r\n\r\n")),
        stays("chunked without content", chunked("0\r\n\r\n")),
        stays(
            "chunk sizes in capital and small letters",
            chunked("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n")),
        stays("CHUNKED", post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n")),
        stays("chunked between tabs", post("Transfer-Encoding:\tchunked\t\r\n", "0\r\n\r\n")),
        stays("a chunk extension", chunked("5;name\r\nhello\r\n0\r\n\r\n")),
        stays(
            "a chunk extension's value",
            chunked("5;name=value;b=\"c \\\" d\"\r\nhello\r\n0;e\r\n\r\n")),
        stays("bad whitespace in an extension", chunked("5 ; name = value\r\nhello\r\n0\r\n\r\n")),
        stays("a size with leading zeros", chunked("0005\r\nhello\r\n000\r\n\r\n")),
        stays("trailers", chunked("0\r\nName: value\r\nOther:\r\n\r\n")),
        stays("a length among the trailers", chunked("0\r\nContent-Length: 5\r\n\r\n")),
        stays("a host among the trailers", chunked("0\r\nHost: b c\r\n\r\n")),
    ]
    + [
        "a", "a:80", "a:", "a.example.org", "127.0.0.1:8080", "[::1]", "[::1]:80",
        "[2001:db8::1]", "[::ffff:1.2.3.4]", "a_b", "a-b", "%61", "a:65535",
    ].map { stays("Host: \($0)", "GET /hello HTTP/1.1\r\nHost: \($0)\r\n\r\n") }

private let persistenceRows: [CorpusRow] =
    ["close", "Close", "CLOSE", "close, x", "x,close", "x , close", "keep-alive, close", ",close,"]
    .map { closes("Connection: \($0)", get("/hello", "Connection: \($0)\r\n")) }
    + ["keep-alive", "closed", "not-close", "x", "", "Upgrade", "\"close\"", "clo se"]
    .map { stays("Connection: \($0)", get("/hello", "Connection: \($0)\r\n")) }
    + [
        closes("close in a second line", get("/hello", "Connection: x\r\nConnection: close\r\n")),
        closes("HTTP/1.0", get(version: "1.0")),
        closes("HTTP/1.0 without a host", "GET /hello HTTP/1.0\r\n\r\n"),
        stays(
            "HTTP/1.0 with keep-alive", get("/hello", "Connection: Keep-Alive\r\n", version: "1.0")
        ),
        closes(
            "HTTP/1.0 with keep-alive and close",
            get("/hello", "Connection: keep-alive, close\r\n", version: "1.0")),
        stays(
            "HTTP/1.0 with an ignored expectation",
            "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n"
                + "Content-Length: 2\r\n\r\nab"),
    ]

private let semanticRows: [CorpusRow] =
    [
        stays("an unknown path", get("/nothing"), 404),
        stays(
            "an unknown path with content", post("Content-Length: 2\r\n", "ab", path: "/no"), 404),
        stays(
            "an unknown path with chunks",
            post("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n0\r\n\r\n", path: "/no"), 404),
        closes(
            "an unknown path with content too long to drop",
            post("Content-Length: 9000000\r\n", "", path: "/no"), 404),
        CorpusRow(
            "a refusal whose dropped chunks are invalid",
            post("Transfer-Encoding: chunked\r\n", "x\r\n", path: "/no"), 404, stays: false,
            isAnnounced: false),
        CorpusRow(
            "a refusal whose dropped chunks are too large",
            post("Transfer-Encoding: chunked\r\n", "FFFFFF\r\n", path: "/no"), 404, stays: false,
            isAnnounced: false),
        stays(
            "a method that the path does not have",
            post("Content-Length: 2\r\n", "ab", path: "/hello"),
            405),
        stays("TRACE", "TRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        stays("an unknown method", "BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        stays("a method in small letters", "get /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        stays(
            "a method of every tchar", "\(String(tokenCharacters)) / HTTP/1.1\r\nHost: a\r\n\r\n",
            501),
        closes("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501),
        stays("OPTIONS", "OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n", 204),
        stays("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 204),
        stays(
            "OPTIONS of the server in absolute form",
            "OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", 204),
        stays("OPTIONS of an unknown path", "OPTIONS /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        stays("an encoded path", get("/%68ello")),
        stays("an encoded backslash", get("/a%5Cb"), 404),
        stays("a handler that fails", get("/fail"), 500),
        stays(
            "missing credentials", post("Content-Length: 2\r\n", "ab", path: "/guarded"), 401),
        closes(
            "missing credentials with an expectation",
            post("Expect: 100-continue\r\nContent-Length: 2000\r\n", path: "/guarded"), 401),
        closes(
            "an unknown path with an expectation",
            post("Expect: 100-continue\r\nContent-Length: 2000\r\n", path: "/no"), 404),
        closes(
            "content too large with an expectation",
            post("Expect: 100-continue\r\nContent-Length: 2000000\r\n"), 413),
        stays(
            "an expectation whose content has arrived",
            post("Expect: 100-continue\r\nContent-Length: 2\r\n", "ab")),
        stays(
            "an expectation in capitals",
            post("Expect: 100-CONTINUE\r\nContent-Length: 2\r\n", "ab")),
        stays("an asynchronous handler", get("/waited")),
        stays(
            "an upgrade, which is ignored",
            get("/hello", "Upgrade: h2c\r\nConnection: Upgrade\r\n")),
    ]

extension String {
    /// The text without its final CR LF.
    fileprivate var withoutFinalLineBreak: String {
        hasSuffix("\r\n") ? String(dropLast(1)) : self
    }
}
