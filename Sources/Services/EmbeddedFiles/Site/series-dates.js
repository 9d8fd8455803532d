// The dates of a series on the page of one of its events: the seats as they are now, the guest's
// bookings, and the form that books several dates. Each date is a booking of its own.

import { call, poll, withKey } from './api.js';
import { payButton } from './booking-actions.js';
import { el, show } from './dom.js';
import { count, dayAndTime, isOpenOffer, money, time } from './format.js';
import { askToLogIn } from './login.js';
import { refusal } from './bookable.js';
import { seatsLeft } from './seats.js';
import { guest } from './session.js';
import { root } from './site.js';
import { loadZones, ownZone } from './time-zones.js';

/** The texts for an event that cannot be booked, by the code of the refusal. */
const reasons = {
  event_full: 'Full',
  event_cancelled: 'Cancelled',
  event_past: 'Over',
  event_started: 'Has begun',
  booking_closed: 'Booking is closed',
  not_payable: 'Cannot be paid online',
  already_booked: 'You have already booked this',
};

function sentence({ code, message, body }) {
  const left = body?.seats_left;
  if (code === 'event_full' && left > 0) return `Only ${count(left, 'seat')} left`;
  return reasons[code] || message;
}

/** One date of the list. */
class Row {
  constructor(item) {
    this.id = Number(item.dataset.date);
    this.place = item.querySelector('[data-seats]');
    this.text = item.querySelector('.date-text');
    this.place.id = `state-${this.id}`;
    this.box = el('input', {
      type: 'checkbox', id: `box-${this.id}`, disabled: true, 'aria-describedby': this.place.id,
    });
    const when = `${this.name}, ${item.querySelector('time').textContent}`;
    item.prepend(this.box, el('label', { class: 'visually-hidden', for: this.box.id }, `Book ${when}`));
    this.event = null;
    this.booking = null;
    /** Why the last attempt to book it failed. */
    this.failure = null;
    this.drawn = '';
    /** Repeats a request without a response, so that a retry does not book twice. */
    this.post = withKey((body, key) => guest.post('/book', { body, key }));
  }

  get name() { return this.text.querySelector('a').textContent; }
}

/**
 * Adds the form to the page's list of dates. `changed` is called when the guest has booked. Returns
 * a function that looks at the bookings at once, or null if the page has no such list.
 */
export function seriesDates(changed) {
  const section = document.getElementById('dates');
  return section && new Dates(section, changed).refresh;
}

class Dates {
  constructor(section, changed) {
    this.section = section;
    this.changed = changed;
    this.rows = [...section.querySelectorAll('[data-date]')].map((item) => new Row(item));
    this.isBooking = false;
    this.addForm();
    this.refresh = poll(15, () => this.look());
    document.addEventListener('news', this.refresh);
    document.addEventListener('session', this.refresh);
  }

