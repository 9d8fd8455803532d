import BookingDomain
import JSONCoding
import ServiceContract
import TextEncoding
import Timekeeping

/// An event in the vocabulary of schema.org, which search engines read from its page.
///
/// Docs: schema.org/Event, developers.google.com/search/docs/appearance/structured-data/event
struct EventMetadata: JSONWritable {
    let event: Event
    let createdAt: Timestamp
    let now: Timestamp
    let summary: String
    let image: String
    let site: Site

    /// A block of data, which browsers do not run; it needs no permission of the page's policy.
    var html: HTML {
        "<script type=\"application/ld+json\">\(HTML(json: json))</script>"
    }

    private var url: String { "\(site.address)/e/\(event.id)" }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("@context", "https://schema.org")
            json.member("@type", "Event")
            json.member("name", event.title)
            json.member("description", event.description.isEmpty ? summary : event.description)
            json.member("url", url)
            json.memberArray("image") { $0.element(image) }
            json.member("startDate", LocalTime(event.startsAt, in: event.timeZone).rfc3339)
            json.member("endDate", LocalTime(event.endsAt, in: event.timeZone).rfc3339)
            json.member("eventStatus", "https://schema.org/\(status)")
            json.member("eventAttendanceMode", "https://schema.org/\(attendanceMode)")
            json.memberObject("location", writeLocation)
            json.memberObject("organizer") { json in
                json.member("@type", "Organization")
                json.member("name", site.centre.name)
                json.member("url", site.address + "/")
            }
            json.memberObject("performer") { json in
                json.member("@type", "Person")
                json.member("name", event.facilitator.name)
                json.member("url", "\(site.address)/f/\(event.facilitator.id)")
            }
            json.memberObject("offers", writeOffer)
        }
    }

    private var status: String {
        switch event.status {
        case .scheduled: "EventScheduled"
        case .cancelled: "EventCancelled"
        }
    }

    private var attendanceMode: String {
        isOnline ? "OnlineEventAttendanceMode" : "OfflineEventAttendanceMode"
    }

    /// The place is a text, in which facilitators write the word for events without one.
    private var isOnline: Bool {
        event.location.lowercased().split { !$0.isLetter }.contains("online")
    }

    private func writeLocation(to json: inout JSONWriter) {
        if isOnline {
            json.member("@type", "VirtualLocation")
            json.member("url", url)
            return
        }
        let hasPlace = !event.location.isEmpty
        let address = hasPlace ? event.location : site.centre.address
        json.member("@type", "Place")
        json.member("name", hasPlace ? event.location : site.centre.name)
        json.member("address", address.isEmpty ? site.centre.name : address)
    }

    private func writeOffer(to json: inout JSONWriter) {
        json.member("@type", "Offer")
        json.member("price", Money(amount: event.price, currency: event.currency).decimal)
        json.member("priceCurrency", event.currency.code)
        json.member("availability", "https://schema.org/\(availability)")
        json.member("url", url)
        json.member("validFrom", createdAt)
        json.member("validThrough", event.bookingClosesAt ?? event.startsAt)
    }

    private var availability: String {
        guard (try? event.checkOpenForBooking(at: now)) != nil else { return "Discontinued" }
        return event.seatsLeft > 0 ? "InStock" : "SoldOut"
    }
}
