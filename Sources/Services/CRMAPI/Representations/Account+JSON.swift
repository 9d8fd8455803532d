import JSONCoding

/// The account, for the login's response.
extension Account: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("username", username)
            json.member("name", name)
        }
    }
}