  addForm() {
    const numbers = Array.from({ length: 10 }, (_, index) => new Option(index + 1));
    this.seats = el('select', { id: 'dates-seats', name: 'seats' }, numbers);
    this.button = el('button', { class: 'button main' });
    this.sum = el('p', { class: 'quiet', id: 'dates-sum' });
    this.result = el('div', { class: 'note', tabindex: '-1', hidden: true });
    this.form = el('form', { class: 'dates-form', hidden: true },
      el('div', { class: 'seats' },
        el('div', {}, el('label', { for: 'dates-seats' }, 'Seats on each date'), this.seats), this.button),
      this.sum, this.result);
    this.section.querySelector('.other-dates').after(this.form);
    this.section.addEventListener('change', () => { this.result.hidden = true; this.drawSum(); });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.button.getAttribute('aria-disabled')) this.book();
    });
  }

  /** Reads the events and the guest's latest bookings. */
  async look() {
    const [list, bookings] = await Promise.all([this.events(), this.bookings(), loadZones([ownZone])]);
    if (this.isBooking) return true;
    const before = JSON.stringify(this.rows.map(({ event, booking }) => [event, booking]));
    for (const row of this.rows) {
      row.event = list.find(({ id }) => id === row.id) ?? row.event;
      row.booking = bookings.get(row.id) ?? null;
    }
    this.draw();
    return before !== JSON.stringify(this.rows.map(({ event, booking }) => [event, booking]));
  }

  async events() {
    const { value } = await call(root, 'GET',
      `/events?series_id=${this.section.dataset.series}&from=${this.section.querySelector('time').dateTime}&limit=${this.rows.length}`);
    // A date that is over or cancelled, or that is later than the first ones.
    const others = this.rows.filter(({ id }) => !value.data.some((event) => event.id === id));
    const rest = await Promise.all(others.map(({ id }) => call(root, 'GET', `/events/${id}`)));
    return [...value.data, ...rest.map((one) => one.value)];
  }

  /** The bookings that have seats, by the event. */
  async bookings() {
    if (!guest.current) return new Map();
    const { data } = await guest.get('/bookings?limit=200');
    return new Map(data.filter(({ status }) => ['held', 'confirmed'].includes(status))
      .map((booking) => [booking.event_id, booking]));
  }

  /** Why a date cannot be booked now; null if it can. */
  obstacle({ event, booking }) {
    if (booking) return 'already_booked';
    const code = refusal(event);
    return code || (event.price > 0 && 'offline' in this.section.dataset ? 'not_payable' : null);
  }

  get ticked() { return this.rows.filter(({ box }) => box.checked && !box.disabled); }

  draw() {
    for (const row of this.rows) this.drawRow(row);
    this.form.hidden = this.rows.every(({ box }) => box.disabled) && this.result.hidden;
    this.drawSum();
  }

  drawRow(row) {
    if (!row.event) return;
    const obstacle = this.obstacle(row);
    row.box.disabled = obstacle !== null;
    if (row.box.disabled) row.box.checked = false;
    const state = JSON.stringify([row.event, row.booking, row.failure, obstacle]);
    if (state === row.drawn) return;
    row.drawn = state;
    show(row.place, this.state(row, obstacle));
  }

  state({ event, booking, failure, name }, obstacle) {
    const note = failure && el('span', { class: 'tag bad' }, failure);
    if (booking && isOpenOffer(booking)) {
      return [note, el('a', { class: 'tag warn', href: `/my/bookings/${booking.id}` },
        `Offered to you: answer by ${dayAndTime(booking.pay_before, ownZone)}`)];
    }
    if (booking?.status === 'held') {
      const held = `Held: pay ${money(booking.amount, booking.currency)} by ${time(booking.pay_before, ownZone)}`;
      return [note, el('span', { class: 'tag warn' }, held), payButton(booking, this.refresh, 'main little')];
    }
    if (booking) {
      return [note, el('a', { class: 'tag good', href: `/my/bookings/${booking.id}` }, 'Booked'),
        ` ${count(booking.seats, 'seat')}`];
    }
    const waitlist = obstacle === 'event_full' && event.waitlist.open
      && el('a', { href: `/e/${event.id}#booking` }, 'Waiting list', el('span', { class: 'visually-hidden' }, `, ${name}`));
    if (note) return [note, waitlist];
    if (obstacle && obstacle !== 'event_full') return [el('span', { class: 'tag' }, reasons[obstacle])];
    const { text, style } = seatsLeft(event);
    return [el('span', { class: style }, text), waitlist];
  }

  /** Names the sum before the button is pressed. */
  drawSum() {
    const { ticked } = this;
    const seats = Number(this.seats.value);
    this.button.textContent = ticked.length > 0 ? `Book ${count(ticked.length, 'date')}` : 'Book dates';
    const sums = new Map();
    for (const { event: { price, currency } } of ticked) {
      if (price > 0) sums.set(currency, (sums.get(currency) ?? 0) + price * seats);
    }
    const total = [...sums].map(([currency, sum]) => money(sum, currency)).join(' + ') || 'free';
    this.sum.textContent = ticked.length === 0 ? 'Tick the dates that you want to book.'
      : `${count(ticked.length, 'date')} × ${count(seats, 'seat')} = ${total}.`
        + (sums.size > 0 && ticked.length > 1 ? ' You pay for each date separately.' : '');
  }

  async book() {
    this.result.hidden = true;
    const chosen = this.ticked;
    if (chosen.length === 0) {
      this.answer('bad', 'Tick at least one date.');
      return;
    }
    this.button.setAttribute('aria-disabled', 'true');
    try {
      if (!guest.current) {
        if (!(await askToLogIn('Register or log in to book these dates.'))) return;
        // The visitor may have bookings already. If they cannot be read, booking says so.
        const known = await this.bookings().catch(() => new Map());
        for (const row of this.rows) row.booking = known.get(row.id) ?? null;
      }
      await this.bookAll(chosen, Number(this.seats.value));
    } finally {
      this.isBooking = false;
      this.button.removeAttribute('aria-disabled');
    }
  }

  async bookAll(chosen, seats) {
    this.isBooking = true;
    for (const row of this.rows) row.failure = null;
    for (const row of chosen) {
      await this.bookOne(row, seats);
      this.drawRow(row);
      if (!guest.current) break;
    }
    this.isBooking = false;
    this.tell(chosen);
    this.refresh();
    this.changed();
  }

  /** Books one date. A failure concerns only this date. */
  async bookOne(row, seats) {
    if (row.booking) {
      row.failure = reasons.already_booked;
      return;
    }
    show(row.place, 'Booking …');
    row.drawn = '';
    try {
      row.booking = await row.post({ event_id: row.id, seats });
    } catch (problem) {
      row.failure = sentence(problem);
      // After an outage the date stays ticked for another try.
      if (!problem.isOutage) row.box.checked = false;
      if (!('status' in problem)) reportError(problem);
    }
  }

  /** The outcome in one place, as the dates may be out of sight. */
  tell(chosen) {
    const failed = chosen.filter(({ failure }) => failure);
    const held = chosen.filter(({ booking, failure }) => !failure && booking?.status === 'held');
    const booked = chosen.filter(({ booking, failure }) => !failure && booking?.status === 'confirmed');
    const rest = chosen.filter(({ booking, failure }) => !failure && !booking);
    this.answer(failed.length + rest.length > 0 ? 'bad' : held.length > 0 ? 'warn' : 'good',
      booked.length > 0 && el('p', {}, `${count(booked.length, 'date')} booked.`),
      held.length > 0 && el('p', {}, `${count(held.length, 'date')} held for you. Pay for each of them above, or their seats are released.`),
      failed.length > 0 && [el('p', {}, `${count(failed.length, 'date')} not booked:`),
        el('ul', {}, failed.map(({ name, failure }) => el('li', {}, `${name}: ${failure}`)))],
      rest.length > 0 && el('p', {}, `${count(rest.length, 'date')} not tried, because you are logged out.`));
    this.draw();
  }

  answer(style, ...content) {
    show(this.result, content);
    this.result.className = `note ${style}`;
    this.result.hidden = false;
    this.result.focus();
  }
}
