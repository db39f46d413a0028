import type { Command } from 'commander';
import { vi } from 'vitest';

/** Runs a command as the shell would, and returns what it printed. Rejects with what it throws. */
export async function runCommand(
  command: Command,
  ...parameters: string[]
): Promise<{ printed: string; told: string }> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await command.exitOverride().parseAsync(parameters, { from: 'user' });
    return { printed: textOf(stdout.mock.calls), told: textOf(stderr.mock.calls) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** As runCommand with --json, and reads the figures. */
export async function figuresOf(command: Command, ...parameters: string[]): Promise<any> {
  const { printed } = await runCommand(command, ...parameters, '--json');
  return JSON.parse(printed);
}

function textOf(calls: unknown[][]): string {
  return calls.map(([text]) => String(text)).join('');
}
