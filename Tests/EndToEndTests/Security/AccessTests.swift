import CRMAPI
import HTTP
import HTTPClient
import JSONCoding
import MainAPI
import TestSupport
import Timekeeping
import XCTest

/// Sends a request of every API route for every kind of caller.
///
/// The tables have a column per caller and a row per request, in the order they are sent; a dash
/// skips a request. A route without a row fails the test.
final class AccessTests: SystemTestCase {
    func testEveryMainAPIRouteServesOnlyItsCallers() async throws {
        let expired = try await system.guest("late")
        system.clock.advance(seconds: 43_201)
        let event = try await system.event(title: "Evening Talk")
        let cancelled = try await system.event(title: "Cancelled Talk")
        let series = try await system.series()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        _ = try await asha.book(cancelled)
        _ = try await system.service.delete("/api/facilitator/2/events/\(cancelled)")
        let message = try await asha.get("/notifications").json["data"]?[0]?["id"]?.int ?? 0
        let callers: [(String, String?)] = [
            ("anonymous", nil), ("garbage", "garbage"), ("asha", asha.token),
            ("bhavin", try await system.guest("bhavin").token),
            ("arjun", try await system.arjun().token),
            ("owner", try await system.facilitator("asha").token),
            ("service", TestSystem.serviceToken), ("wrong", "CRM_SECRET_124"),
            ("expired", expired.token), ("changed", try await guestWithNewPassword().token),
            ("erased", try await erasedGuest().token),
        ]
        try await check(
            Self.mainTable
                .replacing("{event}", with: "\(event)").replacing("{booking}", with: "\(booking)")
                .replacing("{message}", with: "\(message)")
                .replacing("{series}", with: "\(series.id)")
                .replacing("{first}", with: "\(series.events[0])"),
            callers, against: system.main, routes: system.mainService.routes)
    }

    func testEveryCRMAPIRouteServesOnlyItsCallers() async throws {
        let expired = try await system.arjun()
        system.clock.advance(seconds: 43_201)
        let event = try await system.event()
        let series = try await system.series()
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        let disabled = try await system.facilitator("kavya")
        try Program.crmAPI.run(
            ["facilitator", "disable", "kavya", "--database", system.folder + "/crm.sqlite"])
        let callers: [(String, String?)] = [
            ("anonymous", nil), ("garbage", "garbage"),
            ("asha", asha.token),
            ("arjun", try await system.arjun().token),
            ("priya", try await system.facilitator("priya").token),
            ("service", TestSystem.serviceToken),
            ("owner", try await system.facilitator("asha").token), ("wrong", "CRM_SECRET_124"),
            ("expired", expired.token),
            ("disabled", disabled.token),
        ]
        try await check(
            Self.crmTable
                .replacing("{event}", with: "\(event)").replacing("{booking}", with: "\(booking)")
                .replacing("{series}", with: "\(series.id)")
                .replacing("{first}", with: "\(series.events[0])"),
            callers, against: system.crm, routes: system.crmService.routes)
    }

