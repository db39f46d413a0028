import path from 'node:path';

/** The project's folder, from one of its source folders: code runs from src and, built, from dist/src. */
export function packageRoot(folder: string): string {
  const root = folder.slice(0, folder.lastIndexOf(`${path.sep}src${path.sep}`));
  return path.basename(root) === 'dist' ? path.dirname(root) : root;
}
