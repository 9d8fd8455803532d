#include "EmbeddedFiles.h"

// The compiler records embedded files as dependencies, so a change to one of them rebuilds this file.
static const unsigned char accountLinksJs[] = {
#embed "Site/account-links.js"
};
static const unsigned char addressFieldJs[] = {
#embed "Site/address-field.js"
};
static const unsigned char addressNoteJs[] = {
#embed "Site/address-note.js"
};
static const unsigned char apiJs[] = {
#embed "Site/api.js"
};
// One style sheet of several files, so that a page needs one request for them. Later rules override
// earlier ones of the same specificity.
static const unsigned char appCss[] = {
#embed "Site/styles/tokens.css"
    ,
#embed "Site/styles/base.css"
    ,
#embed "Site/styles/frame.css"
    ,
#embed "Site/styles/cards.css"
    ,
#embed "Site/styles/ticket.css"
    ,
#embed "Site/styles/forms.css"
    ,
#embed "Site/styles/dialogs.css"
    ,
#embed "Site/styles/animations.css"
    ,
#embed "Site/styles/narrow.css"
    ,
#embed "Site/styles/event-list.css"
    ,
#embed "Site/styles/week.css"
    ,
#embed "Site/styles/event.css"
    ,
#embed "Site/styles/columns.css"
    ,
#embed "Site/styles/narrow-pages.css"
    ,
#embed "Site/styles/series.css"
    ,
#embed "Site/styles/waitlist.css"
    ,
#embed "Site/styles/face.css"
};
static const unsigned char attendeesJs[] = {
#embed "Site/attendees.js"
};
static const unsigned char bookableJs[] = {
#embed "Site/bookable.js"
};
static const unsigned char bookingActionsJs[] = {
#embed "Site/booking-actions.js"
};
static const unsigned char bookingSeatsJs[] = {
#embed "Site/booking-seats.js"
};
static const unsigned char calendarAddressJs[] = {
#embed "Site/calendar-address.js"
};
static const unsigned char centreAccentJs[] = {
#embed "Site/centre/accent.js"
};
static const unsigned char centreBookingsJs[] = {
#embed "Site/centre/bookings.js"
};
static const unsigned char centreEventsJs[] = {
#embed "Site/centre/events.js"
};
static const unsigned char centreFacilitatorsJs[] = {
#embed "Site/centre/facilitators.js"
};
static const unsigned char centreGuestsJs[] = {
#embed "Site/centre/guests.js"
};
static const unsigned char centreListJs[] = {
#embed "Site/centre/list.js"
};
static const unsigned char centreMoneyJs[] = {
#embed "Site/centre/money.js"
};
static const unsigned char centreOverviewJs[] = {
#embed "Site/centre/overview.js"
};
static const unsigned char centreRefundsJs[] = {
#embed "Site/centre/refunds.js"
};
static const unsigned char centreSettingsFormJs[] = {
#embed "Site/centre/settings-form.js"
};
static const unsigned char centreSettingsJs[] = {
#embed "Site/centre/settings.js"
};
static const unsigned char copyFieldJs[] = {
#embed "Site/copy-field.js"
};
static const unsigned char domJs[] = {
#embed "Site/dom.js"
};
static const unsigned char draftsJs[] = {
#embed "Site/drafts.js"
};
// The second style sheet of the pages that scripts draw.
static const unsigned char drawnCss[] = {
#embed "Site/styles/tables.css"
    ,
#embed "Site/styles/drawn.css"
    ,
#embed "Site/styles/facilitator.css"
    ,
#embed "Site/styles/receipt.css"
    ,
#embed "Site/styles/roster.css"
    ,
#embed "Site/styles/centre.css"
};
static const unsigned char facilitatorAccountLinkJs[] = {
#embed "Site/facilitator/account-link.js"
};
static const unsigned char facilitatorAccountJs[] = {
#embed "Site/facilitator/account.js"
};
static const unsigned char facilitatorAddBookingJs[] = {
#embed "Site/facilitator/add-booking.js"
};
static const unsigned char facilitatorAddDatesJs[] = {
#embed "Site/facilitator/add-dates.js"
};
static const unsigned char facilitatorAmountsJs[] = {
#embed "Site/facilitator/amounts.js"
};
static const unsigned char facilitatorAttendanceJs[] = {
#embed "Site/facilitator/attendance.js"
};
static const unsigned char facilitatorBookingButtonsJs[] = {
#embed "Site/facilitator/booking-buttons.js"
};
static const unsigned char facilitatorBookingMoneyJs[] = {
#embed "Site/facilitator/booking-money.js"
};
static const unsigned char facilitatorBookingWordsJs[] = {
#embed "Site/facilitator/booking-words.js"
};
static const unsigned char facilitatorBookingJs[] = {
#embed "Site/facilitator/booking.js"
};
static const unsigned char facilitatorBookingsJs[] = {
#embed "Site/facilitator/bookings.js"
};
static const unsigned char facilitatorCancelBookingJs[] = {
#embed "Site/facilitator/cancel-booking.js"
};
static const unsigned char facilitatorCancelEventJs[] = {
#embed "Site/facilitator/cancel-event.js"
};
static const unsigned char facilitatorClosingJs[] = {
#embed "Site/facilitator/closing.js"
};
static const unsigned char facilitatorConflictJs[] = {
#embed "Site/facilitator/conflict.js"
};
static const unsigned char facilitatorCsvJs[] = {
#embed "Site/facilitator/csv.js"
};
static const unsigned char facilitatorCurrenciesJs[] = {
#embed "Site/facilitator/currencies.js"
};
static const unsigned char facilitatorDashboardJs[] = {
#embed "Site/facilitator/dashboard.js"
};
static const unsigned char facilitatorEditBookingJs[] = {
#embed "Site/facilitator/edit-booking.js"
};
static const unsigned char facilitatorEditJs[] = {
#embed "Site/facilitator/edit.js"
};
static const unsigned char facilitatorEffectsJs[] = {
#embed "Site/facilitator/effects.js"
};
static const unsigned char facilitatorEventFormJs[] = {
#embed "Site/facilitator/event-form.js"
};
static const unsigned char facilitatorEventPictureJs[] = {
#embed "Site/facilitator/event-picture.js"
};
static const unsigned char facilitatorFrameJs[] = {
#embed "Site/facilitator/frame.js"
};
static const unsigned char facilitatorLoginFormJs[] = {
#embed "Site/facilitator/login-form.js"
};
static const unsigned char facilitatorLoginJs[] = {
#embed "Site/facilitator/login.js"
};
static const unsigned char facilitatorMeterJs[] = {
#embed "Site/facilitator/meter.js"
};
static const unsigned char facilitatorMomentsJs[] = {
#embed "Site/facilitator/moments.js"
};
static const unsigned char facilitatorMoveBookingJs[] = {
#embed "Site/facilitator/move-booking.js"
};
static const unsigned char facilitatorNumbersJs[] = {
#embed "Site/facilitator/numbers.js"
};
static const unsigned char facilitatorOfferSeatsJs[] = {
#embed "Site/facilitator/offer-seats.js"
};
static const unsigned char facilitatorPolicyJs[] = {
#embed "Site/facilitator/policy.js"
};
static const unsigned char facilitatorReceiptJs[] = {
#embed "Site/facilitator/receipt.js"
};
static const unsigned char facilitatorRefundWordsJs[] = {
#embed "Site/facilitator/refund-words.js"
};
static const unsigned char facilitatorRefundsJs[] = {
#embed "Site/facilitator/refunds.js"
};
static const unsigned char facilitatorRepeatsJs[] = {
#embed "Site/facilitator/repeats.js"
};
static const unsigned char facilitatorRosterCsvJs[] = {
#embed "Site/facilitator/roster-csv.js"
};
static const unsigned char facilitatorRosterListJs[] = {
#embed "Site/facilitator/roster-list.js"
};
static const unsigned char facilitatorRosterJs[] = {
#embed "Site/facilitator/roster.js"
};
static const unsigned char facilitatorRuleWordsJs[] = {
#embed "Site/facilitator/rule-words.js"
};
static const unsigned char facilitatorSeatStatesJs[] = {
#embed "Site/facilitator/seat-states.js"
};
static const unsigned char facilitatorSeatsJs[] = {
#embed "Site/facilitator/seats.js"
};
static const unsigned char facilitatorSeriesDatesJs[] = {
#embed "Site/facilitator/series-dates.js"
};
static const unsigned char facilitatorSeriesEditJs[] = {
#embed "Site/facilitator/series-edit.js"
};
static const unsigned char facilitatorSeriesFieldsJs[] = {
#embed "Site/facilitator/series-fields.js"
};
static const unsigned char facilitatorSeriesJs[] = {
#embed "Site/facilitator/series.js"
};
static const unsigned char facilitatorTimeLeftJs[] = {
#embed "Site/facilitator/time-left.js"
};
static const unsigned char facilitatorUsersJs[] = {
#embed "Site/facilitator/users.js"
};
static const unsigned char facilitatorWaitlistJs[] = {
#embed "Site/facilitator/waitlist.js"
};
static const unsigned char facilitatorWeeksJs[] = {
#embed "Site/facilitator/weeks.js"
};
static const unsigned char facilitatorWriteToAllJs[] = {
#embed "Site/facilitator/write-to-all.js"
};
static const unsigned char facilitatorZoneFieldJs[] = {
#embed "Site/facilitator/zone-field.js"
};
static const unsigned char facilitatorZonesJs[] = {
#embed "Site/facilitator/zones.js"
};
static const unsigned char faviconIco[] = {
#embed "Site/favicon.ico"
};
static const unsigned char formatJs[] = {
#embed "Site/format.js"
};
static const unsigned char formsJs[] = {
#embed "Site/forms.js"
};
static const unsigned char headerJs[] = {
#embed "Site/header.js"
};
static const unsigned char iconSvg[] = {
#embed "Site/icon.svg"
};
static const unsigned char icons180Png[] = {
#embed "Site/icons/180.png"
};
static const unsigned char icons512Png[] = {
#embed "Site/icons/512.png"
};
static const unsigned char livePageJs[] = {
#embed "Site/live-page.js"
};
static const unsigned char loginJs[] = {
#embed "Site/login.js"
};
static const unsigned char offersJs[] = {
#embed "Site/offers.js"
};
static const unsigned char openapiJs[] = {
#embed "Site/openapi.js"
};
static const unsigned char pagesAccountLinkJs[] = {
#embed "Site/pages/account-link.js"
};
static const unsigned char pagesAccountJs[] = {
#embed "Site/pages/account.js"
};
static const unsigned char pagesBookingJs[] = {
#embed "Site/pages/booking.js"
};
static const unsigned char pagesBookingsJs[] = {
#embed "Site/pages/bookings.js"
};
static const unsigned char pagesCheckoutJs[] = {
#embed "Site/pages/checkout.js"
};
static const unsigned char pagesDocsJs[] = {
#embed "Site/pages/docs.js"
};
static const unsigned char pagesEventJs[] = {
#embed "Site/pages/event.js"
};
static const unsigned char pagesEventsJs[] = {
#embed "Site/pages/events.js"
};
static const unsigned char pagesLoginJs[] = {
#embed "Site/pages/login.js"
};
static const unsigned char pagesNotificationsJs[] = {
#embed "Site/pages/notifications.js"
};
static const unsigned char pagesPlainJs[] = {
#embed "Site/pages/plain.js"
};
static const unsigned char pagesReceiptJs[] = {
#embed "Site/pages/receipt.js"
};
static const unsigned char pictureFieldJs[] = {
#embed "Site/picture-field.js"
};
static const unsigned char receiptSheetsJs[] = {
#embed "Site/receipt-sheets.js"
};
static const unsigned char searchJs[] = {
#embed "Site/search.js"
};
static const unsigned char seatsJs[] = {
#embed "Site/seats.js"
};
static const unsigned char seriesDatesJs[] = {
#embed "Site/series-dates.js"
};
static const unsigned char sessionJs[] = {
#embed "Site/session.js"
};
static const unsigned char shareAfternoonRetreatJpg[] = {
#embed "Site/share/afternoon-retreat.jpg"
};
static const unsigned char shareAfternoonSessionJpg[] = {
#embed "Site/share/afternoon-session.jpg"
};
static const unsigned char shareDawnRetreatJpg[] = {
#embed "Site/share/dawn-retreat.jpg"
};
static const unsigned char shareDawnSessionJpg[] = {
#embed "Site/share/dawn-session.jpg"
};
static const unsigned char shareDuskRetreatJpg[] = {
#embed "Site/share/dusk-retreat.jpg"
};
static const unsigned char shareDuskSessionJpg[] = {
#embed "Site/share/dusk-session.jpg"
};
static const unsigned char shareMorningRetreatJpg[] = {
#embed "Site/share/morning-retreat.jpg"
};
static const unsigned char shareMorningSessionJpg[] = {
#embed "Site/share/morning-session.jpg"
};
static const unsigned char shareNightRetreatJpg[] = {
#embed "Site/share/night-retreat.jpg"
};
static const unsigned char shareNightSessionJpg[] = {
#embed "Site/share/night-session.jpg"
};
static const unsigned char shareNoonRetreatJpg[] = {
#embed "Site/share/noon-retreat.jpg"
};
static const unsigned char shareNoonSessionJpg[] = {
#embed "Site/share/noon-session.jpg"
};
static const unsigned char siteJs[] = {
#embed "Site/site.js"
};
static const unsigned char storageJs[] = {
#embed "Site/storage.js"
};
static const unsigned char ticketJs[] = {
#embed "Site/ticket.js"
};
static const unsigned char timeZonesJs[] = {
#embed "Site/time-zones.js"
};
static const unsigned char timelineJs[] = {
#embed "Site/timeline.js"
};
static const unsigned char visitorTimeJs[] = {
#embed "Site/visitor-time.js"
};
static const unsigned char waitFormJs[] = {
#embed "Site/wait-form.js"
};
static const unsigned char waitsJs[] = {
#embed "Site/waits.js"
};
static const unsigned char skiesAfternoonRetreatSvg[] = {
#embed "Site/skies/afternoon-retreat.svg"
};
static const unsigned char skiesAfternoonSessionSvg[] = {
#embed "Site/skies/afternoon-session.svg"
};
static const unsigned char skiesDawnRetreatSvg[] = {
#embed "Site/skies/dawn-retreat.svg"
};
static const unsigned char skiesDawnSessionSvg[] = {
#embed "Site/skies/dawn-session.svg"
};
static const unsigned char skiesDuskRetreatSvg[] = {
#embed "Site/skies/dusk-retreat.svg"
};
static const unsigned char skiesDuskSessionSvg[] = {
#embed "Site/skies/dusk-session.svg"
};
static const unsigned char skiesMorningRetreatSvg[] = {
#embed "Site/skies/morning-retreat.svg"
};
static const unsigned char skiesMorningSessionSvg[] = {
#embed "Site/skies/morning-session.svg"
};
static const unsigned char skiesNightRetreatSvg[] = {
#embed "Site/skies/night-retreat.svg"
};
static const unsigned char skiesNightSessionSvg[] = {
#embed "Site/skies/night-session.svg"
};
static const unsigned char skiesNoonRetreatSvg[] = {
#embed "Site/skies/noon-retreat.svg"
};
static const unsigned char skiesNoonSessionSvg[] = {
#embed "Site/skies/noon-session.svg"
};

