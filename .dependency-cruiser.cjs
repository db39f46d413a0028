/**
 * The table of rooms (ARCHITECTURE.md) as a test: a room may enter only the rooms below it, and only through their index.ts (worker threads: in-threads.ts).
 * @type {Record<string, string[]>}
 */
const ROOMS = {
  config: [],
  forest: [],
  statistics: [],
  generator: [],
  csv: ['platform', 'config'],
  platform: ['config'],
  training: ['forest', 'platform', 'config'],
  models: ['forest', 'statistics', 'platform', 'config'],
  history: ['models', 'platform', 'config'],
  prediction: ['models', 'forest', 'platform', 'config'],
  feedback: ['prediction', 'models', 'platform', 'config'],
  metrics: ['feedback', 'prediction', 'models', 'statistics', 'platform', 'config'],
  drift: ['metrics', 'prediction', 'models', 'statistics', 'platform', 'config'],
  report: ['drift', 'metrics', 'models', 'statistics', 'platform', 'config'],
  retraining: [
    'drift',
    'metrics',
    'feedback',
    'prediction',
    'history',
    'models',
    'training',
    'generator',
    'statistics',
    'forest',
    'platform',
    'config',
  ],
};
const PURE = ['forest', 'statistics', 'generator'];

const roomRules = Object.entries(ROOMS).map(([room, below]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `${room}/ may enter: ${below.join(', ') || 'nothing'}`,
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [`^src/${room}/`, ...below.map((name) => `^src/${name}/(index|in-threads)\\.ts$`)] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-rooms-import-nothing',
      severity: 'error',
      comment: 'Maths without I/O: no package and no Node module.',
      from: { path: `^src/(${PURE.join('|')})/` },
      to: { pathNot: '^src/' },
    },
    {
      name: 'no-test-in-production',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(grafana|test|bench)/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
