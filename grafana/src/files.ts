import { format, resolveConfig } from 'prettier';
import { toGrafana } from './dashboard.js';
import { DASHBOARDS } from './dashboards/index.js';
import { documentation } from './documentation.js';

/**
 * The generated files of the project.
 *
 * @param root the project's folder, whose layout rules hold
 * @returns contents by path from there
 */
export async function generatedFiles(root: string): Promise<Map<string, string>> {
  const options = await resolveConfig(`${root}/package.json`);
  const files = new Map(
    DASHBOARDS.map((dashboard) => [
      `grafana/dashboards/${dashboard.uid}.json`,
      JSON.stringify(toGrafana(dashboard), undefined, 2),
    ]),
  );
  files.set('docs/DASHBOARDS.md', documentation(DASHBOARDS));
  const laidOut = [...files].map(
    async ([file, content]) => [file, await format(content, { ...options, filepath: file })] as const,
  );
  return new Map(await Promise.all(laidOut));
}
