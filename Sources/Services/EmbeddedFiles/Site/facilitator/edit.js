// Publishes an event, or changes one.

import '../header.js';
import { call, idempotencyKey } from '../api.js';
import { content, el, numberInAddress, setTitle, show, toast } from '../dom.js';
import { Draft, warnBeforeLeaving } from '../drafts.js';
import { InvalidFields, openDialog } from '../forms.js';
import { ago } from '../format.js';
import { loadPage } from '../live-page.js';
import { pictureField } from '../picture-field.js';
import { facilitator } from '../session.js';
import { address, root } from '../site.js';
import { loadZones, ownZone, zonesIn } from '../time-zones.js';
import { askForVersions } from './conflict.js';
import { confirmEffects, effectsOf, isMove } from './effects.js';
import { emptyValues, eventForm, valuesOf } from './event-form.js';
import { eventPicture, sendPicture } from './event-picture.js';
import { own, ownEvent, showEmpty } from './frame.js';
import { noRepeats } from './repeats.js';
import { chooseEdit, fromHereOn, seriesLine, seriesOf } from './series-edit.js';
import { homeZone, toLocal } from './zones.js';

const id = location.pathname.endsWith('/edit') ? numberInAddress(3) : null;
/** The event that a new one is filled from. */
const source = Number(new URLSearchParams(location.search).get('from')) || null;
const draft = new Draft();
const outage = 'The booking system cannot be reached, so the event is not saved yet. Your changes '
  + 'stay here. Try again in a moment.';
const undecided = 'Not saved: the event has been changed since you opened it. Save again to choose '
  + 'between the versions.';
const unconfirmed = 'Not saved. Your changes are still here.';

/** The event to change, in the version that was seen last; null for a new one. */
let event = null;
/** Its series with all events, as seen last; null for a single event. */
let series = null;
let shown = null;
/** The field for the picture of a new event, which is sent after it; null for an event that is there. */
let picture = null;
/** The values without a change of the person. */
let unchanged = null;
/** A request without a response, so that a retry does not publish a second event: {text, key}. */
let unanswered = null;

/**
 * The event with the number in the address and its series; undefined without a number. Then the
 * center has the defaults.
 */
async function load() {
  const loaded = id ?? source ? await ownEvent(id ?? source) : undefined;
  const itsSeries = id && loaded ? await seriesOf(loaded) : null;
  const centre = loaded === undefined ? await defaults() : null;
  await loadZones([ownZone, homeZone, ...zonesIn([loaded, centre, draft.stored?.event])]);
  return { loaded, itsSeries, centre };
}

/** The center; null during an outage, in which a draft can be written. */
async function defaults() {
  try {
    return (await call(root, 'GET', '/centre')).value;
  } catch (problem) {
    if (problem.isOutage) return null;
    throw problem;
  }
}

function draw({ loaded, itsSeries, centre }) {
  if (loaded === null) {
    showEmpty('Not found', 'You have no event with this number.', ['/facilitator', 'Show my events']);
    return;
  }
  event = id === null ? null : loaded;
  series = itsSeries;
  if (id === null) picture = pictureField('Picture', 'event', loaded?.picture ?? null);
  unchanged = event ? valuesOf(event) : source ? copyOf(loaded) : emptyValues(centre);
  setTitle(event ? 'Edit event' : 'New event');
  const kept = draft.stored;
  if (kept) {
    // An event that was changed since is found by its version when this is saved.
    event = kept.event;
    series = kept.series ?? series;
    drawForm({ ...unchanged, ...kept.values }, el('p', { class: 'note row spread' },
      `Your changes from ${ago(kept.at)} are still here.`,
      el('button', { class: 'button little', type: 'button', click: () => { draft.remove(); draw({ loaded, itsSeries, centre }); } }, 'Discard them')));
  } else {
    drawForm(unchanged, source && el('p', { class: 'note' },
      `Filled from “${loaded.title}”, for the same weekday and time. Check the date before you publish.`));
  }
}

function drawForm(values, note) {
  shown = eventForm(values, event, picture?.element ?? eventPicture(event, (latest) => { event = { ...event, picture: latest.picture }; }), save);
  shown.element.addEventListener('input', () => {
    if (isUnsaved()) keep(shown.values());
    else draft.remove();
  });
  show(content(), note, series && el('p', { class: 'note' }, seriesLine(series)), el('div', { class: 'card' }, shown.element));
}

