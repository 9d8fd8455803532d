// The facilitators' pages that letters lead to, and the one that requests a letter.

import '../header.js';
import { drawAccountLink } from '../account-links.js';
import { facilitator } from '../session.js';

drawAccountLink({
  base: facilitator.base, prefix: '/facilitator', session: facilitator, account: '/facilitator/account',
});
