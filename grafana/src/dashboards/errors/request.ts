import type { Section } from '../../dashboard.js';
import { note, table, timeseries } from '../../panels/index.js';
import { JOB, NOT_WATCHING } from '../../selectors.js';

const FIND_BY_ID = `
Metrics hold no ids. To get from a graph to one request:

1. **The caller has it.** Every answer carries the header \`x-request-id\`, and every problem document a \`request_id\`.
   A caller that sends \`x-request-id\` sees its own id again.
2. **The log has it.** \`internal\` errors are logged with their stack: search for \`request ID\`, as in
   \`docker compose logs homeostat | grep ID\`. Errors of other types are not logged: the answer says what is wrong.
3. **The store has the rest.** \`GET /predictions/TRANSACTION_ID\` shows the prediction, its features and its label.
   \`GET /admin/audit\` shows each admin call that changed something or was refused: who, when, from where.
`;

export const PROCESS_AND_REQUEST: Section = {
  title: 'The process, and finding the request',
  rows: [
    [
      timeseries({
        title: 'Event loop lag, P99',
        shows: 'How late the event loop was, by replica.',
        act: 'Above 100 ms: something holds the process; a training does not, it has threads of its own. Look for large batches.',
        runbooks: ['LatencyVeryHigh'],
        width: 6,
        unit: 's',
        min: 0,
        queries: [{ expr: `max by (instance) (nodejs_eventloop_lag_p99_seconds{${JOB}})`, legend: '{{instance}}' }],
      }),
      timeseries({
        title: 'Memory',
        shows: 'Resident memory, by replica.',
        act: 'Rising for days without a plateau: a leak; restart the replica and report it with this graph. Steps while a run is under way are trainings.',
        width: 6,
        unit: 'bytes',
        min: 0,
        queries: [{ expr: `max by (instance) (process_resident_memory_bytes{${JOB}})`, legend: '{{instance}}' }],
      }),
      table({
        title: 'Failing routes',
        shows: 'Answers of 400 and above in the time range shown, by method, route and status.',
        act: 'Begin with statuses of 500 and above: the others are the callers’; tell their owners.',
        width: 12,
        unit: 'none',
        noValue: 'no answer was an error',
        sortBy: 'Answers',
        columns: [
          { of: 'method', title: 'Method' },
          { of: 'route', title: 'Route' },
          { of: 'status', title: 'Status' },
          { of: 'Value', title: 'Answers', unit: 'short' },
        ],
        queries: [
          {
            expr: `sum by (method, route, status) (increase(http_requests_total{${NOT_WATCHING}, status=~"[45].."}[$__range])) > 0`,
          },
        ],
      }),
    ],
    [
      note({
        title: 'From a graph to the request',
        shows: 'Which ids lead to the log and to the stored prediction.',
        act: 'Ask the caller for the request id of a failed answer, then follow the steps.',
        width: 24,
        height: 5,
        content: FIND_BY_ID.trim(),
      }),
    ],
  ],
};
