/** Lines of a table for a terminal: the first column to the left, the others to the right. */
export function textTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [headings, ...rows];
  const widths = headings.map((_, place) => Math.max(...lines.map((cells) => cells[place]?.length ?? 0)));
  return lines.map((cells) => {
    const padded = widths.map((width, place) => {
      const cell = cells[place] ?? '';
      return place === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `  ${padded.join('  ')}`;
  });
}
