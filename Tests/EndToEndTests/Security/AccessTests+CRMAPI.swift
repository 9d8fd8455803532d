extension AccessTests {
    /// The answers of CRMAPI: a column for each caller, two lines for each request.
    static let crmTable = """
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
}
