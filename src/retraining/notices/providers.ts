import { Notices } from './notices.js';

/** What the module of the room takes from here. */
export const NOTICE_PROVIDERS = [Notices];
