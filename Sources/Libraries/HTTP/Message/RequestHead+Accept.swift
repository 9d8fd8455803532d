extension RequestHead {
    /// Whether a person looks at the answer: the client names `text/html`, as browsers do when
    /// somebody goes to an address, and no kind of JSON (RFC 9110 §12.5.1).
    var prefersHTML: Bool {
        let accepted = values(of: .accept).joined(separator: ",").lowercased()
        return accepted.contains("text/html") && !accepted.contains("json")
    }
}
