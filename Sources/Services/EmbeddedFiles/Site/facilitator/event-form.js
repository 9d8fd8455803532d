// The form for an event. Its values are texts as written, so that they can be kept as a draft.

import { serverNow } from '../api.js';
import { el } from '../dom.js';
import { checkbox, field, form, InvalidFields } from '../forms.js';
import { count, money, moneyField, parseMoney, period } from '../format.js';
import { isKnown } from '../time-zones.js';
import { closingFields, closingTexts, noClosing } from './closing.js';
import { currencies, currencyCode, currencyField, currencyRefusal } from './currencies.js';
import { momentField, momentTexts } from './moments.js';
import { wholeNumber } from './numbers.js';
import { policyFields, stepTexts } from './policy.js';
import { noRepeats } from './repeats.js';
import { say } from './series-dates.js';
import { seriesFields } from './series-fields.js';
import { zoneField } from './zone-field.js';
import { homeZone } from './zones.js';

/** The values of a new event. `centre` has the defaults; null if they are unknown. */
export const emptyValues = (centre) => ({
  title: '', description: '', kind: 'session', location: '',
  time_zone: centre?.time_zone ?? (isKnown(homeZone) ? homeZone : 'UTC'),
  starts_at: { local: '', isSecond: false }, ends_at: { local: '', isSecond: false },
  correction: '', reason: '', capacity: '12', price: '0', currency: centre?.currency ?? 'INR',
  refund_policy: stepTexts(centre?.refund_policy ?? []), attendee_info: '',
  visibility: 'public', booking_closes_minutes_before: noClosing, waitlist_open: true, repeats: noRepeats,
});

export const valuesOf = (event) => ({
  title: event.title, description: event.description.replaceAll('\r\n', '\n'), kind: event.kind, location: event.location,
  time_zone: event.time_zone, starts_at: momentTexts(event.starts_at, event.time_zone),
  ends_at: momentTexts(event.ends_at, event.time_zone), correction: '', reason: '', capacity: String(event.capacity),
  price: moneyField(event.price, event.currency), currency: event.currency,
  refund_policy: stepTexts(event.refund_policy),
  attendee_info: event.attendee_info.replaceAll('\r\n', '\n'), visibility: event.visibility,
  booking_closes_minutes_before: closingTexts(event.booking_closes_minutes_before), waitlist_open: event.waitlist_open,
});

const group = (name, ...fields) => el('fieldset', { class: 'group' }, el('legend', {}, name), fields);
const pair = (...fields) => el('div', { class: 'pair' }, fields);

const visibilities = [
  { word: 'public', choice: 'Everyone', note: 'It is in the list of events and can be found.' },
  {
    word: 'unlisted',
    choice: 'People with the address',
    note: 'It is in no list and no search. The address is no secret: anyone who has it can open it and pass it on.',
  },
  { word: 'draft', choice: 'Only you, as a draft', note: 'Only you can open it, and it cannot be booked until you publish it.' },
];

/** The limits of the service; prices are in minor units. */
const most = { seats: 10000000, price: 99999999, days: 366 };

/**
 * The form, filled with values. `event` is the one to change; null for a new one. `submit` gets the
 * content for the service; `picture` is the element of the field for its picture. Returns the element
 * and a function for the values.
 */
