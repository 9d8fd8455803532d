// The entries of a roster, for the screen and for paper.

import { el } from '../dom.js';
import { count } from '../format.js';
import { attendanceOf, tickNote, waitingTick } from './attendance.js';
import { arrivedButton, noShowButton, takeButton, tickState } from './booking-buttons.js';
import { attendeeNames, hasSeats, isByFacilitator, isConfirmed, moneyInWords, stateTags } from './booking-words.js';
import { emailLink, redraw } from './frame.js';

/**
 * A list of bookings. An entry that has not changed keeps its elements when the list is drawn again,
 * so the focus stays in it. `changed` is called when a payment was taken.
 */
export function rosterList(changed) {
  const entries = new Map();
  const element = el('ul', { class: 'roster' });

  function entryOf(booking) {
    const version = JSON.stringify([{ ...booking, event: null }, waitingTick(booking.id), tickNote(booking.id)]);
    if (!entries.has(booking.id)) entries.set(booking.id, { element: el('li', { class: 'entry' }), version: null });
    const entry = entries.get(booking.id);
    if (entry.version === version) return entry.element;
    const isOpen = entry.element.querySelector('details')?.open;
    redraw(entry.element, parts(booking, isOpen, changed));
    entry.version = version;
    return entry.element;
  }

  /** Shows these bookings. */
  function show(bookings) {
    const shown = bookings.map(entryOf);
    const { children } = element;
    if (shown.length === children.length && shown.every((one, index) => children[index] === one)) return;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    element.replaceChildren(...shown);
    if (focused?.isConnected) focused.focus();
  }
  return { element, show };
}

function parts(booking, isOpen, changed) {
  const { id, user, note } = booking;
  const names = attendeeNames(booking);
  return [
    // On paper, a box to tick.
    el('span', { class: 'box', 'aria-hidden': 'true' }, attendanceOf(booking) === 'arrived' && '✓'),
    el('div', { class: 'entry-guest' },
      el('h3', {}, el('a', { href: `/facilitator/bookings/${id}` }, el('bdi', {}, user.name))),
      names.length > 0 && el('p', { class: 'small' }, el('bdi', {}, names.join(', '))),
      el('p', { class: 'quiet small no-print' }, user.email ? emailLink(user.email) : 'No email'),
      isByFacilitator(booking) && el('p', { class: 'quiet small no-print' }, 'By phone or at the door'),
      note && el('p', { class: 'note small', dir: 'auto' }, note)),
    el('p', { class: 'entry-seats nums' }, count(booking.seats, 'seat')),
    el('div', { class: 'entry-money' }, el('p', { class: 'small nums' }, moneyInWords(booking)), stateTags(booking)),
    hasSeats(booking) && el('div', { class: 'entry-steps no-print' },
      el('div', { class: 'row' }, isConfirmed(booking) && arrivedButton(booking), isNoShow(booking) && noShowButton(booking),
        takeButton(booking, changed), isConfirmed(booking) && more(booking, isOpen)),
      tickState(booking)),
  ];
}

const isNoShow = (booking) => attendanceOf(booking) === 'no_show';

/** The steps that are seldom taken. */
const more = (booking, isOpen) => el('details', { class: 'more-steps', open: isOpen },
  el('summary', { class: 'button little' }, 'More', el('span', { class: 'visually-hidden' }, ` for ${booking.user.name}`)),
  el('div', { class: 'row' }, !isNoShow(booking) && noShowButton(booking),
    el('a', { class: 'button little', href: `/facilitator/bookings/${booking.id}` }, 'Cancel, move, refund',
      el('span', { class: 'visually-hidden' }, ` ${booking.user.name}`))));
