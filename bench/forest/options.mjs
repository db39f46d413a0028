import { parseArgs } from 'node:util';

/** Parses the command line; prints `help` when asked to, and ends with exit code 2 and the reason when it can't be read. */
export function readOptions(help, config) {
  try {
    const { values, positionals } = parseArgs({ ...config, options: { ...config.options, help: { type: 'boolean' } } });
    if (values.help !== true) return { values, positionals };
    console.log(help);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
}

/** An option's text as a whole number from `low` to `high`; ends with exit code 2 when it is none. */
export function wholeNumber(name, text, low, high) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= low && value <= high) return value;
  console.error(`--${name} is ${text}; expected a whole number from ${low} to ${high}.`);
  process.exit(2);
}
