/// A value that can be read from the fields of a JSON object.
package protocol FieldReadable {
    /// Reads the fields, leaving in the reader an error for each one that is wrong.
    ///
    /// A field that is wrong reads as a stand-in, so that the rest can be read and every error be
    /// told at once; the value made of stand-ins is thrown away by whoever finishes the reader.
    /// Nil where there is no stand-in for a field, after every field was read.
    init?(from fields: inout FieldReader)
}

extension FieldReadable {
    /// The value that a whole JSON value spells; throws `InvalidFields` with all that is wrong.
    package init(json value: JSONValue) throws(InvalidFields) {
        guard let object = value.object else {
            throw .whole("wrong_type", "This must be a JSON object.")
        }
        var fields = FieldReader(object)
        let value = Self(from: &fields)
        try fields.finish()
        guard let value else { throw .whole("invalid", "This cannot be read.") }
        self = value
    }
}
