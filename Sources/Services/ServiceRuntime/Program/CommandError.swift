/// A command or the start of a service failed; the description tells the operator why.
package struct CommandError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
