export { type Backtest, type BacktestRow, runBacktest } from './backtest.js';
export { backtestJson, backtestText } from './text.js';
export { backtestPage } from './page/page.js';
