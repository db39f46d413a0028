/** A line on stderr, with the time since the start. */
export function progress(message) {
  const seconds = performance.now() / 1000;
  process.stderr.write(`${seconds.toFixed(0).padStart(5)} s  ${message}\n`);
}

export function table(title, head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [`### ${title}\n`, line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

/** The value below which a share of the numbers lies. */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (numbers) => quantile(numbers, 0.5);
export const decimals = (value, digits = 1) => value.toFixed(digits);
export const thousands = (value) => Math.round(value).toLocaleString('en-US');
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
