// Pages that load their data from a service and draw it.

import { poll, Problem } from './api.js';
import { content, el, show } from './dom.js';
import { guest } from './session.js';
import { loadZones, ownZone, zonesIn } from './time-zones.js';

/**
 * Loads and draws a page, then loads it again every `seconds`, less often while nothing changes,
 * and when a new message arrives.
 *
 * The page is redrawn only if the data has changed and no dialog is open, so that the focus stays.
 * `draw` gets the data and the data of the drawing before, or null. `version` returns the part of
 * the data that requires a redraw. Returns a function that loads at once.
 */
export function livePage(load, draw, { session = guest, seconds = 2, version = JSON.stringify } = {}) {
  if (!session.require()) return null;
  let drawn = null;
  let outage = null;
  const refresh = poll(seconds, async () => {
    let data;
    try {
      data = await loadWithZones(load);
    } catch (problem) {
      // A drawn page keeps its content during an outage, and while its visitor logs in again.
      const mayGoOn = session.current || (drawn !== null && await session.renew?.());
      if (mayGoOn && problem.status === 401) return refresh();
      if ((mayGoOn || session.require()) && drawn === null && outage !== problem.message) {
        outage = problem.message;
        showOutage(problem, () => { outage = null; refresh(); });
      }
      throw problem;
    }
    const current = version(data);
    if (current === drawn?.version) return false;
    if (document.querySelector('dialog[open]')) return true;
    const previous = drawn?.data ?? null;
    drawn = { data, version: current };
    await draw(data, previous);
    return true;
  });
  document.addEventListener('news', refresh);
  return refresh;
}

/** The data, once the zones are there that a drawing of it needs. */
async function loadWithZones(load) {
  const data = await load();
  await loadZones([ownZone, ...zonesIn(data)]);
  return data;
}

/** Loads and draws a page once, for pages with a form. */
export async function loadPage(load, draw, { session = guest } = {}) {
  if (!session.require()) return;
  let data;
  try {
    data = await loadWithZones(load);
  } catch (problem) {
    if (session.require()) showOutage(problem, () => loadPage(load, draw, { session }));
    if (!(problem instanceof Problem)) reportError(problem);
    return;
  }
  draw(data);
}

function showOutage(problem, retry) {
  show(content(), el('div', { class: 'card empty', role: 'alert' },
    el('h2', {}, problem.isOutage ? 'This part is unavailable right now' : 'That did not work'),
    el('p', {}, problem.message),
    el('button', { class: 'button', type: 'button', click: retry }, 'Try again')));
}