    private static let mainTable = """
        anonymous garbage asha bhavin arjun owner service wrong expired changed erased
        GET /events /events
           200 200 200 200 200 200 200 200 200 200 200
        GET /events/{id} /events/{event}
           200 200 200 200 200 200 200 200 200 200 200
        GET /time-zones /time-zones?name=Europe/Berlin
           200 200 200 200 200 200 200 200 200 200 200
        POST /book /book {"event_id": {event}}
           401 401 409 201 401 401 401 401 401 401 401
        GET /bookings /bookings
           401 401 200 200 401 401 401 401 401 401 401
        GET /bookings/{id}/calendar.ics /bookings/{booking}/calendar.ics
           401 401 200 404 401 401 401 401 401 401 401
        GET /bookings/{id} /bookings/{booking}
           401 401 200 404 401 401 401 401 401 401 401
        GET /bookings/{id}/receipts /bookings/{booking}/receipts
           401 401 200 404 401 401 401 401 401 401 401
        POST /bookings/{id}/payment /bookings/{booking}/payment
           401 401 409 404 401 401 401 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/events/{event_id}/bookings /internal/facilitators/2/events/{event}/bookings
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/events/{event_id}/bookings /internal/facilitators/2/events/{event}/bookings {"name": "Meera"}
           401 401 401 401 401 401 201 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/bookings/{booking_id} /internal/facilitators/2/bookings/{booking}
           401 401 401 401 401 401 200 401 401 401 401
        PATCH /internal/facilitators/{facilitator_id}/bookings/{booking_id} /internal/facilitators/2/bookings/{booking} {"note": "Calls back"}
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/bookings/{booking_id}/payments /internal/facilitators/2/bookings/{booking}/payments {"amount": 100, "method": "cash"}
           401 401 401 401 401 401 409 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/bookings/{booking_id}/receipts /internal/facilitators/2/bookings/{booking}/receipts
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/bookings/{booking_id}/cancellation /internal/facilitators/2/bookings/{booking}/cancellation
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/bookings/{booking_id}/cancellation /internal/facilitators/2/bookings/{booking}/cancellation {"seats": 2}
           401 401 401 401 401 401 422 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/bookings/{booking_id}/refunds /internal/facilitators/2/bookings/{booking}/refunds {"amount": 1, "reason": "Late"}
           401 401 401 401 401 401 409 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/bookings/{booking_id}/attendance /internal/facilitators/2/bookings/{booking}/attendance {"status": "arrived"}
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/refunds/{refund_id}/handed-back /internal/facilitators/2/refunds/99/handed-back
           401 401 401 401 401 401 404 401 401 401 401
        PATCH /bookings/{id} /bookings/{booking} {"attendees": [{"name": "Asha"}]}
           401 401 200 404 401 401 401 401 401 401 401
        POST /bookings/{id}/confirmation /bookings/{booking}/confirmation
           401 401 200 404 401 401 401 401 401 401 401
        POST /events/{id}/waitlist /events/{event}/waitlist
           401 401 409 409 401 401 401 401 401 401 401
        DELETE /events/{id}/waitlist /events/{event}/waitlist
           401 401 404 404 401 401 401 401 401 401 401
        GET /waitlist /waitlist
           401 401 200 200 401 401 401 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/events/{event_id}/waitlist /internal/facilitators/2/events/{event}/waitlist
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/events/{event_id}/waitlist/{user_id}/offer /internal/facilitators/2/events/{event}/waitlist/1/offer
           401 401 401 401 401 401 404 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/events/{event_id}/seats /internal/facilitators/2/events/{event}/seats
           401 401 401 401 401 401 200 401 401 401 401
        GET /bookings/{id}/cancellation /bookings/{booking}/cancellation
           401 401 200 404 401 401 401 401 401 401 401
        POST /bookings/{id}/cancellation /bookings/{booking}/cancellation
           401 401 200 404 401 401 401 401 401 401 401
        GET /notifications /notifications
           401 401 200 200 401 401 401 401 401 401 401
        POST /notifications/{id}/read /notifications/{message}/read
           401 401 200 404 401 401 401 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/events /internal/facilitators/2/events
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/events /internal/facilitators/2/events {}
           401 401 401 401 401 401 422 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/events/{event_id} /internal/facilitators/2/events/{event}
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/facilitators/{facilitator_id}/events/{event_id} /internal/facilitators/2/events/{event} {}
           401 401 401 401 401 401 422 401 401 401 401
        DELETE /internal/facilitators/{facilitator_id}/events/{event_id} /internal/facilitators/2/events/{event}
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/facilitators/{facilitator_id} /internal/facilitators/2 {"name": "Arjun Patel", "letters": "each"}
           401 401 401 401 401 401 204 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/series /internal/facilitators/2/series
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/series /internal/facilitators/2/series {}
           401 401 401 401 401 401 422 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/series/{series_id} /internal/facilitators/2/series/{series}
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/facilitators/{facilitator_id}/series/{series_id} /internal/facilitators/2/series/{series}?from={first} {}
           401 401 401 401 401 401 422 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/series/{series_id}/events /internal/facilitators/2/series/{series}/events {}
           401 401 401 401 401 401 422 401 401 401 401
        DELETE /internal/facilitators/{facilitator_id}/series/{series_id} /internal/facilitators/2/series/{series}?from={first}
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/users /internal/facilitators/2/users
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/letters /internal/facilitators/2/letters
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/refunds /internal/facilitators/2/refunds
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/refunds/{refund_id}/retry /internal/facilitators/2/refunds/99/retry
           401 401 401 401 401 401 404 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/events/{event_id}/messages /internal/facilitators/2/events/{event}/messages {"subject": "Hall", "text": "Warm."}
           401 401 401 401 401 401 201 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/events/{event_id}/money /internal/facilitators/2/events/{event}/money
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/money /internal/facilitators/2/money
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/reconciliation /internal/reconciliation
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/installation /internal/installation
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/disabled-facilitators /internal/disabled-facilitators {"disabled_facilitators": []}
           401 401 401 401 401 401 204 401 401 401 401
        POST /webhooks/{provider} /webhooks/unknown {}
           404 404 404 404 404 404 404 404 404 404 404
        POST /webhooks/{provider} /webhooks/sandbox {}
           400 400 400 400 400 400 400 400 400 400 400
        GET /centre /centre
           200 200 200 200 200 200 200 200 200 200 200
        GET /facilitators/{id} /facilitators/2
           200 200 200 200 200 200 200 200 200 200 200
        GET /facilitators/{id} /facilitators/99
           404 404 404 404 404 404 404 404 404 404 404
        GET /internal/centre /internal/centre
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/centre /internal/centre {"tagline": "Calm"}
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/centre/guests /internal/centre/guests
           401 401 401 401 401 401 200 401 401 401 401
        DELETE /internal/centre/guests/{user_id} /internal/centre/guests/99
           401 401 401 401 401 401 404 401 401 401 401
        POST /internal/centre/guests/{user_id}/email-confirmation /internal/centre/guests/99/email-confirmation
           401 401 401 401 401 401 404 401 401 401 401
        GET /internal/centre/events /internal/centre/events
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/centre/bookings /internal/centre/bookings
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/centre/refunds /internal/centre/refunds
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/centre/letters /internal/centre/letters
           401 401 401 401 401 401 200 401 401 401 401
        GET /internal/centre/money /internal/centre/money
           401 401 401 401 401 401 200 401 401 401 401
        GET /pictures/{name} /pictures/1x1-unknown.png
           404 404 404 404 404 404 404 404 404 404 404
        PUT /internal/centre/logo /internal/centre/logo
           401 401 401 401 401 401 422 401 401 401 401
        DELETE /internal/centre/logo /internal/centre/logo
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/facilitators/{facilitator_id}/picture /internal/facilitators/2/picture?name=Arjun
           401 401 401 401 401 401 422 401 401 401 401
        DELETE /internal/facilitators/{facilitator_id}/picture /internal/facilitators/2/picture?name=Arjun
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/facilitators/{facilitator_id}/events/{event_id}/picture /internal/facilitators/2/events/{event}/picture
           401 401 401 401 401 401 422 401 401 401 401
        DELETE /internal/facilitators/{facilitator_id}/events/{event_id}/picture /internal/facilitators/2/events/{event}/picture
           401 401 401 401 401 401 200 401 401 401 401
        PUT /internal/facilitators/{facilitator_id}/series/{series_id}/picture /internal/facilitators/2/series/{series}/picture
           401 401 401 401 401 401 422 401 401 401 401
        DELETE /internal/facilitators/{facilitator_id}/series/{series_id}/picture /internal/facilitators/2/series/{series}/picture?from={first}
           401 401 401 401 401 401 200 401 401 401 401
        GET /healthz /healthz
           200 200 200 200 200 200 200 200 200 200 200
        GET /readyz /readyz
           200 200 200 200 200 200 200 200 200 200 200
        GET /metrics /metrics
           200 200 200 200 200 200 200 200 200 200 200
        GET /openapi.json /openapi.json
           200 200 200 200 200 200 200 200 200 200 200
        POST /auth/register /auth/register {"username": "asha", "password": "another-password"}
           409 409 409 409 409 409 409 409 409 409 409
        POST /auth/login /auth/login {"username": "asha", "password": "asha-password"}
           200 200 200 200 200 200 200 200 200 200 200
        POST /auth/email/confirmation /auth/email/confirmation {"token": "unknown"}
           422 422 422 422 422 422 422 422 422 422 422
        POST /auth/password-reset /auth/password-reset {"login": "asha"}
           202 202 202 202 202 202 202 202 202 202 202
        POST /auth/password /auth/password {"token": "unknown", "password": "another-password"}
           422 422 422 422 422 422 422 422 422 422 422
        POST /me/email/confirmation /me/email/confirmation
           401 401 202 202 401 401 401 401 401 401 401
        GET /me /me
           401 401 200 200 401 401 401 401 401 401 401
        PATCH /me /me {"name": "Another Name"}
           401 401 200 200 401 401 401 401 401 401 401
        GET /calendar.ics /calendar.ics
           200 200 200 200 200 200 200 200 200 200 200
        GET /calendars/{token}.ics /calendars/1-unknown.ics
           404 404 404 404 404 404 404 404 404 404 404
        GET /me/calendar /me/calendar
           401 401 200 200 401 401 401 401 401 401 401
        POST /me/calendar /me/calendar
           401 401 200 200 401 401 401 401 401 401 401
        GET /internal/facilitators/{facilitator_id}/calendar /internal/facilitators/2/calendar
           401 401 401 401 401 401 200 401 401 401 401
        POST /internal/facilitators/{facilitator_id}/calendar /internal/facilitators/2/calendar
           401 401 401 401 401 401 200 401 401 401 401
        GET /me/export /me/export
           401 401 200 200 401 401 401 401 401 401 401
        POST /auth/logout /auth/logout
           401 401 - 204 401 401 401 401 401 401 401
        DELETE /me /me {"current_password": "asha-password"}
           401 401 204 401 401 401 401 401 401 401 401
        """

