// The picture of an event, and of the dates of its series.

import { toast } from '../dom.js';
import { checkbox } from '../forms.js';
import { pictureField } from '../picture-field.js';
import { facilitator } from '../session.js';
import { own } from './frame.js';

/** Sends a picture, or removes it if it is null. */
const send = async (path, picture) => (await facilitator.ask(picture ? 'PUT' : 'DELETE', path, { body: picture ?? undefined })).value;

/** Gives a new event, or a series with its events, a picture. */
export const sendPicture = ({ id, series }, picture) => send(`${own()}/${series ? `series/${series.id}` : `events/${id}`}/picture`, picture);

/**
 * The field for the picture of an event. What is chosen is sent at once. `changed` gets the event as
 * it is then.
 */
export function eventPicture(event, changed) {
  const all = event.series_id && checkbox('all', 'Also for the later dates of the series');
  return pictureField('Picture', 'event', event.picture, async (picture) => {
    const isForAll = all && all.querySelector('input').checked;
    const value = isForAll ? await send(`${own()}/series/${event.series_id}/picture?from=${event.id}`, picture)
      : await send(`${own()}/events/${event.id}/picture`, picture);
    const latest = isForAll ? value.events.find(({ id }) => id === event.id) : value;
    changed(latest);
    toast(picture ? 'The picture is saved.' : 'The picture is removed.');
    return latest.picture;
  }, all).element;
}
