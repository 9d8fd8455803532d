// Amounts, times and states as text. Amounts and times follow the same rules as on the server's
// pages; Tests/Formatting has the cases that both pass.

import { serverNow } from './api.js';

const withoutMinorUnit = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const ofThousandths = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const symbols = { INR: '₹', EUR: '€', USD: '$', GBP: '£', JPY: '¥' };

/**
 * The number of decimal digits of the minor unit (ISO 4217). Browsers differ for many currencies.
 */
export function minorDigits(currency) {
  if (withoutMinorUnit.includes(currency)) return 0;
  return ofThousandths.includes(currency) ? 3 : 2;
}

/** Minor units as text, such as ₹15,000 or CHF 12.50. Omits a fraction of zero. */
export function money(amount, currency) {
  const digits = minorDigits(currency);
  const number = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = number.slice(0, number.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = number.slice(number.length - digits);
  const symbol = symbols[currency] || `${currency}\u00A0`;
  return `${amount < 0 ? '−' : ''}${symbol}${whole}${Number(fraction) ? `.${fraction}` : ''}`;
}

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const formatters = new Map();

/** Milliseconds by which a zone's clock is ahead of UTC at a moment. */
export function zoneOffset(moment, zone) {
  if (!formatters.has(zone)) {
    formatters.set(zone, new Intl.DateTimeFormat('en', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }));
  }
  const parts = Object.fromEntries(formatters.get(zone).formatToParts(moment)
    .map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
    - Math.floor(moment / 1000) * 1000;
}

/** A date whose UTC fields are what the zone's clock and calendar show at a moment. */
function localDate(moment, zone) {
  const milliseconds = new Date(moment).getTime();
  return new Date(milliseconds + zoneOffset(milliseconds, zone));
}

const weekdays = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const padded = (number) => String(number).padStart(2, '0');

/** Such as Fri 12 Feb 2027. */
export function day(moment, zone = ownZone) {
  const date = localDate(moment, zone);
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** Such as 09:30. */
export function time(moment, zone = ownZone) {
  const date = localDate(moment, zone);
  return `${padded(date.getUTCHours())}:${padded(date.getUTCMinutes())}`;
}

/** Such as Fri 12 Feb 2027, 09:30. */
export const dayAndTime = (moment, zone) => `${day(moment, zone)}, ${time(moment, zone)}`;

/** An event's start and end, with the end's day if it differs. */
export function period(event, zone = event.time_zone) {
  const [first, last] = [day(event.starts_at, zone), day(event.ends_at, zone)];
  const start = `${first}, ${time(event.starts_at, zone)}`;
  return `${start} – ${first === last ? '' : `${last}, `}${time(event.ends_at, zone)}`;
}

/** The name of an event's clock, such as Kolkata time, or UTC+1 for a zone without a city. */
export function zoneName(event, zone = event.time_zone) {
  if (zone.includes('/')) return `${zone.split('/').pop().replaceAll('_', ' ')} time`;
  const offset = zoneOffset(Date.parse(event.starts_at), zone);
  if (offset === 0) return 'UTC';
  const minutes = Math.floor(Math.abs(offset) / 60000);
  const rest = minutes % 60 ? `:${padded(minutes % 60)}` : '';
  return `UTC${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

/** Whether the visitor's clock differs from the event's. */
export function differsHere(event) {
  return dayAndTime(event.starts_at, event.time_zone) !== dayAndTime(event.starts_at, ownZone);
}

/** The time since a moment, such as 5 min ago; the day if it is longer than a day. */
export function ago(moment) {
  const seconds = Math.max(0, (serverNow() - Date.parse(moment)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return day(moment);
}

/** The time until a moment, such as 14:59; null if it is over. */
export function countdown(moment) {
  const left = Math.ceil((Date.parse(moment) - serverNow()) / 1000);
  if (left <= 0) return null;
  const hours = Math.floor(left / 3600);
  return `${hours ? `${hours}:` : ''}${padded(Math.floor(left / 60) % 60)}:${padded(left % 60)}`;
}

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** The picture of the sky at an event's start. */
export function sky(event) {
  const hour = localDate(event.starts_at, event.time_zone).getUTCHours();
  const name = hour < 5 || hour >= 20 ? 'night' : hour < 8 ? 'dawn' : hour < 11 ? 'morning'
    : hour < 15 ? 'noon' : hour < 18 ? 'afternoon' : 'dusk';
  return `./skies/${name}-${event.kind}.svg`;
}

/** The text and the style of a booking's tag. */
export function bookingState(booking) {
  switch (booking.status) {
    case 'held': return { text: 'Held for you', style: 'warn' };
    case 'confirmed': return { text: 'Confirmed', style: 'good' };
    case 'expired': return { text: 'Hold expired', style: '' };
    case 'refunded': return { text: 'Refunded', style: '' };
    default: return { text: 'Cancelled', style: '' };
  }
}

/** The state of a booking's refund as a sentence; null if there is no refund. */
export function refundState(booking) {
  const sum = money(booking.refund_amount, booking.currency);
  switch (booking.refund_status) {
    case 'initiated': return `Your refund of ${sum} is on its way.`;
    case 'processed': return `${sum} refunded${booking.refunded_at ? ` on ${day(booking.refunded_at)}` : ''}.`;
    case 'failed': return 'The refund has not gone through yet. The centre knows and will try again.';
    default: return null;
  }
}
