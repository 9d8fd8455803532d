// A roster for spreadsheets.

import { dueAtTheDoor, isOpenOffer } from '../format.js';
import { attendanceOf } from './attendance.js';
import { attendeeNames, isByFacilitator, paidBy } from './booking-words.js';
import { amountCell, timeCells } from './csv.js';

/** The moment of the last change of its seats. */
const changedAt = (booking) => booking.cancelled_at || booking.confirmed_at || booking.created_at;

/** The rows, with money taken online and at the center told apart. */
export const rosterTable = ({ event, roster }) => [
  ['Booking', 'Guest', 'Email', 'Seats', 'State', 'Paid', 'Currency', 'Changed', 'Time zone', 'Source', 'Attendees',
    'Due', 'Refunded', 'Paid by', 'Attendance', 'Note'],
  ...roster.map((booking) => {
    const cell = (amount) => amountCell(amount, booking.currency);
    return [
      booking.id, booking.user.name, booking.user.email || '', booking.seats, isOpenOffer(booking) ? 'offered' : booking.status,
      cell(booking.amount_paid), booking.currency, ...timeCells(changedAt(booking), event.time_zone),
      isByFacilitator(booking) ? 'facilitator' : 'guest', attendeeNames(booking).join('; '),
      cell(dueAtTheDoor(booking)), cell(booking.refund_amount || 0), paidBy(booking),
      (attendanceOf(booking) || '').replace('_', '-'), booking.note || '',
    ];
  }),
];
