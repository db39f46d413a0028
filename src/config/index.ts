export { ConfigError } from './config-error.js';
export { CONFIG, ConfigModule, ENVIRONMENT } from './config.module.js';
export { type Config, type ConfigInput, configSchema, type FeatureDefinition } from './config-schema.js';
export { formatDuration, formatSpan, parseDuration } from './duration.js';
export { addressOf, type Environment, type NoticeReceivers, readEnvironment } from './environment.js';
export { parseConfig, readConfig } from './read-config.js';
export { LATENCY_CONDITION } from './retraining-config.js';