    private static let crmTable = """
        anonymous garbage asha arjun priya service owner wrong expired disabled
        POST /notify /notify {"booking_id": 101, "user": "Bhavin", "event": "Retreat", "facilitator_id": 2}
           401 401 401 401 401 200 401 401 401 401
        POST /auth/login /auth/login {"username": "priya", "password": "priya123"}
           200 200 200 200 200 200 200 200 200 200
        POST /auth/email/confirmation /auth/email/confirmation {"token": "unknown"}
           422 422 422 422 422 422 422 422 422 422
        POST /auth/password-reset /auth/password-reset {"login": "arjun"}
           202 202 202 202 202 202 202 202 202 202
        POST /auth/password /auth/password {"token": "unknown", "password": "another-password"}
           422 422 422 422 422 422 422 422 422 422
        GET /internal/installation /internal/installation
           401 401 401 401 401 200 401 401 401 401
        GET /api/facilitator/{id} /api/facilitator/2
           401 401 401 200 403 200 200 401 401 401
        PATCH /api/facilitator/{id} /api/facilitator/2 {"letters": "daily"}
           401 401 401 200 403 200 200 401 401 401
        POST /api/facilitator/{id}/email/confirmation /api/facilitator/2/email/confirmation
           401 401 401 202 403 202 202 401 401 401
        POST /api/facilitator/{id}/password /api/facilitator/2/password {"current_password": "wrong", "password": "another-password"}
           401 401 401 422 403 422 422 401 401 401
        GET /api/facilitator/{id}/events /api/facilitator/2/events
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events /api/facilitator/99/events
           401 401 401 403 403 404 404 401 401 401
        POST /api/facilitator/{id}/events /api/facilitator/2/events {}
           401 401 401 422 403 422 422 401 401 401
        GET /api/facilitator/{id}/events/{event_id} /api/facilitator/2/events/{event}
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events/{event_id} /api/facilitator/1/events/{event}
           401 401 401 403 404 404 404 401 401 401
        PUT /api/facilitator/{id}/events/{event_id} /api/facilitator/2/events/{event} {"title": "Talk"}
           401 401 401 200 403 200 200 401 401 401
        PUT /api/facilitator/{id}/events/{event_id} /api/facilitator/1/events/{event} {"title": "Talk"}
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/bookings /api/facilitator/2/events/{event}/bookings
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/bookings /api/facilitator/1/events/{event}/bookings
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/events/{event_id}/bookings /api/facilitator/2/events/{event}/bookings {"name": "Meera"}
           401 401 401 201 403 201 201 401 401 401
        POST /api/facilitator/{id}/events/{event_id}/bookings /api/facilitator/1/events/{event}/bookings {"name": "Meera"}
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/bookings/{booking_id} /api/facilitator/2/bookings/{booking}
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/bookings/{booking_id} /api/facilitator/1/bookings/{booking}
           401 401 401 403 404 404 404 401 401 401
        PATCH /api/facilitator/{id}/bookings/{booking_id} /api/facilitator/2/bookings/{booking} {"note": "Calls back"}
           401 401 401 200 403 200 200 401 401 401
        PATCH /api/facilitator/{id}/bookings/{booking_id} /api/facilitator/1/bookings/{booking} {"note": "Calls back"}
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/payments /api/facilitator/2/bookings/{booking}/payments {"amount": 100, "method": "cash"}
           401 401 401 409 403 409 409 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/payments /api/facilitator/1/bookings/{booking}/payments {"amount": 100, "method": "cash"}
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/bookings/{booking_id}/receipts /api/facilitator/2/bookings/{booking}/receipts
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/bookings/{booking_id}/receipts /api/facilitator/1/bookings/{booking}/receipts
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/bookings/{booking_id}/cancellation /api/facilitator/2/bookings/{booking}/cancellation
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/bookings/{booking_id}/cancellation /api/facilitator/1/bookings/{booking}/cancellation
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/cancellation /api/facilitator/2/bookings/{booking}/cancellation {"seats": 2}
           401 401 401 422 403 422 422 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/cancellation /api/facilitator/1/bookings/{booking}/cancellation
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/refunds /api/facilitator/2/bookings/{booking}/refunds {"amount": 1, "reason": "Late"}
           401 401 401 409 403 409 409 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/refunds /api/facilitator/1/bookings/{booking}/refunds {"amount": 1, "reason": "Late"}
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/attendance /api/facilitator/2/bookings/{booking}/attendance {"status": "arrived"}
           401 401 401 200 403 200 200 401 401 401
        POST /api/facilitator/{id}/bookings/{booking_id}/attendance /api/facilitator/1/bookings/{booking}/attendance {"status": "arrived"}
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/refunds/{refund_id}/handed-back /api/facilitator/2/refunds/99/handed-back
           401 401 401 404 403 404 404 401 401 401
        DELETE /api/facilitator/{id}/events/{event_id} /api/facilitator/1/events/{event}
           401 401 401 403 404 404 404 401 401 401
        DELETE /api/facilitator/{id}/events/{event_id} /api/facilitator/2/events/{event}
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/waitlist /api/facilitator/2/events/{event}/waitlist
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/waitlist /api/facilitator/1/events/{event}/waitlist
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/events/{event_id}/waitlist/{user_id}/offer /api/facilitator/2/events/{event}/waitlist/1/offer
           401 401 401 409 403 409 409 401 401 401
        POST /api/facilitator/{id}/events/{event_id}/waitlist/{user_id}/offer /api/facilitator/1/events/{event}/waitlist/1/offer
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/seats /api/facilitator/2/events/{event}/seats
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/seats /api/facilitator/1/events/{event}/seats
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/events/{event_id}/messages /api/facilitator/2/events/{event}/messages {"subject": "Hall", "text": "Warm."}
           401 401 401 201 403 201 201 401 401 401
        POST /api/facilitator/{id}/events/{event_id}/messages /api/facilitator/1/events/{event}/messages {"subject": "Hall", "text": "Warm."}
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/series /api/facilitator/2/series
           401 401 401 200 403 200 200 401 401 401
        POST /api/facilitator/{id}/series /api/facilitator/2/series {}
           401 401 401 422 403 422 422 401 401 401
        GET /api/facilitator/{id}/series/{series_id} /api/facilitator/2/series/{series}
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/series/{series_id} /api/facilitator/1/series/{series}
           401 401 401 403 404 404 404 401 401 401
        PUT /api/facilitator/{id}/series/{series_id} /api/facilitator/2/series/{series}?from={first} {"title": "Talk"}
           401 401 401 200 403 200 200 401 401 401
        PUT /api/facilitator/{id}/series/{series_id} /api/facilitator/1/series/{series}?from={first} {"title": "Talk"}
           401 401 401 403 404 404 404 401 401 401
        POST /api/facilitator/{id}/series/{series_id}/events /api/facilitator/2/series/{series}/events?dry_run=1 {"dates": ["2028-02-01T18:00"]}
           401 401 401 200 403 200 200 401 401 401
        POST /api/facilitator/{id}/series/{series_id}/events /api/facilitator/1/series/{series}/events {"dates": ["2028-02-01T18:00"]}
           401 401 401 403 404 404 404 401 401 401
        DELETE /api/facilitator/{id}/series/{series_id} /api/facilitator/2/series/{series}?from={first}
           401 401 401 200 403 200 200 401 401 401
        DELETE /api/facilitator/{id}/series/{series_id} /api/facilitator/1/series/{series}?from={first}
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/bookings /api/facilitator/2/bookings
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/money /api/facilitator/2/events/{event}/money
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/events/{event_id}/money /api/facilitator/1/events/{event}/money
           401 401 401 403 404 404 404 401 401 401
        GET /api/facilitator/{id}/calendar /api/facilitator/2/calendar
           401 401 401 200 403 200 200 401 401 401
        POST /api/facilitator/{id}/calendar /api/facilitator/2/calendar
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/calendar /api/facilitator/99/calendar
           401 401 401 403 403 404 404 401 401 401
        GET /api/facilitator/{id}/money /api/facilitator/2/money
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/letters /api/facilitator/2/letters
           401 401 401 200 403 200 200 401 401 401
        GET /api/facilitator/{id}/refunds /api/facilitator/2/refunds
           401 401 401 200 403 200 200 401 401 401
        POST /api/facilitator/{id}/refunds/{refund_id}/retry /api/facilitator/2/refunds/99/retry
           401 401 401 404 403 404 404 401 401 401
        GET /api/facilitator/{id}/users /api/facilitator/2/users
           401 401 401 200 403 200 200 401 401 401
        GET /api/centre /api/centre
           401 401 401 403 403 200 200 401 401 401
        PUT /api/centre /api/centre {"tagline": "Calm"}
           401 401 401 403 403 200 200 401 401 401
        GET /api/centre/facilitators /api/centre/facilitators
           401 401 401 403 403 200 200 401 401 401
        POST /api/centre/facilitators /api/centre/facilitators {"username": "ravi"}
           401 401 401 403 403 422 422 401 401 401
        PATCH /api/centre/facilitators/{account_id} /api/centre/facilitators/4 {"role": "facilitator"}
           401 401 401 403 403 409 409 401 401 401
        PATCH /api/centre/facilitators/{account_id} /api/centre/facilitators/4 {"disabled": true}
           401 401 401 403 403 409 409 401 401 401
        POST /api/centre/facilitators/{account_id}/password-reset /api/centre/facilitators/99/password-reset
           401 401 401 403 403 404 404 401 401 401
        GET /api/centre/guests /api/centre/guests
           401 401 401 403 403 200 200 401 401 401
        DELETE /api/centre/guests/{user_id} /api/centre/guests/99
           401 401 401 403 403 404 404 401 401 401
        POST /api/centre/guests/{user_id}/email-confirmation /api/centre/guests/99/email-confirmation
           401 401 401 403 403 404 404 401 401 401
        GET /api/centre/events /api/centre/events
           401 401 401 403 403 200 200 401 401 401
        GET /api/centre/bookings /api/centre/bookings
           401 401 401 403 403 200 200 401 401 401
        GET /api/centre/refunds /api/centre/refunds
           401 401 401 403 403 200 200 401 401 401
        GET /api/centre/letters /api/centre/letters
           401 401 401 403 403 200 200 401 401 401
        GET /api/centre/money /api/centre/money
           401 401 401 403 403 200 200 401 401 401
        PUT /api/facilitator/{id}/picture /api/facilitator/2/picture
           401 401 401 422 403 422 422 401 401 401
        DELETE /api/facilitator/{id}/picture /api/facilitator/2/picture
           401 401 401 200 403 200 200 401 401 401
        PUT /api/facilitator/{id}/events/{event_id}/picture /api/facilitator/2/events/{event}/picture
           401 401 401 422 403 422 422 401 401 401
        DELETE /api/facilitator/{id}/events/{event_id}/picture /api/facilitator/2/events/{event}/picture
           401 401 401 200 403 200 200 401 401 401
        DELETE /api/facilitator/{id}/events/{event_id}/picture /api/facilitator/1/events/{event}/picture
           401 401 401 403 404 404 404 401 401 401
        PUT /api/facilitator/{id}/series/{series_id}/picture /api/facilitator/2/series/{series}/picture
           401 401 401 422 403 422 422 401 401 401
        DELETE /api/facilitator/{id}/series/{series_id}/picture /api/facilitator/2/series/{series}/picture?from={first}
           401 401 401 200 403 200 200 401 401 401
        DELETE /api/facilitator/{id}/series/{series_id}/picture /api/facilitator/1/series/{series}/picture
           401 401 401 403 404 404 404 401 401 401
        PUT /api/centre/logo /api/centre/logo
           401 401 401 403 403 422 422 401 401 401
        DELETE /api/centre/logo /api/centre/logo
           401 401 401 403 403 200 200 401 401 401
        GET /healthz /healthz
           200 200 200 200 200 200 200 200 200 200
        GET /readyz /readyz
           200 200 200 200 200 200 200 200 200 200
        GET /metrics /metrics
           200 200 200 200 200 200 200 200 200 200
        GET /openapi.json /openapi.json
           200 200 200 200 200 200 200 200 200 200
        POST /auth/logout /auth/logout
           401 401 401 204 204 401 204 401 401 401
        """

