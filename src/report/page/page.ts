import { HOUR_MS } from '../../metrics/index.js';
import type { Report } from '../data/report.js';
import { count, minute, short } from '../numbers.js';
import { markup, type Markup, type Part } from './markup.js';
import { distributionSection, driftSection } from './sections/drift.js';
import { estimateSection } from './sections/estimates.js';
import { calibrationSection, curveSection, scoreSection } from './sections/outcomes.js';
import { driftOverTimeSection, trafficSection } from './sections/over-time.js';
import type { Section } from './sections/section.js';
import { summarySection } from './sections/summary.js';
import { STYLE } from './style.js';

const SECTIONS = [
  summarySection,
  estimateSection,
  driftSection,
  distributionSection,
  scoreSection,
  curveSection,
  calibrationSection,
  driftOverTimeSection,
  trafficSection,
];

/**
 * The report as one page that needs nothing from outside: no script, no network.
 *
 * @returns an HTML document. Pure; the same report gives the same page. Cost: a plot for each column, up to 48.
 */
export function reportPage(report: Report): string {
  const sections = SECTIONS.map((section) => section(report));
  const title = `${report.config.name} ${report.version.version}: window against reference`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="homeostat report">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${header(report)}
<nav aria-label="Contents"><ul>${sections.map(({ id, title: name }) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main>
${sections.map(sectionMarkup)}</main>
<footer><p>From hourly summaries, which the running service keeps within about a second of its log; whole hours by the time of scoring.
Made by homeostat report, ${minute(report.generatedAt)}.</p></footer>
</body>
</html>
`.text;
}

function header({ config, version, active, window, generatedAt }: Report): Markup {
  const { training } = version;
  const facts: [string, Part][] = [
    [
      'Version',
      `${version.version}${active ? ', active' : ', not active'}, made ${minute(version.createdAt.getTime())}`,
    ],
    ['Window', `${minute(window.from)} to ${minute(window.to)} (${lengthText(window.to - window.from)})`],
    ['Reference', `${count(training.rows)} rows (${count(training.positives)} positive), ${training.source}`],
    ['Generated', minute(generatedAt)],
  ];
  return markup`<header>
<p class="kicker">Homeostat report</p>
<h1>${config.name} <span>${version.version}</span></h1>
<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}

function lengthText(milliseconds: number): string {
  const hours = milliseconds / HOUR_MS;
  return hours >= 48 ? `${short(hours / 24, 2)} days` : `${short(hours, 2)} hours`;
}

function sectionMarkup({ id, title, body }: Section): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
}
