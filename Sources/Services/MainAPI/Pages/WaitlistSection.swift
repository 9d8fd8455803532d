import BookingDomain
import TextEncoding
import Timekeeping

/// The form that joins the waiting list of an event with fewer seats left than a guest wants.
///
/// It is unfolded when the event is full. The script shows the form for the seats as they are now.
struct WaitlistSection {
    let event: Event
    /// Whether guests can book the event here, apart from the seats left.
    let isBookable: Bool
    let site: Site

    private var left: Int { max(0, event.seatsLeft) }
    private var isFull: Bool { left == 0 }
    /// The most seats that a guest can ask for.
    private var most: Int { min(event.capacity, Seats.limits.upperBound) }
    private var isNeeded: Bool { isBookable && left < most }

    var isShown: Bool { isNeeded && event.waitlist.isOpen }

    var html: HTML {
        let isClosed = isNeeded && isFull && !event.waitlist.isOpen
        return """
            <details class="waitlist stack" id="waitlist"\(" open" as HTML, if: isFull)\(" hidden" as HTML, if: !isShown)\(offersUntil)>\
            <summary>\(title)</summary>
            <p class="small quiet" data-waiting>\(Self.waiting(event.waitlist.waiting))</p>
            \(form)
            <p class="error" tabindex="-1" hidden></p>
            <ul class="small quiet">
            <li>Seats that become free are offered in the order of joining.</li>
            <li>An offer reserves the seats for you for some hours, and we tell you at once.</li>
            <li>Nothing is booked\(" or charged", if: event.price > 0) until you say yes.</li>
            </ul></details>
            <p class="note" id="waitlist-closed"\(" hidden" as HTML, if: !isClosed)>The waiting list is closed. \
            Seats that become free can be booked here.</p>
            """
    }

    /// The last moment of offers, which the script names to guests who wait.
    private var offersUntil: HTML {
        guard let end = event.waitlist.offersUntil else { return "" }
        return " data-offers-until=\"\(end.rfc3339)\""
    }

    private var title: String {
        guard !isFull else { return "Waiting list" }
        return "Do you need more than \(left == 1 ? "1 seat" : "\(left) seats")?"
    }

    private static func waiting(_ people: Int) -> String {
        switch people {
        case 0: "The waiting list is empty."
        case 1: "1 person is waiting."
        default: "\(people) people are waiting."
        }
    }

    /// Without its script the form leads to the page for logging in, which says that it needs scripts.
    private var form: HTML {
        let first = min(left + 1, most)
        let options = (first...most).map { count -> HTML in
            "<option value=\"\(count)\">\(count)</option>"
        }
        return """
            <form class="seats" id="wait-form" action="\(site.root)/login">\
            <input type="hidden" name="next" value="/e/\(event.id.rawValue)">
            <div><label for="wait-seats">Seats</label>
            <select id="wait-seats" name="seats">\(options)</select></div>
            <button class="button main">Join the waiting list</button>
            <label class="check"><input type="checkbox" name="accepts_fewer"> Also offer me fewer seats</label></form>
            """
    }
}
