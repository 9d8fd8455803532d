// Publishes an event, or changes one.

import '../header.js';
import { idempotencyKey } from '../api.js';
import { content, el, numberInAddress, setTitle, show, toast } from '../dom.js';
import { field, form } from '../forms.js';
import { minorDigits } from '../format.js';
import { loadPage } from '../live-page.js';
import { facilitator } from '../session.js';
import { own, showEmpty, showTabs } from './frame.js';
import { fromLocal, toLocal } from './zones.js';

const id = location.pathname.endsWith('/edit') ? numberInAddress(3) : null;
/** The key of a request without a response, so that a retry does not publish a second event. */
let key = null;

/** The event to change; null for a new one, undefined if the facilitator has no such event. */
async function load() {
  if (id === null) return null;
  return (await facilitator.all(`${own()}/events`)).find((one) => one.id === id);
}

function draw(event) {
  if (event === undefined) {
    showEmpty('Not found', 'You have no event with this number.', ['/facilitator', 'Show my events']);
    return;
  }
  setTitle(event ? `Edit ${event.title}` : 'New event');
  const zone = event?.time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const currency = event?.currency || 'INR';
  const digits = minorDigits(currency);
  const policy = tiers(event?.refund_policy || []);
  const element = form([
    group('About', field('title', 'Title', 'text', { value: event?.title, maxlength: 200 }),
      field('description', 'Description', 'textarea', { value: event?.description, maxlength: 10000 }),
      field('kind', 'Kind', [['session', 'Session'], ['retreat', 'Retreat']], { value: event?.kind })),
    group('Where and when', field('location', 'Place', 'text', { value: event?.location, maxlength: 200 }),
      field('time_zone', 'Time zone', zones(zone), { value: zone, hint: 'The times below are in this zone.' }),
      pair(field('starts_at', 'Starts', 'datetime-local', { value: event && toLocal(event.starts_at, zone) }),
        field('ends_at', 'Ends', 'datetime-local', { value: event && toLocal(event.ends_at, zone) })),
      event && field('correction', 'If the end or place changes', [
        ['', 'Guests may cancel with a full refund'], ['1', 'It is only a correction: the refund policy stays'],
      ], {})),
    group('Seats and price', field('capacity', 'Seats', 'number', { value: event?.capacity ?? 12, min: 1, inputmode: 'numeric' }),
      pair(field('price', 'Price of a seat', 'text', {
      value: event ? (event.price / 10 ** digits).toFixed(digits) : '0', inputmode: 'decimal', hint: '0 is free.',
    }), field('currency', 'Currency', 'text', { value: currency, maxlength: 3, autocapitalize: 'characters' }))),
    policy.element,
  ], { label: event ? 'Save' : 'Publish', submit: (values) => save(event, values, policy) });
  show(content(), el('div', { class: 'card' }, element));
}

const group = (name, ...fields) => el('fieldset', { class: 'group' }, el('legend', {}, name), fields);
const pair = (...fields) => el('div', { class: 'pair' }, fields);

function zones(chosen) {
  const names = new Set(['UTC', chosen, ...(Intl.supportedValuesOf?.('timeZone') || [])]);
  return [...names].sort().map((name) => [name, name.replaceAll('_', ' ')]);
}

/**
 * The fields of the refund policy: rows of hours and percent. Returns the element and a function
 * that reads the policy.
 */
function tiers(policy) {
  const rows = el('div', { class: 'tiers' });
  let serial = 0;
  const add = (tier, isNew) => {
    serial += 1;
    const row = el('div', {},
      el('div', {}, el('label', { for: `hours-${serial}` }, 'Hours before the start'),
        el('input', { id: `hours-${serial}`, type: 'number', min: 0, value: tier.hours_before, 'data-part': 'hours_before' })),
      el('div', {}, el('label', { for: `percent-${serial}` }, 'Percent refunded'),
        el('input', { id: `percent-${serial}`, type: 'number', min: 0, max: 100, value: tier.percent, 'data-part': 'percent' })),
      el('button', { class: 'button', type: 'button', click: () => { row.remove(); more.focus(); } }, 'Remove'));
    rows.append(row);
    if (isNew) row.querySelector('input').focus();
  };
  const more = el('button', {
    class: 'button little', type: 'button', click: () => add({ hours_before: 24, percent: 100 }, true),
  }, 'Add a step');
  for (const tier of policy) add(tier);
  const error = el('p', { class: 'error', id: 'policy-error', hidden: true });
  const element = el('fieldset', { class: 'group stack', id: 'policy', name: 'refund_policy', 'aria-describedby': 'policy-error' },
    el('legend', {}, 'Refund when a guest cancels'),
    el('p', { class: 'hint' }, 'The first step that leaves enough time applies. Without steps there is no refund.'),
    rows, error, more);
  const read = () => [...rows.children].map((row) => Object.fromEntries(
    [...row.querySelectorAll('input')].map((input) => [input.dataset.part, Number(input.value)])))
    .sort((one, other) => other.hours_before - one.hours_before);
  return { element, read };
}

async function save(event, values, policy) {
  const currency = values.currency.trim().toUpperCase();
  const body = {
    title: values.title, description: values.description, kind: values.kind, location: values.location,
    time_zone: values.time_zone,
    starts_at: fromLocal(values.starts_at, values.time_zone),
    ends_at: fromLocal(values.ends_at, values.time_zone),
    capacity: Number(values.capacity),
    price: Math.round(Number(values.price.replace(',', '.')) * 10 ** minorDigits(currency)),
    currency, refund_policy: policy.read(),
  };
  if (values.correction) body.correction = true;
  // The server's error message covers a price that is not a number.
  if (Number.isNaN(body.price)) body.price = values.price;
  key ??= idempotencyKey();
  try {
    await send(event, body);
  } catch (problem) {
    if (problem.status) key = null;
    throw problem;
  }
}

async function send(event, body) {
  // Fails if the event has been changed since it was loaded.
  const { value } = event
    ? await facilitator.ask('PUT', `${own()}/events/${id}`, {
      body, key, headers: { 'If-Match': `"${event.version}"` },
    })
    : await facilitator.ask('POST', `${own()}/events`, { body, key });
  toast('Saved.');
  location.assign(`/facilitator/events/${value.id}`);
}

showTabs();
loadPage(load, draw, { session: facilitator });
