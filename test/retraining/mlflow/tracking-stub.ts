import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Tag {
  key: string;
  value: string;
}
interface StoredRun {
  info: Record<string, any>;
  data: { params: Tag[]; metrics: Record<string, any>[]; tags: Tag[] };
}

/** A refusal as MLflow words it. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** How the server misbehaves instead of answering. */
export type Trouble = { status: number; body?: string } | 'hang';

/**
 * A real HTTP server that keeps runs, models and files as MLflow 3.17 does, and refuses what that refuses: missing
 * fields, wrong types, names and counts beyond its limits, parameters that change, sources outside of their run.
 */
export class TrackingStub {
  readonly calls: string[] = [];
  readonly authorizations: (string | undefined)[] = [];
  /** Where runs keep their files. */
  artefactRoot = 'mlflow-artifacts:/';
  /** What happens at a call whose path ends so. */
  readonly troubles = new Map<string, Trouble>();
  readonly files = new Map<string, Buffer>();
  private readonly experiments: Record<string, any>[] = [];
  private readonly runs = new Map<string, StoredRun>();
  private readonly models = new Map<string, { versions: Record<string, any>[]; aliases: Map<string, string> }>();
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<TrackingStub> {
    const stub = new TrackingStub();
    await new Promise<void>((resolve) => stub.server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get runCount(): number {
    return this.runs.size;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, 'http://stub');
    const path = url.pathname.replace('/api/2.0/', '');
    this.calls.push(`${request.method!} ${path}`);
    this.authorizations.push(request.headers.authorization);
    const trouble = [...this.troubles].find(([end]) => path.endsWith(end))?.[1];
    if (trouble === 'hang') return;
    if (trouble) {
      response.writeHead(trouble.status).end(trouble.body ?? '');
      return;
    }
    try {
      const answer = this.answer(request.method!, path, url.searchParams, Buffer.concat(chunks));
      if (Buffer.isBuffer(answer)) response.end(answer);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      const { status = 500, code = 'INTERNAL_ERROR', message } = error as Partial<Refused>;
      response.writeHead(status).end(JSON.stringify({ error_code: code, message }));
    }
  }

  private answer(method: string, path: string, query: URLSearchParams, bytes: Buffer): unknown {
    const file = path.replace('mlflow-artifacts/artifacts/', '');
    if (file !== path && method === 'PUT') return (this.files.set(decodeURIComponent(file), bytes), {});
    if (file !== path) return this.files.get(decodeURIComponent(file)) ?? missing('file');
    const body = method === 'POST' ? JSON.parse(bytes.toString()) : {};
    switch (`${method} ${path.replace('mlflow/', '')}`) {
      case 'GET experiments/get-by-name':
        return { experiment: this.experiment(query.get('experiment_name')!) ?? missing('experiment') };
      case 'POST experiments/create':
        if (this.experiment(text(body, 'name'))) throw new Refused(400, 'RESOURCE_ALREADY_EXISTS', 'it is there');
        this.experiments.push({
          experiment_id: String(this.experiments.length + 1),
          name: body.name,
          lifecycle_stage: 'active',
        });
        return { experiment_id: String(this.experiments.length) };
      case 'POST experiments/delete':
        return ((this.byId(body)['lifecycle_stage'] = 'deleted'), {});
      case 'POST experiments/restore':
        return ((this.byId(body)['lifecycle_stage'] = 'active'), {});
      case 'POST runs/create':
        return { run: this.createRun(body) };
      case 'POST runs/search':
        return { runs: [...this.runs.values()].filter(({ data }) => matches(data.tags, text(body, 'filter'))) };
      case 'POST runs/log-batch':
        return this.logBatch(body);
      case 'POST runs/update':
        if (!['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'].includes(body.status)) invalid('status');
        Object.assign(this.run(body).info, { status: body.status, end_time: integer(body, 'end_time') });
        return { run_info: this.run(body).info };
      case 'GET runs/get':
        return { run: this.run({ run_id: query.get('run_id') }) };
      case 'POST registered-models/create':
        if (this.models.has(text(body, 'name'))) throw new Refused(400, 'RESOURCE_ALREADY_EXISTS', 'it is there');
        this.models.set(body.name, { versions: [], aliases: new Map() });
        return { registered_model: { name: body.name } };
      case 'POST model-versions/create':
        return { model_version: this.createVersion(body) };
      case 'GET model-versions/search': {
        const [, name] = /name='([^']*)'/.exec(query.get('filter')!)!;
        const versions = this.models.get(name)?.versions ?? [];
        return { model_versions: versions.filter(({ tags }) => matches(tags, query.get('filter')!)) };
      }
      case 'POST registered-models/alias':
        this.version(text(body, 'name'), text(body, 'version'));
        this.models.get(body.name)!.aliases.set(text(body, 'alias'), body.version);
        return {};
      case 'GET registered-models/alias': {
        const version = this.models.get(query.get('name')!)?.aliases.get(query.get('alias')!) ?? missing('alias');
        return { model_version: this.version(query.get('name')!, version) };
      }
      default:
        throw new Refused(404, 'ENDPOINT_NOT_FOUND', `${method} ${path}`);
    }
  }

  private experiment(name: string) {
    return this.experiments.find((experiment) => experiment['name'] === name);
  }

  private byId(body: any) {
    const id = text(body, 'experiment_id');
    return this.experiments.find((experiment) => experiment['experiment_id'] === id) ?? missing('experiment');
  }

  private run(body: any): StoredRun {
    return this.runs.get(text(body, 'run_id')) ?? missing('run');
  }

  private createRun(body: any): StoredRun {
    const { experiment_id, lifecycle_stage } = this.byId(body);
    if (lifecycle_stage !== 'active') invalid('experiment_id');
    const run_id = randomUUID().replaceAll('-', '');
    const info = {
      run_id,
      experiment_id,
      run_name: text(body, 'run_name'),
      status: 'RUNNING',
      start_time: integer(body, 'start_time'),
      artifact_uri: `${this.artefactRoot}${experiment_id}/${run_id}/artifacts`,
    };
    const run = { info, data: { params: [], metrics: [], tags: tags(body.tags) } };
    this.runs.set(run_id, run);
    return run;
  }

  private logBatch(body: any): object {
    const { data } = this.run(body);
    const params = tags(body.params);
    if (params.length > 100 || body.tags.length > 100 || body.metrics.length > 1_000) invalid('too many');
    for (const { key, value } of params) {
      const before = data.params.find((param) => param.key === key);
      if (before && before.value !== value) invalid(`${key} changed`);
      if (!before) data.params.push({ key, value });
    }
    for (const { key, value } of tags(body.tags)) {
      data.tags = [...data.tags.filter((tag) => tag.key !== key), { key, value }];
    }
    for (const metric of body.metrics) {
      if (!NAME.test(metric.key) || typeof metric.value !== 'number') invalid(`metric ${metric.key}`);
      if (!Number.isInteger(metric.timestamp) || !Number.isInteger(metric.step)) invalid(`metric ${metric.key}`);
      data.metrics = [...data.metrics.filter(({ key }) => key !== metric.key), metric];
    }
    return {};
  }

  private createVersion(body: any): object {
    const model = this.models.get(text(body, 'name')) ?? missing('registered model');
    if (!text(body, 'source').startsWith(this.run(body).info['artifact_uri'])) invalid('source');
    const version = { ...body, version: String(model.versions.length + 1), tags: tags(body.tags) };
    model.versions.push(version);
    return version;
  }

  private version(name: string, version: string): object {
    return this.models.get(name)?.versions.find((found) => found['version'] === version) ?? missing('model version');
  }
}

const NAME = /^[\w\-. :/]{1,250}$/;

function matches(found: Tag[], filter: string): boolean {
  const [, key, value] = /tags\.`([^`]+)` = '([^']*)'/.exec(filter) ?? invalid('filter');
  return found.some((tag) => tag.key === key && tag.value === value);
}

function tags(given: any): Tag[] {
  for (const { key, value } of given ?? []) {
    if (typeof value !== 'string' || !NAME.test(key) || value.length > 500) invalid(`${key}: ${value}`);
  }
  return given ?? [];
}

function text(body: any, field: string): string {
  if (typeof body[field] !== 'string' || body[field] === '') invalid(field);
  return body[field];
}

function integer(body: any, field: string): number {
  if (!Number.isInteger(body[field])) invalid(field);
  return body[field];
}

function invalid(what: string): never {
  throw new Refused(400, 'INVALID_PARAMETER_VALUE', `invalid ${what}`);
}

function missing(what: string): never {
  throw new Refused(404, 'RESOURCE_DOES_NOT_EXIST', `no such ${what}`);
}