export function eventForm(values, event, picture, submit) {
  const preview = (id) => el('p', { class: 'hint preview', id, 'aria-live': 'polite' });
  const [timeNote, priceNote, visibilityNote] = ['time-note', 'price-note', 'visibility-note'].map(preview);
  const zones = zoneField(values.time_zone, {
    hint: 'Type a city. The times below are in this zone.', kept: event?.time_zone, changed: () => refresh(),
  });
  const moment = (name, label, past) => momentField(name, label, values[name],
    event && { text: event[name], zone: event.time_zone }, past);
  const [start, end] = [
    moment('starts_at', 'Starts', 'This start is in the past, so guests could not book.'), moment('ends_at', 'Ends'),
  ];
  const policy = policyFields(values.refund_policy);
  const closing = closingFields(values.booking_closes_minutes_before);
  const waitlist = checkbox('waitlist_open', 'Guests can wait for seats when the event is full', {
    checked: values.waitlist_open, hint: 'Seats that become free are offered to them in their order.',
  });
  const series = event ? null : seriesFields(values.repeats, {
    start: () => start.read().local.slice(0, 16), times: () => times(), changed: () => say(button, label()),
  });
  const reason = event && field('reason', 'Reason, for your guests', 'text', {
    value: values.reason, maxlength: 500, autocomplete: 'off',
    hint: 'Optional. Guests read it in the message about the new time or place.',
  });
  const element = form([
    group('About', field('title', 'Title', 'text', { value: values.title, maxlength: 200 }),
      field('description', 'Description', 'textarea', { value: values.description, maxlength: 10000 }),
      field('kind', 'Kind', [['session', 'Session'], ['retreat', 'Retreat']], { value: values.kind })),
    group('Picture', picture),
    group('Where and when', field('location', 'Place', 'text', { value: values.location, maxlength: 200 }),
      zones.elements,
      pair(start.element, end.element), timeNote,
      event && field('correction', 'If the end or place changes', [
        ['', 'Offer full refunds'], ['1', 'Only a correction'],
      ], { value: values.correction }), reason),
    series?.element,
    group('Seats and price', field('capacity', 'Seats', 'text', {
      value: values.capacity, inputmode: 'numeric', autocomplete: 'off',
    }), pair(
      field('price', 'Price of a seat', 'text', {
        value: values.price, inputmode: 'decimal', autocomplete: 'off', below: priceNote,
      }),
      currencyField(values.currency)), closing.element, waitlist),
    policy.element,
    group('For confirmed guests', field('attendee_info', 'Joining link, address, what to bring', 'textarea', {
      value: values.attendee_info, maxlength: 10000,
      hint: 'Only guests with a confirmed booking read it: on its page, in emails and in their calendar.',
    })),
    group('Who sees it', field('visibility', 'Visibility', visibilities.map(({ word, choice }) => [word, choice]), {
      value: values.visibility, below: visibilityNote,
    })),
  ], { label: event ? 'Save' : 'Publish', find: policy.find, submit: async () => submit(await read()) });

  const text = (name) => element.elements[name].value;
  const currency = () => currencyCode(text('currency'));

  const button = element.querySelector('button.main');
  const label = () => {
    if (text('visibility') === 'draft') return 'Save the draft';
    const dates = series?.count();
    if (dates > 0) return `Publish ${count(dates, 'date')}`;
    return event && event.visibility !== 'draft' ? 'Save' : 'Publish';
  };

  /** The zone and the length of an event, undefined if they are not valid. */
  const times = () => {
    const zone = zones.zone();
    const [from, to] = [start, end].map((one) => zone && one.moment(zone).text);
    return { zone, minutes: from && to && Math.round((Date.parse(to) - Date.parse(from)) / 60000) };
  };

  /** Whether the time or the place differs from the event's. */
  const isMoved = (zone) => Boolean(zone) && (text('location') !== event.location || zone !== event.time_zone
    || start.moment(zone).text !== event.starts_at || end.moment(zone).text !== event.ends_at);

  const refresh = () => {
    const zone = zones.zone();
    zones.refresh();
    start.refresh(zone);
    end.refresh(zone);
    say(timeNote, zone ? timesInWords(start.moment(zone).text, end.moment(zone).text, zone) : '');
    say(priceNote, priceInWords(text('price'), currency()));
    say(visibilityNote, visibilities.find(({ word }) => word === text('visibility')).note);
    say(button, label());
    if (reason) reason.hidden = !isMoved(zone);
    series?.refresh();
  };
  element.addEventListener('input', refresh);
  element.addEventListener('change', refresh);
  refresh();

  const read = async () => {
    const written = await zones.read();
    for (const one of [start, end]) one.hideNote();
    const errors = [];
    const check = (name, value, detail) => {
      if (value === undefined) errors.push({ field: name, detail });
      return value;
    };
    if (!text('title').trim()) errors.push({ field: 'title', detail: 'Give the event a title.' });
    const zone = check('time_zone', written, 'Choose a city from the list, such as Berlin.');
    const [from, to] = [start, end].map((one) => (zone ? one.moment(zone) : {}));
    if (zone) {
      check('starts_at', from.text, from.detail);
      check('ends_at', to.text, to.detail);
    }
    const order = to.text && orderError(from.text, to.text);
    if (order) errors.push({ field: 'ends_at', detail: order });
    const capacity = check('capacity', wholeNumber(text('capacity')), 'Write the number of seats, such as 12.');
    if (capacity < 1 || capacity > most.seats) {
      errors.push({ field: 'capacity', detail: `There must be from 1 to ${most.seats.toLocaleString('en')} seats.` });
    }
    const code = check('currency', currencies.includes(currency()) ? currency() : undefined,
      currencyRefusal);
    const price = code && priceOf(text('price'), code);
    if (typeof price === 'string') {
      errors.push({ field: 'price', detail: text('price').trim() ? price : `${price} Write 0 if it is free.` });
    }
    const minutes = closing.read();
    if (minutes === undefined) {
      errors.push({ field: 'booking_closes_minutes_before', detail: 'Write a whole number up to a year, or nothing.' });
    }
    const refunds = policy.read();
    errors.push(...refunds.errors);
    const repeated = series?.isRepeating() ? series.read() : null;
    errors.push(...(repeated?.errors || []));
    if (errors.length > 0) throw new InvalidFields(errors);
    return {
      title: text('title'), description: text('description'), kind: text('kind'), location: text('location'),
      time_zone: zone, ...(repeated?.body || { starts_at: from.text, ends_at: to.text }), capacity, price, currency: code,
      refund_policy: refunds.policy, attendee_info: text('attendee_info'), visibility: text('visibility'),
      booking_closes_minutes_before: minutes, waitlist_open: element.elements.waitlist_open.checked,
      ...(element.elements.correction?.value ? { correction: true } : {}),
      ...(element.elements.reason?.value.trim() ? { reason: text('reason') } : {}),
    };
  };

  return {
    element,
    values: () => ({
      title: text('title'), description: text('description'), kind: text('kind'), location: text('location'),
      time_zone: text('time_zone'), starts_at: start.read(), ends_at: end.read(),
      correction: element.elements.correction?.value || '', reason: element.elements.reason?.value || '', capacity: text('capacity'), price: text('price'),
      currency: text('currency'), refund_policy: policy.texts(),
      attendee_info: text('attendee_info'), visibility: text('visibility'),
      booking_closes_minutes_before: closing.texts(), waitlist_open: element.elements.waitlist_open.checked, repeats: series?.texts(),
    }),
    /** The errors of the service with the names and in the words of the form's fields. */
    inWords: (errors) => (series?.isRepeating() ? series.inWords(errors) : errors),
  };
}

/** The price in minor units, or a sentence about its error. */
function priceOf(text, currency) {
  const amount = parseMoney(text, currency);
  return amount > most.price ? `The price must not be more than ${money(most.price, currency)}.` : amount;
}

/** The error of an event's end; undefined if it has none. A missing start is an error of its own. */
function orderError(start, end) {
  const length = Date.parse(end) - Date.parse(start);
  if (length <= 0) return 'The end must be after the start.';
  if (length > most.days * 86400000) return `The event must last at most ${most.days} days.`;
  return Date.parse(end) <= serverNow() ? 'The end must be in the future.' : undefined;
}

function priceInWords(text, currency) {
  if (!currencies.includes(currency)) return '';
  const amount = priceOf(text, currency);
  if (typeof amount === 'string') return amount;
  return amount ? `Guests pay ${money(amount, currency)}` : 'Free for guests';
}

function timesInWords(start, end, zone) {
  if (!start || !end || Date.parse(end) <= Date.parse(start)) return '';
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / 60000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const length = [days && count(days, 'day'), hours && count(hours, 'hour'), minutes % 60 && count(minutes % 60, 'minute')];
  return `${period({ starts_at: start, ends_at: end, time_zone: zone })} (${length.filter(Boolean).join(' ')})`;
}
