// Moves a booking to another event of the facilitator.

import { serverNow, withKey } from '../api.js';
import { el, show, toast } from '../dom.js';
import { action, field, form, InvalidFields, openDialog } from '../forms.js';
import { count, dayAndTime, isPaidAtTheCenter, money, period, zoneName } from '../format.js';
import { facilitator } from '../session.js';
import { loadZones, zonesIn } from '../time-zones.js';
import { differenceBack, returnable, toldInWords } from './booking-words.js';
import { own } from './frame.js';

/** The events that the booking can move to, the next one first. */
async function otherEvents(booking) {
  const all = await facilitator.all(`${own()}/events`);
  const events = all.filter((event) => event.id !== booking.event_id && event.status === 'scheduled'
    && event.visibility !== 'draft' && Date.parse(event.ends_at) > serverNow());
  await loadZones(zonesIn(events));
  return events.sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at));
}

const price = (event) => (event.price ? money(event.price, event.currency) : 'free of charge');

const option = (event) => [event.id, [
  dayAndTime(event.starts_at, event.time_zone), event.title, `${count(Math.max(0, event.seats_left), 'seat')} free`, price(event),
].join(' · ')];

/** Opens the choice of an event. */
export async function moveBooking(booking, done) {
  const events = await otherEvents(booking);
  if (events.length === 0) throw new InvalidFields([], 'You have no other event to come.');
  const send = withKey((body, key) => facilitator.ask('PATCH', `${own()}/bookings/${booking.id}`, { body, key }));
  const about = el('div', { 'aria-live': 'polite' });
  const waiver = el('div', {});
  const choice = () => events.find(({ id }) => id === Number(element.elements.event_id.value));

  async function move(waive) {
    const event = choice();
    const { value } = await send({ event_id: event.id, ...(waive && { waive: true }) });
    dialog.close();
    const back = value.refund_amount - booking.refund_amount;
    const sum = back > 0 ? ` ${money(back, booking.currency)} goes back to the guest.` : '';
    toast(`Moved to ${event.title}.${sum} ${toldInWords(booking)}`);
    done();
  }
  const element = form([
    field('event_id', 'Move to', events.map(option)), about,
  ], {
    label: 'Move the booking',
    submit: async () => {
      show(waiver);
      try {
        await move(false);
      } catch (problem) {
        if (problem.code !== 'price_differs') throw problem;
        show(waiver, el('div', { class: 'spaced' }, action('Move anyway, the price stays', 'wide', () => move(true))));
        throw new InvalidFields([], `${problem.message} You can move the booking without asking for more.`);
      }
    },
  });
  const refresh = () => {
    show(waiver);
    show(about, consequences(booking, choice()));
  };
  element.elements.event_id.addEventListener('change', refresh);
  element.append(waiver);
  refresh();
  const dialog = openDialog(`Move the booking of ${booking.user.name}`, el('p', { class: 'quiet' },
    `${count(booking.seats, 'seat')} of “${booking.event.title}”, ${period(booking.event)}.`), element);
}

/** The other event, its free seats, and the effect on the price. */
function consequences(booking, event) {
  const { amount, currency } = booking;
  const wanted = event.price * booking.seats;
  const isOther = event.currency !== currency && (event.price > 0 || amount > 0);
  const free = Math.max(0, event.seats_left);
  return el('div', { class: 'small spaced' },
    el('p', {}, el('b', { dir: 'auto' }, event.title)),
    el('p', {}, `${period(event)} · ${zoneName(event)}`),
    el('p', {}, free < booking.seats ? `Only ${count(free, 'seat')} free. ` : `${count(free, 'seat')} free. `, isOther ? 'Its price is in another currency.' : priceInWords(booking, wanted)));
}

function priceInWords(booking, wanted) {
  const { amount, currency } = booking;
  const sum = (one) => money(one, currency);
  const seats = count(booking.seats, 'seat');
  if (wanted === amount) return wanted ? `The price stays: ${sum(amount)}.` : 'It is free of charge too.';
  if (wanted > amount) return `It costs ${sum(wanted)} for ${seats}, and ${sum(amount)} was booked.`;
  const cheaper = wanted ? `It costs ${sum(wanted)} for ${seats}, ${sum(amount - wanted)} less.`
    : `It is free of charge, ${sum(amount)} less.`;
  const back = Math.min(differenceBack(booking, wanted), returnable(booking));
  if (back === 0) return cheaper;
  // What went back before may have been a part of it.
  const most = booking.refund_amount > 0 ? `up to ${sum(back)}` : sum(back);
  return `${cheaper} ${isPaidAtTheCenter(booking) ? `You hand back ${most}.` : `The guest gets ${most} back.`}`;
}