const keep = (values) => draft.keep({ event, series, values, at: new Date().toISOString() });

const isUnsaved = () => shown !== null && JSON.stringify(shown.values()) !== JSON.stringify(unchanged);

/** The values for a copy: the first week after the event and today, at the same local time. */
function copyOf(original) {
  const values = { ...valuesOf(original), repeats: noRepeats };
  const week = 7 * 86400000;
  const milliseconds = (local) => Date.parse(`${local}Z`);
  const start = milliseconds(values.starts_at.local);
  const today = milliseconds(toLocal(new Date().toISOString(), original.time_zone));
  const distance = Math.max(1, Math.ceil((today - start) / week)) * week;
  for (const name of ['starts_at', 'ends_at']) {
    const moved = new Date(milliseconds(values[name].local) + distance);
    values[name] = { local: moved.toISOString().slice(0, 16), isSecond: false };
  }
  return values;
}

async function save(body) {
  try {
    const request = await choose(body);
    if (request === null) throw new InvalidFields([], unconfirmed);
    await send(request);
  } catch (problem) {
    if (problem.status && !problem.isOutage) unanswered = null;
    if (problem.isOutage) throw new InvalidFields([], outage);
    if (problem.code === 'capacity_below_taken') {
      throw new InvalidFields([{ field: 'capacity', detail: problem.message }]);
    }
    if (problem.code === 'event_has_bookings') {
      throw new InvalidFields([{ field: 'visibility', detail: problem.message }]);
    }
    if (problem.status === 412) await resolveVersions(problem);
    else throw problem.errors?.length ? new InvalidFields(shown.inWords(problem.errors)) : problem;
  }
}

/** The request that saves the content, after the questions that it needs; null if it is not to be saved. */
async function choose(body) {
  if (!event) return { method: 'POST', path: `${own()}/${body.rule ? 'series' : 'events'}`, body };
  // Fails if the event has been changed since it was loaded.
  const headers = { 'If-Match': `"${event.version}"` };
  const single = { method: 'PUT', path: `${own()}/events/${id}`, body, headers };
  if (series && fromHereOn(series, event).length > 1) return chooseEdit(series, event, single);
  const affected = await effectsOf(single, async () => [await ownEvent(id)].filter(Boolean));
  return await confirmEffects(affected, { isMove: isMove(event, body), isCorrection: body.correction }) ? single : null;
}

async function send({ method, path, body, headers }) {
  const text = JSON.stringify({ path, body });
  if (unanswered?.text !== text) unanswered = { text, key: idempotencyKey() };
  const { value } = await facilitator.ask(method, path, { body, key: unanswered.key, headers });
  draft.remove();
  shown = null;
  const page = value.series ? `/facilitator/series/${value.series.id}` : `/facilitator/events/${value.id}`;
  try {
    const chosen = await picture?.pending();
    if (chosen) await sendPicture(value, chosen);
  } catch (problem) {
    const first = value.series ? value.events[0].id : value.id;
    const dialog = openDialog('Saved without the picture', el('p', {}, problem.message),
      el('p', { class: 'actions' }, el('a', { class: 'button main', href: `/facilitator/events/${first}/edit` }, 'Choose it again')));
    dialog.addEventListener('close', () => location.assign(address(page)));
    return;
  }
  toast('Saved.');
  location.assign(address(page));
}

/** Another version was saved meanwhile: the person chooses field by field, and that is saved. */
async function resolveVersions(problem) {
  const { loaded: latest, itsSeries } = await load();
  if (!latest) throw problem;
  const chosen = await askForVersions({ base: valuesOf(event), mine: shown.values(), theirs: valuesOf(latest) });
  if (chosen === null) throw new InvalidFields([], undecided);
  event = latest;
  series = itsSeries;
  unchanged = valuesOf(latest);
  drawForm(chosen);
  keep(chosen);
  shown.element.requestSubmit();
}

warnBeforeLeaving(isUnsaved);
loadPage(load, draw, { session: facilitator });
