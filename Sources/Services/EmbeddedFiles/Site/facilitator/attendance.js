// Who has arrived. A tick is stored until the service has it, so that it survives a lost connection
// and a reload. The storage has numbers of bookings, and no data of guests.

import { idempotencyKey, poll } from '../api.js';
import { count } from '../format.js';
import { facilitator } from '../session.js';
import { local } from '../storage.js';
import { own } from './frame.js';

const words = { arrived: 'Arrived', no_show: 'No-show' };

/** The keys of ticks of this page that it has not tried to send yet. */
const untried = new Set();
/** Why a tick was given up, by the booking's number. */
const refusals = new Map();
/** Whether the last try found no service, and whether it was the connection; null if it was sent. */
let outage = null;

const prefix = () => `attendance of ${facilitator.current?.person.id} at ${own()} in `;
const nameOf = (id) => `${prefix()}${id}`;

/** Tells the page that ticks have changed, and the new attendance of a booking if one was sent. */
const tell = (booking = null) => document.dispatchEvent(new CustomEvent('attendance', { detail: booking }));

/** The tick of a booking that the service does not have yet; null if there is none. */
export function waitingTick(id) {
  try {
    return JSON.parse(local.getItem(nameOf(id)));
  } catch {
    return null;
  }
}

/** All ticks that the service does not have yet as {id, tick}, the first one first. */
function waitingTicks() {
  const start = prefix();
  const names = Array.from({ length: local.length }, (_, index) => local.key(index));
  return names.filter((name) => name?.startsWith(start)).map((name) => Number(name.slice(start.length)))
    .map((id) => ({ id, tick: waitingTick(id) })).filter(({ tick }) => tick)
    .sort((one, other) => one.tick.at - other.tick.at);
}

/** The attendance that was ticked last: `arrived`, `no_show` or null. */
export function attendanceOf(booking) {
  const tick = waitingTick(booking.id);
  return tick ? tick.status : booking.attendance;
}

/** The text below a booking's tick: it waits, or it was given up for a reason; null otherwise. */
export function tickNote(id) {
  if (waitingTick(id)?.isTried) return 'Not sent yet';
  return refusals.get(id) || null;
}

/** A line about the ticks that wait; empty if all were sent. */
export function waitingNote() {
  const waiting = waitingTicks().length;
  if (waiting === 0 || (navigator.onLine && !outage)) return '';
  const ticks = count(waiting, 'tick');
  return !navigator.onLine || outage.status === 0 ? `Offline: ${ticks} will be sent.`
    : `${ticks} not sent yet. The service is unavailable; the page tries again.`;
}

/** Notes a booking's attendance, and sends it at once or when there is a connection. */
export function setAttendance(booking, status) {
  const before = waitingTick(booking.id);
  // A request of the tick before may have arrived without an answer.
  const from = [...new Set([...(before ? [...before.from, before.status] : []), booking.attendance])];
  const key = idempotencyKey();
  refusals.delete(booking.id);
  untried.add(key);
  local.setItem(nameOf(booking.id), JSON.stringify({ status, from, key, at: Date.now(), isTried: !navigator.onLine }));
  tell();
  return flush();
}

/** Removes a tick that the service has answered, unless the person has ticked again meanwhile. */
function settle(id, { key }) {
  outage = null;
  untried.delete(key);
  if (waitingTick(id)?.key === key) local.removeItem(nameOf(id));
}

/** Whether another try cannot help. 409 is also the answer while the first request still runs. */
const isFinal = ({ status, code }) => [400, 403, 404, 422].includes(status) || code === 'booking_not_confirmed';

/**
 * Sends a tick. One that could not be sent at once may be older than a tick on another device, so it
 * is sent only if the attendance is still the one that the person saw.
 */
async function send(id, tick) {
  const address = `${own()}/bookings/${id}`;
  if (!untried.has(tick.key) || tick.isTried) {
    const current = await facilitator.get(address);
    const isOlder = !tick.from.includes(current.attendance);
    if (current.attendance === tick.status || isOlder) {
      settle(id, tick);
      if (current.attendance !== tick.status) {
        refusals.set(id, `${words[current.attendance] || 'No attendance'} was set on another device meanwhile, `
          + `so ${words[tick.status] || 'the undoing'} was not sent.`);
      }
      tell(current);
      return;
    }
  }
  const { value } = await facilitator.ask('POST', `${address}/attendance`, { body: { status: tick.status }, key: tick.key });
  settle(id, tick);
  tell(value);
}

async function sendAll() {
  const waiting = facilitator.current ? waitingTicks() : [];
  if (waiting.length === 0) return false;
  for (const { id, tick } of waiting) {
    try {
      await send(id, tick);
    } catch (problem) {
      if (isFinal(problem)) {
        settle(id, tick);
        refusals.set(id, problem.message);
        tell();
        continue;
      }
      outage = problem;
      untried.delete(tick.key);
      if (waitingTick(id)?.key === tick.key) local.setItem(nameOf(id), JSON.stringify({ ...tick, isTried: true }));
      tell();
      throw problem;
    }
  }
  return true;
}

const flush = poll(3, sendAll);
window.addEventListener('online', () => { tell(); flush(); });
window.addEventListener('offline', () => tell());
// Another tab has ticked, or sent what was waiting.
window.addEventListener('storage', ({ key }) => { if (key?.startsWith(prefix())) tell(); });