    /// Sends every row's request for each caller.
    private func check(
        _ table: String, _ callers: [(name: String, token: String?)], against service: TestClient,
        routes: Routes
    ) async throws {
        let lines = table.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        XCTAssertEqual(lines[0].split(separator: " ").map(String.init), callers.map(\.name))
        var covered: Set<String> = []
        for (request, statuses) in stride(from: 1, to: lines.count, by: 2)
            .map({ (lines[$0], lines[$0 + 1].split(separator: " ").map { Int($0) }) })
        {
            let words = request.split(separator: " ", maxSplits: 3).map(String.init)
            covered.insert("\(words[0]) \(words[1])")
            XCTAssertEqual(statuses.count, callers.count, request)
            for (caller, status) in zip(callers, statuses) {
                guard let status else { continue }
                let response = try await service.with(token: caller.token).send(
                    words[0], words[2], words.count > 3 ? words[3] : nil, [:])
                let label = "\(caller.name): \(request) → \(response.text.prefix(200))"
                XCTAssertEqual(response.status, status, label)
                if status == 401 { checkChallenge(response, caller.token, label) }
                if status >= 400 { response.checkProblem(label) }
            }
        }
        XCTAssertEqual(
            Set(routes.all.map(\.label)).symmetricDifference(covered), [],
            "the routes and the table differ")
    }

    /// Checks the challenge of a 401, which names an invalid token (RFC 6750 §3).
    private func checkChallenge(_ response: ClientResponse, _ token: String?, _ label: String) {
        let challenge = response["www-authenticate"] ?? ""
        XCTAssertTrue(challenge.hasPrefix("Bearer "), label)
        XCTAssertEqual(challenge.contains("error=\"invalid_token\""), token != nil, label)
    }

    private func guestWithNewPassword() async throws -> TestClient {
        let changed = try await system.guest("changed")
        let response = try await changed.patch(
            "/me", #"{"password": "another-password", "current_password": "changed-password"}"#)
        XCTAssertEqual(response.status, 200, response.text)
        return changed
    }

    private func erasedGuest() async throws -> TestClient {
        let erased = try await system.guest("erased")
        let response = try await erased.eraseAccount(of: "erased")
        XCTAssertEqual(response.status, 204, response.text)
        return erased
    }
}
