/// The command line's arguments, read in order.
struct Arguments {
    /// An argument is missing, malformed or unexpected.
    struct UsageError: Error {}

    private var rest: ArraySlice<String>

    init(_ arguments: ArraySlice<String>) { rest = arguments }

    var isEmpty: Bool { rest.isEmpty }

    mutating func next<Value: LosslessStringConvertible>(
        _ type: Value.Type
    ) throws(UsageError) -> Value {
        guard let value = rest.popFirst().flatMap(Value.init) else { throw UsageError() }
        return value
    }

    /// Checks that every argument was read.
    func finish() throws(UsageError) {
        guard isEmpty else { throw UsageError() }
    }
}
