import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from './files.js';

// From dist/grafana/src.
const root = path.join(import.meta.dirname, '../../..');
for (const [file, content] of await generatedFiles(root)) writeFileSync(path.join(root, file), content);
