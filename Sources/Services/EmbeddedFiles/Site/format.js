// Amounts, times and states as text. Amounts and times follow the same rules as on the server's
// pages; Tests/Formatting has the cases that both pass.

import { serverNow } from './api.js';
import { asset } from './dom.js';
import { city, isKnown, offsetName, ownZone, zoneOffset } from './time-zones.js';

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

/** The names of a currency that people write beside an amount, in capitals, the longest first. */
function currencyNames(currency) {
  const names = [...({ INR: ['Rs.', 'Rs'], JPY: ['円'] }[currency] || [])];
  for (const currencyDisplay of ['symbol', 'narrowSymbol']) {
    for (const locale of ['en', ...(navigator.languages || [])]) {
      try {
        names.push(new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
          .formatToParts(0).find(({ type }) => type === 'currency').value);
      } catch { /* Not a code of three letters, or a browser's own name of a language. */ }
    }
  }
  return [currency, ...names].filter(Boolean).map((name) => name.normalize('NFKC').toUpperCase())
    .sort((one, other) => other.length - one.length);
}

/** The text without the currency's name at its start or end, and without `/-` or `.–` behind it. */
function withoutCurrency(text, currency) {
  const names = currencyNames(currency);
  const before = names.find((name) => text.toUpperCase().startsWith(name)) || '';
  const rest = text.slice(before.length).trim();
  const behind = names.find((name) => rest.toUpperCase().endsWith(name)) || '';
  return rest.slice(0, rest.length - behind.length).trim().replace(/(\/|[.,])[-–—]$/, '');
}

