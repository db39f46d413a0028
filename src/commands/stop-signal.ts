const PARENT_CHECK_MS = 1_000;

/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP (a closed terminal). npm passes Ctrl-C on a second time, so only a third
 * signal forces the end. npm dies of SIGTERM without passing it on, so a service that npm started also ends with its parent.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let received = 0;
  const onSignal = (): void => {
    received += 1;
    stopping.abort();
    if (received > 2) process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) stopping.abort();
    }, PARENT_CHECK_MS);
    watch.unref();
  }
  return stopping.signal;
}
