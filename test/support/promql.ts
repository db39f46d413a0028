import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';

/** What an expression asks of metrics. */
export interface PromqlNames {
  /** Names of metrics, with the labels that each is matched by. */
  readonly metrics: ReadonlyMap<string, ReadonlySet<string>>;
  /** Labels that results are grouped or joined by. */
  readonly grouping: ReadonlySet<string>;
}

/** @throws Error where the text is no PromQL */
export function promqlNames(text: string): PromqlNames {
  const metrics = new Map<string, Set<string>>();
  const grouping = new Set<string>();
  parser.parse(text).iterate({
    enter({ type, from, node }) {
      if (type.isError) throw new Error(`no PromQL at character ${from}: ${text}`);
      if (type.name === 'VectorSelector') {
        const name = node.getChild('Identifier');
        const labels = metrics.get(name ? text.slice(name.from, name.to) : '') ?? new Set();
        node
          .getChild('LabelMatchers')
          ?.cursor()
          .iterate(({ type: inner, from: start, to: end }) => {
            if (inner.name === 'LabelName') labels.add(text.slice(start, end));
          });
        metrics.set(name ? text.slice(name.from, name.to) : '', labels);
      }
      if (type.name === 'GroupingLabels') {
        node.cursor().iterate(({ type: inner, from: start, to: end }) => {
          if (inner.name === 'LabelName') grouping.add(text.slice(start, end));
        });
      }
    },
  });
  return { metrics, grouping };
}

/**
 * The labels that the series of an answer have.
 *
 * @throws Error where they are whatever the series of a metric have
 */
export function resultLabels(text: string): string[] {
  const labels = labelsOf(parser.parse(text).topNode.firstChild!, text);
  if (labels === 'scalar') throw new Error(`no series: ${text}`);
  return labels;
}

function labelsOf(node: SyntaxNode, text: string): string[] | 'scalar' {
  const inner = (of: SyntaxNode): string[] | 'scalar' => labelsOf(of, text);
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 'scalar';
    case 'ParenExpr':
      return inner(node.firstChild!);
    case 'BinaryExpr': {
      const left = inner(node.firstChild!);
      return left === 'scalar' ? inner(node.lastChild!) : left;
    }
    case 'FunctionCall': {
      const argument = node.getChild('FunctionCallBody')?.lastChild;
      if (!argument) return 'scalar';
      const isQuantile = text.slice(node.from).startsWith('histogram_quantile');
      const labels = inner(argument);
      return isQuantile && labels !== 'scalar' ? labels.filter((label) => label !== 'le') : labels;
    }
    case 'AggregateExpr': {
      if (/^(topk|bottomk)/.test(text.slice(node.from))) return inner(node.getChild('FunctionCallBody')!.lastChild!);
      const labels = node.getChild('AggregateModifier')?.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
      return labels.map(({ from, to }) => text.slice(from, to));
    }
    default:
      throw new Error(`labels of no aggregate (${node.name}): ${text}`);
  }
}

/** The series names of a running service's /metrics, with their labels; those of a histogram by each suffix. */
export async function servedMetrics(application: NestFastifyApplication): Promise<Map<string, Set<string>>> {
  const registry = application.get(Registry, { strict: false });
  const served = new Map<string, Set<string>>();
  for (const { name, type } of await registry.getMetricsAsJSON()) {
    const { labelNames } = registry.getSingleMetric(name) as unknown as { labelNames: string[] };
    if (String(type) === 'histogram') {
      served.set(`${name}_bucket`, new Set([...labelNames, 'le']));
      for (const suffix of ['sum', 'count']) served.set(`${name}_${suffix}`, new Set(labelNames));
    } else served.set(name, new Set(labelNames));
  }
  return served;
}