/** Whether separators group the digits by thousands, or as in 1,00,000. */
const isGrouped = (text) => /^[1-9]\d{0,2}(?:([ '.,])\d{3}(?:\1\d{3})*)?$/.test(text)
  || /^[1-9]\d?([ '.,])(?:\d\d\1)*\d{3}$/.test(text) || /^\d+$/.test(text);

/**
 * The amount that a person wrote, in minor units, or a sentence that says how to write it.
 *
 * Spaces and apostrophes group digits. A point or comma that is the last of both kinds separates
 * decimals; one that comes several times groups. If there is one only, three digits behind it are
 * a group, unless the currency has three decimals: then the amount is ambiguous.
 */
export function parseMoney(text, currency) {
  const digits = minorDigits(currency);
  const example = digits ? '1500 or 12.50' : '1500';
  const written = String(text).normalize('NFKC').replace(/\s+/g, ' ').replaceAll('’', "'").trim();
  if (!written) return `Write an amount, such as ${example}.`;
  const number = withoutCurrency(written, currency);
  if (/[\p{L}\p{Sc}]/u.test(number)) return `Write an amount in ${currency}, such as ${example}.`;
  if (/^[-−+]/.test(number)) return `Write the amount without a sign, such as ${example}.`;
  const refusal = `Write the amount as ${example}.`;
  if (!/^[\d .,']*\d$/.test(number)) return refusal;

  const last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
  const isOnly = last >= 0 && number.split(number[last]).length === 2;
  const isAlone = isOnly && !/[ '.,]/.test(number.replace(number[last], ''));
  const [before, behind] = [number.slice(0, last), number.slice(last + 1)];
  const isGroup = isAlone && behind.length === 3 && isGrouped(number);
  if (isGroup && digits === 3) {
    const decimals = behind.endsWith('0') ? behind.slice(0, 2) : `${behind}0`;
    return `${number} could be ${before}${behind} or ${before}.${decimals}. Write one of these.`;
  }
  const hasDecimals = isOnly && !isGroup;
  const [whole, fraction] = hasDecimals ? [before || '0', behind] : [number, ''];
  if (!isGrouped(whole) || (hasDecimals && whole.includes(number[last]))) return refusal;
  if (fraction.length > (digits === 3 ? 4 : 2) || Number(fraction.slice(digits))) {
    return digits ? `Amounts in ${currency} have at most ${digits} decimals. ${refusal}`
      : `Amounts in ${currency} have no decimals. ${refusal}`;
  }
  const amount = Number(whole.replace(/\D/g, '') + fraction.slice(0, digits).padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : 'The amount is too large.';
}

/** An amount as the text of a field, which `parseMoney` reads as the same amount. */
export function moneyField(amount, currency) {
  const digits = minorDigits(currency);
  const text = (amount / 10 ** digits).toFixed(digits);
  if (digits !== 3) return Number(text) % 1 ? text : String(Math.trunc(Number(text)));
  return text.endsWith('0') ? text.slice(0, -1).replace(/\.00$/, '') : `${text}0`;
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

/** Such as 2027-02-12 09:30, which spreadsheets of all languages read as a date. */
export function isoTime(moment, zone) {
  const date = localDate(moment, zone);
  const month = padded(date.getUTCMonth() + 1);
  return `${date.getUTCFullYear()}-${month}-${padded(date.getUTCDate())} ${time(moment, zone)}`;
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
  // The sign in a name such as Etc/GMT+5 is the opposite of the usual one.
  const hasCity = zone.includes('/') && !zone.startsWith('Etc/');
  return hasCity && isKnown(zone) ? `${city(zone)} time` : offsetName(Date.parse(event.starts_at), zone);
}

/** Whether the visitor's clock is known and differs from the event's. */
export function differsHere(event) {
  return isKnown(ownZone) && dayAndTime(event.starts_at, event.time_zone) !== dayAndTime(event.starts_at, ownZone);
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

/** The time until a moment in words, such as 3 hours 20 minutes; null if it is over. */
export function timeInWords(moment) {
  const left = Math.ceil((Date.parse(moment) - serverNow()) / 1000);
  if (left <= 0) return null;
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const parts = [hours && count(hours, 'hour'), minutes && count(minutes, 'minute'),
    !hours && seconds && count(seconds, 'second')];
  return parts.filter(Boolean).join(' ');
}

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** The address of an event's picture, or of the sky at its start. */
export const pictureOf = (event) => event.picture?.url ?? asset(sky(event));

/** The picture of the sky at an event's start. */
function sky(event) {
  const hour = localDate(event.starts_at, event.time_zone).getUTCHours();
  const name = hour < 5 || hour >= 20 ? 'night' : hour < 8 ? 'dawn' : hour < 11 ? 'morning'
    : hour < 15 ? 'noon' : hour < 18 ? 'afternoon' : 'dusk';
  return `./skies/${name}-${event.kind}.svg`;
}

/** Whether the booking is an offer to a guest who waited, and has yet to be answered. */
export const isOpenOffer = ({ status, is_offer: isOffer }) => isOffer && status === 'held';

/** Whether the booking was an offer that the guest has not accepted. */
export const isLostOffer = ({ status, is_offer: isOffer, confirmed_at: confirmed }) =>
  isOffer && !confirmed && ['expired', 'cancelled'].includes(status);

/** The text and the style of a booking's tag. */
export function bookingState(booking) {
  if (isOpenOffer(booking)) return { text: 'Offered to you', style: 'warn' };
  if (isLostOffer(booking) && booking.event.status !== 'cancelled') {
    return { text: booking.status === 'expired' ? 'Offer ended' : 'Offer declined', style: '' };
  }
  switch (booking.status) {
    case 'held': return { text: 'Held for you', style: 'warn' };
    case 'confirmed': return { text: 'Confirmed', style: 'good' };
    case 'expired': return { text: 'Hold expired', style: '' };
    case 'refunded': return { text: 'Refunded', style: '' };
    default: return { text: 'Cancelled', style: '' };
  }
}

/** Whether its money is taken and given back at the center, and not by a payment provider. */
export const isPaidAtTheCenter = ({ payment_provider: provider }) => provider === 'offline';

/** The amount that is to be paid at the door; 0 if none is. */
export const dueAtTheDoor = ({ status, outstanding }) => (status === 'confirmed' ? outstanding : 0);

/** The state of a booking's refund as a sentence; null if there is no refund. */
export function refundState(booking) {
  const sum = money(booking.refund_amount, booking.currency);
  switch (booking.refund_status) {
    case 'initiated': return isPaidAtTheCenter(booking) ? `The facilitator pays you ${sum} back.`
      : `Your refund of ${sum} is on its way.`;
    case 'processed': return `${sum} refunded${booking.refunded_at ? ` on ${day(booking.refunded_at)}` : ''}.`;
    case 'failed': return `Your refund of ${sum} has not gone through yet. The facilitator sees this and can send it again.`;
    default: return null;
  }
}

/** What the guest gets when cancelled seats are taken again, as a sentence; null if it is nothing. */
export function contingentState({ contingent_refund: refund, event, currency }) {
  if (!refund) return null;
  const [all, released] = [money(refund.amount, currency), money(refund.released, currency)];
  const rest = money(refund.amount - refund.released, currency);
  const isPart = refund.released > 0;
  switch (refund.status) {
    case 'open': return isPart
      ? `${released} of ${all} more goes back to you, as some of your seats are taken again. The other ${rest} follows if the rest is.`
      : `${all} more goes back to you if your place is taken again before the event starts.`;
    case 'released': return `Your place is taken again, so ${all} more goes back to you.`;
    default: {
      const end = event.status === 'cancelled' ? 'The event is cancelled' : 'The event has begun';
      return isPart ? `${released} of ${all} more goes back to you. ${end}, and the rest of your seats was not taken again.`
        : `${end}, and your place was not taken again. The ${all} that depended on it does not go back.`;
    }
  }
}

/** When an event is, seen from today on its own clock: Tomorrow 07:00, or On Friday 09:00. */
export function fromToday(event) {
  const { starts_at: start, time_zone: zone } = event;
  const now = serverNow();
  if (Date.parse(event.ends_at) <= now) return 'Over';
  if (Date.parse(start) <= now) return 'Now';
  const midnight = (moment) => Math.floor(localDate(moment, zone).getTime() / 86400000);
  const days = midnight(start) - midnight(now);
  const name = days === 0 ? 'Today' : days === 1 ? 'Tomorrow'
    : days < 7 ? `On ${fullWeekdays[localDate(start, zone).getUTCDay()]}` : `In ${days} days`;
  return days < 7 ? `${name} ${time(start, zone)}` : name;
}

const fullWeekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The look of an event's picture, as on the server's pages. */
export const look = ({ id }) => `look-${id % 6}`;

/** The end of booking in milliseconds: the start, or an earlier moment. */
export const closesAt = ({ starts_at: start, booking_closes_minutes_before: minutes }) =>
  Date.parse(start) - (minutes ?? 0) * 60000;
