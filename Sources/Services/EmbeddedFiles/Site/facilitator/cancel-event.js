// The dialogs that cancel an event, or the events of a series from one of them on.

import { idempotencyKey } from '../api.js';
import { el, show, toast } from '../dom.js';
import { confirmAction, field } from '../forms.js';
import { count, day } from '../format.js';
import { facilitator } from '../session.js';
import { effectsList, effectsOf } from './effects.js';
import { own } from './frame.js';
import { fromHereOn, pathFrom, scopeChoice, seriesOf } from './series-edit.js';

const consequences = () => el('p', { class: 'quiet' },
  'All guests are notified, and the price of their seats goes back to them. ',
  'What was paid at the center is yours to hand back. This cannot be undone.');

/**
 * Shows the consequences, and cancels the event after a confirmation; then calls `done`. For an
 * event of a series it asks whether those after it are cancelled too.
 */
export async function cancelEvent(event, done) {
  const itsSeries = await seriesOf(event);
  const following = itsSeries ? fromHereOn(itsSeries, event).length : 0;
  const single = { method: 'DELETE', path: `${own()}/events/${event.id}` };
  const all = following > 1 ? { method: 'DELETE', path: pathFrom(itsSeries, event) } : null;
  const [one, many] = await Promise.all([effectsOf(single), all && effectsOf(all)]);
  const text = 'The event is cancelled, and its guests are notified.';
  if (!all) {
    confirm(`Cancel “${event.title}”?`, effectsList(one, true), 'Cancel the event', () => ({ ...single, text }), done);
    return;
  }
  const last = fromHereOn(itsSeries, event).at(-1);
  const choice = scopeChoice(event, following, {
    one, all: many, note: `To ${day(last.starts_at, event.time_zone)}.`,
  });
  const effects = el('div', {});
  const dates = count(following, 'date');
  const dialog = confirm(`Cancel “${event.title}”?`, [choice.element, effects], 'Cancel the event', () => (choice.isAll()
    ? { ...all, text: `${dates} are cancelled, and their guests are notified.` } : { ...single, text }), done);
  const button = dialog.querySelector('.actions .main');
  const refresh = () => {
    button.textContent = choice.isAll() ? `Cancel ${dates}` : 'Cancel the event';
    show(effects, effectsList(choice.affected(), true));
  };
  choice.element.addEventListener('change', refresh);
  refresh();
}

/** Shows the consequences, and cancels the events of a series from one of them on. */
export async function cancelFrom(itsSeries, event, done) {
  const following = fromHereOn(itsSeries, event).length;
  const all = { method: 'DELETE', path: pathFrom(itsSeries, event) };
  const dates = count(following, 'date');
  confirm(`Cancel ${dates} of “${itsSeries.series.title}”?`, effectsList(await effectsOf(all), true), `Cancel ${dates}`,
    () => ({ ...all, text: `${dates} are cancelled, and their guests are notified.` }), done);
}

function confirm(title, details, label, request, done) {
  const reason = field('reason', 'Reason, for your guests', 'text', {
    maxlength: 500, autocomplete: 'off', hint: 'Optional. It is in their messages and on the event’s page.',
  });
  /** The key of a request, so that a retry cancels once. */
  let attempt = null;
  return confirmAction(title, el('div', { class: 'stack' }, consequences(), details, reason), {
    label,
    keep: label === 'Cancel the event' ? 'Keep the event' : 'Keep the dates',
    work: async () => {
      const { method, path, text } = request();
      const written = reason.querySelector('input').value.trim();
      const name = `${path} ${written}`;
      if (attempt?.name !== name) attempt = { name, key: idempotencyKey() };
      await facilitator.ask(method, path, { key: attempt.key, body: written ? { reason: written } : undefined });
      toast(text);
      done();
    },
  });
}
