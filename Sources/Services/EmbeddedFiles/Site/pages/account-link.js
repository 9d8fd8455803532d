// The guests' pages that letters lead to, and the one that requests a letter.

import '../header.js';
import { drawAccountLink } from '../account-links.js';
import { guest } from '../session.js';

drawAccountLink({ base: guest.base, prefix: '', session: guest, account: '/my/account' });
