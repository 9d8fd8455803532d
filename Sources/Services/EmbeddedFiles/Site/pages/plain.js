import '../header.js';