static const WebAsset assets[] = {
    {"account-links.js", accountLinksJs, sizeof accountLinksJs},
    {"address-field.js", addressFieldJs, sizeof addressFieldJs},
    {"address-note.js", addressNoteJs, sizeof addressNoteJs},
    {"api.js", apiJs, sizeof apiJs},
    {"app.css", appCss, sizeof appCss},
    {"attendees.js", attendeesJs, sizeof attendeesJs},
    {"bookable.js", bookableJs, sizeof bookableJs},
    {"booking-actions.js", bookingActionsJs, sizeof bookingActionsJs},
    {"booking-seats.js", bookingSeatsJs, sizeof bookingSeatsJs},
    {"calendar-address.js", calendarAddressJs, sizeof calendarAddressJs},
    {"centre/accent.js", centreAccentJs, sizeof centreAccentJs},
    {"centre/bookings.js", centreBookingsJs, sizeof centreBookingsJs},
    {"centre/events.js", centreEventsJs, sizeof centreEventsJs},
    {"centre/facilitators.js", centreFacilitatorsJs, sizeof centreFacilitatorsJs},
    {"centre/guests.js", centreGuestsJs, sizeof centreGuestsJs},
    {"centre/list.js", centreListJs, sizeof centreListJs},
    {"centre/money.js", centreMoneyJs, sizeof centreMoneyJs},
    {"centre/overview.js", centreOverviewJs, sizeof centreOverviewJs},
    {"centre/refunds.js", centreRefundsJs, sizeof centreRefundsJs},
    {"centre/settings-form.js", centreSettingsFormJs, sizeof centreSettingsFormJs},
    {"centre/settings.js", centreSettingsJs, sizeof centreSettingsJs},
    {"copy-field.js", copyFieldJs, sizeof copyFieldJs},
    {"dom.js", domJs, sizeof domJs},
    {"drafts.js", draftsJs, sizeof draftsJs},
    {"drawn.css", drawnCss, sizeof drawnCss},
    {"facilitator/account-link.js", facilitatorAccountLinkJs, sizeof facilitatorAccountLinkJs},
    {"facilitator/account.js", facilitatorAccountJs, sizeof facilitatorAccountJs},
    {"facilitator/add-booking.js", facilitatorAddBookingJs, sizeof facilitatorAddBookingJs},
    {"facilitator/add-dates.js", facilitatorAddDatesJs, sizeof facilitatorAddDatesJs},
    {"facilitator/amounts.js", facilitatorAmountsJs, sizeof facilitatorAmountsJs},
    {"facilitator/attendance.js", facilitatorAttendanceJs, sizeof facilitatorAttendanceJs},
    {"facilitator/booking-buttons.js", facilitatorBookingButtonsJs, sizeof facilitatorBookingButtonsJs},
    {"facilitator/booking-money.js", facilitatorBookingMoneyJs, sizeof facilitatorBookingMoneyJs},
    {"facilitator/booking-words.js", facilitatorBookingWordsJs, sizeof facilitatorBookingWordsJs},
    {"facilitator/booking.js", facilitatorBookingJs, sizeof facilitatorBookingJs},
    {"facilitator/bookings.js", facilitatorBookingsJs, sizeof facilitatorBookingsJs},
    {"facilitator/cancel-booking.js", facilitatorCancelBookingJs, sizeof facilitatorCancelBookingJs},
    {"facilitator/cancel-event.js", facilitatorCancelEventJs, sizeof facilitatorCancelEventJs},
    {"facilitator/closing.js", facilitatorClosingJs, sizeof facilitatorClosingJs},
    {"facilitator/conflict.js", facilitatorConflictJs, sizeof facilitatorConflictJs},
    {"facilitator/csv.js", facilitatorCsvJs, sizeof facilitatorCsvJs},
    {"facilitator/currencies.js", facilitatorCurrenciesJs, sizeof facilitatorCurrenciesJs},
    {"facilitator/dashboard.js", facilitatorDashboardJs, sizeof facilitatorDashboardJs},
    {"facilitator/edit-booking.js", facilitatorEditBookingJs, sizeof facilitatorEditBookingJs},
    {"facilitator/edit.js", facilitatorEditJs, sizeof facilitatorEditJs},
    {"facilitator/effects.js", facilitatorEffectsJs, sizeof facilitatorEffectsJs},
    {"facilitator/event-form.js", facilitatorEventFormJs, sizeof facilitatorEventFormJs},
    {"facilitator/event-picture.js", facilitatorEventPictureJs, sizeof facilitatorEventPictureJs},
    {"facilitator/frame.js", facilitatorFrameJs, sizeof facilitatorFrameJs},
    {"facilitator/login-form.js", facilitatorLoginFormJs, sizeof facilitatorLoginFormJs},
    {"facilitator/login.js", facilitatorLoginJs, sizeof facilitatorLoginJs},
    {"facilitator/meter.js", facilitatorMeterJs, sizeof facilitatorMeterJs},
    {"facilitator/moments.js", facilitatorMomentsJs, sizeof facilitatorMomentsJs},
    {"facilitator/move-booking.js", facilitatorMoveBookingJs, sizeof facilitatorMoveBookingJs},
    {"facilitator/numbers.js", facilitatorNumbersJs, sizeof facilitatorNumbersJs},
    {"facilitator/offer-seats.js", facilitatorOfferSeatsJs, sizeof facilitatorOfferSeatsJs},
    {"facilitator/policy.js", facilitatorPolicyJs, sizeof facilitatorPolicyJs},
    {"facilitator/receipt.js", facilitatorReceiptJs, sizeof facilitatorReceiptJs},
    {"facilitator/refund-words.js", facilitatorRefundWordsJs, sizeof facilitatorRefundWordsJs},
    {"facilitator/refunds.js", facilitatorRefundsJs, sizeof facilitatorRefundsJs},
    {"facilitator/repeats.js", facilitatorRepeatsJs, sizeof facilitatorRepeatsJs},
    {"facilitator/roster-csv.js", facilitatorRosterCsvJs, sizeof facilitatorRosterCsvJs},
    {"facilitator/roster-list.js", facilitatorRosterListJs, sizeof facilitatorRosterListJs},
    {"facilitator/roster.js", facilitatorRosterJs, sizeof facilitatorRosterJs},
    {"facilitator/rule-words.js", facilitatorRuleWordsJs, sizeof facilitatorRuleWordsJs},
    {"facilitator/seat-states.js", facilitatorSeatStatesJs, sizeof facilitatorSeatStatesJs},
    {"facilitator/seats.js", facilitatorSeatsJs, sizeof facilitatorSeatsJs},
    {"facilitator/series-dates.js", facilitatorSeriesDatesJs, sizeof facilitatorSeriesDatesJs},
    {"facilitator/series-edit.js", facilitatorSeriesEditJs, sizeof facilitatorSeriesEditJs},
    {"facilitator/series-fields.js", facilitatorSeriesFieldsJs, sizeof facilitatorSeriesFieldsJs},
    {"facilitator/series.js", facilitatorSeriesJs, sizeof facilitatorSeriesJs},
    {"facilitator/time-left.js", facilitatorTimeLeftJs, sizeof facilitatorTimeLeftJs},
    {"facilitator/users.js", facilitatorUsersJs, sizeof facilitatorUsersJs},
    {"facilitator/waitlist.js", facilitatorWaitlistJs, sizeof facilitatorWaitlistJs},
    {"facilitator/weeks.js", facilitatorWeeksJs, sizeof facilitatorWeeksJs},
    {"facilitator/write-to-all.js", facilitatorWriteToAllJs, sizeof facilitatorWriteToAllJs},
    {"facilitator/zone-field.js", facilitatorZoneFieldJs, sizeof facilitatorZoneFieldJs},
    {"facilitator/zones.js", facilitatorZonesJs, sizeof facilitatorZonesJs},
    {"favicon.ico", faviconIco, sizeof faviconIco},
    {"format.js", formatJs, sizeof formatJs},
    {"forms.js", formsJs, sizeof formsJs},
    {"header.js", headerJs, sizeof headerJs},
    {"icon.svg", iconSvg, sizeof iconSvg},
    {"icons/180.png", icons180Png, sizeof icons180Png},
    {"icons/512.png", icons512Png, sizeof icons512Png},
    {"live-page.js", livePageJs, sizeof livePageJs},
    {"login.js", loginJs, sizeof loginJs},
    {"offers.js", offersJs, sizeof offersJs},
    {"openapi.js", openapiJs, sizeof openapiJs},
    {"pages/account-link.js", pagesAccountLinkJs, sizeof pagesAccountLinkJs},
    {"pages/account.js", pagesAccountJs, sizeof pagesAccountJs},
    {"pages/booking.js", pagesBookingJs, sizeof pagesBookingJs},
    {"pages/bookings.js", pagesBookingsJs, sizeof pagesBookingsJs},
    {"pages/checkout.js", pagesCheckoutJs, sizeof pagesCheckoutJs},
    {"pages/docs.js", pagesDocsJs, sizeof pagesDocsJs},
    {"pages/event.js", pagesEventJs, sizeof pagesEventJs},
    {"pages/events.js", pagesEventsJs, sizeof pagesEventsJs},
    {"pages/login.js", pagesLoginJs, sizeof pagesLoginJs},
    {"pages/notifications.js", pagesNotificationsJs, sizeof pagesNotificationsJs},
    {"pages/plain.js", pagesPlainJs, sizeof pagesPlainJs},
    {"pages/receipt.js", pagesReceiptJs, sizeof pagesReceiptJs},
    {"picture-field.js", pictureFieldJs, sizeof pictureFieldJs},
    {"receipt-sheets.js", receiptSheetsJs, sizeof receiptSheetsJs},
    {"search.js", searchJs, sizeof searchJs},
    {"seats.js", seatsJs, sizeof seatsJs},
    {"series-dates.js", seriesDatesJs, sizeof seriesDatesJs},
    {"session.js", sessionJs, sizeof sessionJs},
    {"share/afternoon-retreat.jpg", shareAfternoonRetreatJpg, sizeof shareAfternoonRetreatJpg},
    {"share/afternoon-session.jpg", shareAfternoonSessionJpg, sizeof shareAfternoonSessionJpg},
    {"share/dawn-retreat.jpg", shareDawnRetreatJpg, sizeof shareDawnRetreatJpg},
    {"share/dawn-session.jpg", shareDawnSessionJpg, sizeof shareDawnSessionJpg},
    {"share/dusk-retreat.jpg", shareDuskRetreatJpg, sizeof shareDuskRetreatJpg},
    {"share/dusk-session.jpg", shareDuskSessionJpg, sizeof shareDuskSessionJpg},
    {"share/morning-retreat.jpg", shareMorningRetreatJpg, sizeof shareMorningRetreatJpg},
    {"share/morning-session.jpg", shareMorningSessionJpg, sizeof shareMorningSessionJpg},
    {"share/night-retreat.jpg", shareNightRetreatJpg, sizeof shareNightRetreatJpg},
    {"share/night-session.jpg", shareNightSessionJpg, sizeof shareNightSessionJpg},
    {"share/noon-retreat.jpg", shareNoonRetreatJpg, sizeof shareNoonRetreatJpg},
    {"share/noon-session.jpg", shareNoonSessionJpg, sizeof shareNoonSessionJpg},
    {"site.js", siteJs, sizeof siteJs},
    {"skies/afternoon-retreat.svg", skiesAfternoonRetreatSvg, sizeof skiesAfternoonRetreatSvg},
    {"skies/afternoon-session.svg", skiesAfternoonSessionSvg, sizeof skiesAfternoonSessionSvg},
    {"skies/dawn-retreat.svg", skiesDawnRetreatSvg, sizeof skiesDawnRetreatSvg},
    {"skies/dawn-session.svg", skiesDawnSessionSvg, sizeof skiesDawnSessionSvg},
    {"skies/dusk-retreat.svg", skiesDuskRetreatSvg, sizeof skiesDuskRetreatSvg},
    {"skies/dusk-session.svg", skiesDuskSessionSvg, sizeof skiesDuskSessionSvg},
    {"skies/morning-retreat.svg", skiesMorningRetreatSvg, sizeof skiesMorningRetreatSvg},
    {"skies/morning-session.svg", skiesMorningSessionSvg, sizeof skiesMorningSessionSvg},
    {"skies/night-retreat.svg", skiesNightRetreatSvg, sizeof skiesNightRetreatSvg},
    {"skies/night-session.svg", skiesNightSessionSvg, sizeof skiesNightSessionSvg},
    {"skies/noon-retreat.svg", skiesNoonRetreatSvg, sizeof skiesNoonRetreatSvg},
    {"skies/noon-session.svg", skiesNoonSessionSvg, sizeof skiesNoonSessionSvg},
    {"storage.js", storageJs, sizeof storageJs},
    {"ticket.js", ticketJs, sizeof ticketJs},
    {"time-zones.js", timeZonesJs, sizeof timeZonesJs},
    {"timeline.js", timelineJs, sizeof timelineJs},
    {"visitor-time.js", visitorTimeJs, sizeof visitorTimeJs},
    {"wait-form.js", waitFormJs, sizeof waitFormJs},
    {"waits.js", waitsJs, sizeof waitsJs},
};

size_t webAssetCount(void) { return sizeof assets / sizeof assets[0]; }

WebAsset webAssetAt(size_t index) { return assets[index]; }
