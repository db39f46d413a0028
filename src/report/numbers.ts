/** A count with thousands apart. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A share in per cent; a dash where there is none. */
export function percent(share: number | undefined, decimals = 1): string {
  return share === undefined ? '-' : `${(100 * share).toFixed(decimals)} %`;
}

/** A figure with four decimals; a dash where there is none. */
export function fourDecimals(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(4);
}

/** A number of any size in few characters: 0.0012, 12.5, 12,300, 1.2e+9. */
export function short(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return value.toExponential(Math.min(2, digits - 1));
  return Number(value.toPrecision(Math.max(digits, wholeDigits(size)))).toLocaleString('en-US', {
    maximumFractionDigits: 10,
  });
}

/** An amount of money with two decimals. */
export function money(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A time to the minute, UTC. */
export function minute(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A text of at most `length` characters, what is too long ended by an ellipsis. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

function wholeDigits(size: number): number {
  return size < 1 ? 1 : Math.floor(Math.log10(size)) + 1;
}
