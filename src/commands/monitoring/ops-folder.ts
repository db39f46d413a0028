import path from 'node:path';
import { packageRoot } from '../../platform/index.js';

/** Rules, routes and runbooks, as they come with the project. */
export const OPS_FOLDER = path.join(packageRoot(import.meta.dirname), 'ops');
