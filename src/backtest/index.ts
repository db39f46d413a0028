export { type Backtest, runBacktest } from './backtest.js';
export type { BacktestRow } from './plan.js';
export { backtestJson, backtestText } from './text.js';
export { backtestPage } from './page/page.js';
