// Recurrence rules (RFC 5545 §3.3.10) as texts and in words. The service finds the dates.

import { city } from '../time-zones.js';

/** The weekdays from Monday, as in rules and in words. */
export const weekdays = [
  ['MO', 'Monday'], ['TU', 'Tuesday'], ['WE', 'Wednesday'], ['TH', 'Thursday'], ['FR', 'Friday'],
  ['SA', 'Saturday'], ['SU', 'Sunday'],
];
const nameOf = new Map(weekdays);
const ordinals = ['', 'first', 'second', 'third', 'fourth', 'fifth'];
const units = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month' };

/** The weekday of a local date such as 2027-01-12, as in rules. */
export const weekdayOf = (date) => weekdays[(new Date(`${date.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7][0];

/** Such as 12th. */
export function ordinalNumber(number) {
  const isTeen = Math.floor(number / 10) % 10 === 1;
  return `${number}${(!isTeen && ['', 'st', 'nd', 'rd'][number % 10]) || 'th'}`;
}

/** Such as Every week, or Every 2 weeks. */
export const frequencyInWords = (frequency, interval) =>
  `Every ${interval > 1 ? `${interval} ${units[frequency]}s` : units[frequency]}`;

/** Such as second Tuesday for 2TU, or last Sunday for -1SU. */
export function dayInWords(text) {
  const [, sign, number, weekday] = text.match(/^([+-]?)(\d?)(\w\w)$/);
  const words = !number ? '' : sign !== '-' ? `${ordinals[number]} `
    : number === '1' ? 'last ' : `${ordinals[number]} to last `;
  return words + nameOf.get(weekday);
}

const list = (words) => words.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** Such as Every week on Tuesday and Thursday; `start` is the local start of the series. */
export function ruleInWords(rule, start) {
  const { FREQ: frequency, INTERVAL: interval = 1, BYDAY: byDay } =
    Object.fromEntries(rule.split(';').map((part) => part.split('=')));
  const days = byDay?.split(',') || [];
  const every = frequencyInWords(frequency, Number(interval));
  if (frequency === 'WEEKLY') return `${every} on ${list((days.length ? days : [weekdayOf(start)]).map(dayInWords))}`;
  if (frequency === 'MONTHLY') {
    const words = days.map((one) => `${/\d/.test(one) ? 'the' : 'each'} ${dayInWords(one)}`);
    return `${every} on ${days.length ? list(words) : `the ${ordinalNumber(Number(start.slice(8, 10)))}`}`;
  }
  return days.length ? `${every}, only on ${list(days.map(dayInWords))}` : every;
}

/** Such as Every week on Tuesday and Thursday, 18:00, Berlin. */
export const seriesInWords = ({ rule, starts_on: start, time_zone: zone }) =>
  `${ruleInWords(rule, start)}, ${start.slice(11, 16)}, ${city(zone)}`;
