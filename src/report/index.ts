export { buildReport, type Report, type ReportInputs } from './data/report.js';
export { reportPage } from './page/page.js';
export { readReport, type ReportRequest, type ReportSources } from './read-report.js';
export { reportJson } from './text/report-json.js';
export { reportText } from './text/report-text.js';
