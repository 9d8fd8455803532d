import JSONCoding
import ServiceContract
import Timekeeping

extension NotifiedBooking: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            state.writeBooking(to: &json)
            json.member("notified_at", notifiedAt)
        }
    }
}
