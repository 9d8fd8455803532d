// The accounts of facilitators and owners.

import '../header.js';
import { copyField } from '../copy-field.js';
import { content, el, show, toast } from '../dom.js';
import { action, confirmAction, field, form, openDialog } from '../forms.js';
import { count } from '../format.js';
import { loadPage } from '../live-page.js';
import { facilitator } from '../session.js';
import { emailLink, redraw } from '../facilitator/frame.js';

const path = '/api/centre/facilitators';
const list = el('div', { class: 'accounts spaced' });
const total = el('h2', { tabindex: '-1' });
let accounts = [];

const roles = [['facilitator', 'Facilitator: own events'], ['owner', 'Owner: everything in the center']];

function draw(loaded) {
  accounts = loaded;
  show(content(), el('section', { class: 'card', 'aria-label': 'Facilitators' },
    el('div', { class: 'spread' }, total,
      el('button', { class: 'button main little', type: 'button', click: add }, 'Add a facilitator …')),
    list));
  drawList();
}

function drawList() {
  total.textContent = count(accounts.length, 'account');
  redraw(list, accounts.map(entry));
}

const isMe = ({ id }) => id === facilitator.current.person.id;

function entry(account) {
  const { id, username, name, email, role, disabled } = account;
  const forName = el('span', { class: 'visually-hidden' }, ` for ${name}`);
  const step = (label, kind, work) => {
    const button = action(label, kind, work);
    button.append(forName.cloneNode(true));
    return button;
  };
  return el('div', { class: 'entry', role: 'group', 'aria-label': name },
    el('div', {},
      el('h3', {}, el('bdi', {}, name)),
      el('p', { class: 'quiet small' }, `Logs in as ${username}`),
      el('p', { class: 'quiet small' }, email ? emailLink(email) : 'No email')),
    el('p', { class: 'row' }, isMe(account) && el('span', { class: 'tag' }, 'You'),
      role === 'owner' && el('span', { class: 'tag good' }, 'Owner'),
      disabled && el('span', { class: 'tag bad' }, 'Disabled'),
      email && !account.email_confirmed && el('span', { class: 'tag warn' }, 'Email not confirmed')),
    el('div', { class: 'entry-steps' }, el('div', { class: 'row' },
      !isMe(account) && el('a', { class: 'button little', href: `/facilitator?for=${id}` }, 'Work', forName.cloneNode(true)),
      !disabled && el('a', { class: 'button little', href: `/facilitator/new-event?for=${id}` }, 'New event', forName.cloneNode(true)),
      el('a', { class: 'button little', href: `/facilitator/account?for=${id}` }, 'Profile', forName.cloneNode(true)),
      step('Edit …', 'little', () => edit(account)),
      !disabled && step('New password link …', 'little', () => resetPassword(account)),
      disabled ? step('Enable', 'little', () => change(account, { disabled: false }, `${name} can log in again.`))
        : step('Disable …', 'danger little', () => disable(account)))));
}

/** Changes an account, and shows it as it is then. */
async function change(account, body, words) {
  const { value } = await facilitator.ask('PATCH', `${path}/${account.id}`, { body });
  accounts = accounts.map((one) => (one.id === value.id ? value : one));
  drawList();
  if (isMe(value)) {
    // A change of the role ends the login; the next call asks for another one.
    if (value.role === facilitator.current.person.role) facilitator.update({ ...facilitator.current.person, name: value.name });
    else facilitator.close();
  }
  toast(words);
}

/** The codes of refusals that belong to a field. */
const fieldOf = { username_taken: 'username', email_taken: 'email', last_owner: 'role' };

/** Runs the work of a form; a refusal of its value is shown beside the field. */
async function withFields(work) {
  try {
    await work();
  } catch (problem) {
    const name = fieldOf[problem.code];
    if (name) problem.errors = [{ field: name, detail: problem.message }];
    throw problem;
  }
}

const profileFields = ({ name = '', email = '', role = 'facilitator' }, hint) => [
  field('name', 'Name', 'text', { value: name, maxlength: 100, autocomplete: 'off', dir: 'auto', hint: 'Guests see it.' }),
  field('email', 'Email', 'email', { value: email ?? '', autocomplete: 'off', hint }),
  field('role', 'May do', roles, { value: role }),
];

function add() {
  const dialog = openDialog('Add a facilitator', form([
    field('username', 'Username', 'text', {
      maxlength: 64, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', hint: 'To log in with.',
    }),
    ...profileFields({}, 'The link to set the password goes there. Without one, you get the link to hand over.'),
  ], {
    label: 'Add',
    submit: ({ username, name, email, role }) => withFields(async () => {
      const body = { username: username.trim(), name: name.trim(), role, ...(email.trim() && { email: email.trim() }) };
      const { value } = await facilitator.ask('POST', path, { body });
      dialog.close();
      accounts.push(value);
      drawList();
      total.focus();
      showLink(value);
    }),
  }));
}

/** Shows the link to a password once, or says where it went. */
function showLink({ name, email, password_url: url }) {
  if (!url) {
    toast(`An email with the link to set a password is on its way to ${email}.`);
    return;
  }
  openDialog(`The link for ${name}`, el('p', { class: 'quiet' },
    'Hand it over. Anyone who opens it can set the password, once, within three days. It is shown only now.'),
  copyField('password_url', 'Link to set the password', url, null));
}

function edit(account) {
  const dialog = openDialog(`Edit ${account.name}`, form(
    profileFields(account, 'An address that you write here counts as confirmed; empty for none.'), {
      label: 'Save',
      submit: ({ name, email, role }) => withFields(async () => {
        const body = { name: name.trim(), role };
        if (email.trim() !== (account.email ?? '')) body.email = email.trim() || null;
        await change(account, body, 'Saved.');
        dialog.close();
      }),
    }));
}

function resetPassword(account) {
  const { name, email, email_confirmed: isConfirmed } = account;
  confirmAction(`A new password for ${name}?`, el('p', {},
    email && isConfirmed ? `An email with a link to set a new password goes to ${email}. The present password works until then.`
      : 'You get a link to hand over, with which a new password is set. The present password works until then.'), {
    label: 'Make the link',
    keep: 'Keep the password',
    work: async () => {
      const { value } = await facilitator.ask('POST', `${path}/${account.id}/password-reset`, { body: {} });
      showLink(value);
    },
  });
}

function disable(account) {
  confirmAction(`Disable ${account.name}?`, el('p', {},
    `${account.name} is logged out and cannot log in. The events stay, guests can book them, and owners work for ${account.name}.`), {
    label: 'Disable', keep: 'Keep the account', work: () => change(account, { disabled: true }, `${account.name} is disabled.`),
  });
}

loadPage(() => facilitator.all(path), draw, { session: facilitator });
