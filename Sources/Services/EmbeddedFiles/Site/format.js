// Amounts, times and states in words.

import { serverNow } from './api.js';

const language = 'en-GB';

const withoutMinorUnit = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const ofThousandths = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

/**
 * How many decimal digits the minor unit has, as the service has it (ISO 4217). Browsers go by what
 * people use, and know no cents of many a currency that has them.
 */
export function minorDigits(currency) {
  if (withoutMinorUnit.includes(currency)) return 0;
  return ofThousandths.includes(currency) ? 3 : 2;
}

/** Minor units as people read them, such as ₹15,000. */
export function money(amount, currency) {
  const digits = minorDigits(currency);
  const text = new Intl.NumberFormat('en-US', {
    style: 'currency', currency, currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
  return digits > 0 ? text.replace(new RegExp(`\\.0{${digits}}$`), '') : text;
}

const formats = new Map();
function parts(moment, zone, options) {
  const name = zone + JSON.stringify(options);
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat(language, { ...options, timeZone: zone }));
  }
  return formats.get(name).format(new Date(moment));
}

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const date = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** Such as Fri 12 Feb 2027. */
export const day = (moment, zone = ownZone) => parts(moment, zone, date).replace(',', '');

/** Such as 09:30. */
export const time = (moment, zone = ownZone) => parts(moment, zone, clock);

/** Such as Fri 12 Feb 2027, 09:30. */
export const dayAndTime = (moment, zone) => `${day(moment, zone)}, ${time(moment, zone)}`;

/** From when to when, in the event's zone unless another is asked for. */
export function period(event, zone = event.time_zone) {
  const [first, last] = [day(event.starts_at, zone), day(event.ends_at, zone)];
  const start = `${first}, ${time(event.starts_at, zone)}`;
  return `${start} – ${first === last ? '' : `${last}, `}${time(event.ends_at, zone)}`;
}

/** Whose clock: Kolkata time. */
export function zoneName(zone) {
  return zone.includes('/') ? `${zone.split('/').pop().replaceAll('_', ' ')} time` : zone;
}

/** Whether the visitor's clock shows something else than the event's. */
export function differsHere(event) {
  return dayAndTime(event.starts_at, event.time_zone) !== dayAndTime(event.starts_at, ownZone);
}

/** How long ago, such as 5 min ago. */
export function ago(moment) {
  const seconds = Math.max(0, (serverNow() - Date.parse(moment)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return day(moment);
}

/** What is left until then, as 14:59; null when it is over. */
export function countdown(moment) {
  const left = Math.ceil((Date.parse(moment) - serverNow()) / 1000);
  if (left <= 0) return null;
  const pad = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(left / 3600);
  return `${hours ? `${hours}:` : ''}${pad(Math.floor(left / 60) % 60)}:${pad(left % 60)}`;
}

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** The picture of the sky at the hour of the start. */
export function sky(event) {
  const hour = Number(time(event.starts_at, event.time_zone).slice(0, 2));
  const name = hour < 5 || hour >= 20 ? 'night' : hour < 8 ? 'dawn' : hour < 11 ? 'morning'
    : hour < 15 ? 'noon' : hour < 18 ? 'afternoon' : 'dusk';
  return `./skies/${name}-${event.kind}.svg`;
}

/** A booking's state: what to say, and how it should be looked at. */
export function bookingState(booking) {
  switch (booking.status) {
    case 'held': return { text: 'Held for you', style: 'warn' };
    case 'confirmed': return { text: 'Confirmed', style: 'good' };
    case 'expired': return { text: 'Hold ended', style: '' };
    case 'refunded': return { text: 'Refunded', style: '' };
    default: return { text: 'Cancelled', style: '' };
  }
}

/** How the refund of a booking stands; null where there is none. */
export function refundState(booking) {
  switch (booking.refund_status) {
    case 'initiated': return 'Your refund is on its way.';
    case 'processed': return `Refunded${booking.refunded_at ? ` on ${day(booking.refunded_at)}` : ''}.`;
    case 'failed': return 'The refund did not go through yet. The centre sees that and will try again.';
    default: return null;
  }
}
