import BookingStore
import JSONCoding
import ServiceContract
import ServiceRuntime

extension SentMessage: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("message_id", id)
            json.member("in_app", inApp)
            json.member("letters", letters)
        }
    }
}
