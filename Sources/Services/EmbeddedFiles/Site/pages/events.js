// The list of events: a choice in its form applies at once.

import '../header.js';

const form = document.querySelector('.filters');
form.addEventListener('change', (event) => {
  if (event.target.name !== 'q') form.requestSubmit();
});
// Empty fields stay out of the address.
form.addEventListener('formdata', (event) => {
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});
