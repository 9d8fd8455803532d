extension AccessTests {
    /// The answers of MainAPI: a column for each caller, two lines for each request.
    static let mainTable = """
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
}
