/** The series of the service that the reader picked. */
export const JOB = 'job="$job"';
/** Requests of callers: scrapes and health checks left out. */
export const NOT_WATCHING = `${JOB}, route!~"/metrics|/health.*"`;
/** The series of the service, of the model versions that the reader picked. */
export const VERSIONS = 'job="$job", model_version=~"$version"';

/** One figure by version: replicas show the same, max() picks one of equals. */
export function byVersion(metric: string): string {
  return `max by (model_version) (${metric}{${VERSIONS}})`;
}

/** The figure of the version that answers now, whichever versions are picked. */
export function ofActive(metric: string, matchers = ''): string {
  return `max(max by (model_version) (${metric}{${[JOB, matchers].filter(Boolean).join(', ')}}) and on (model_version) (${ACTIVE}))`;
}

/** The version that answers. */
export const ACTIVE = `max by (model_version) (ml_model_active{${JOB}}) == 1`;

/** Events of a counter in each minute. */
export function perMinute(counter: string, matchers: string, by: string): string {
  return `sum by (${by}) (rate(${counter}{${matchers}}[$__rate_interval])) * 60`;
}

/** A quantile of a histogram over all replicas. */
export function quantile(share: number, histogram: string, matchers: string, by = 'le'): string {
  return `histogram_quantile(${share}, sum by (${by}) (rate(${histogram}_bucket{${matchers}}[$__rate_interval])))`;
}

/** Share of requests to score that the service failed. */
export const FAILED_SHARE = `
  sum(rate(ml_prediction_errors_total{${JOB}, error_type=~"unavailable|internal"}[$__rate_interval]))
    / (sum(rate(http_requests_total{${JOB}, method="POST", route=~"/predict(/batch)?"}[$__rate_interval])) > 0)`;

/** Share in each bucket and those below it, for a heatmap that looks alike at any traffic. */
export function shares(histogram: string, matchers: string): string {
  return `${buckets(histogram, matchers)}
    / on () group_left () (sum(increase(${histogram}_count{${matchers}}[$__rate_interval])) > 0)`;
}

/** Counts by bucket, for a heatmap. */
export function buckets(histogram: string, matchers: string): string {
  return `sum by (le) (increase(${histogram}_bucket{${matchers}}[$__rate_interval]))`;
}
