import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** PromQL that can't be read, or that the process can't evaluate itself. */
export class PromqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PromqlError';
  }
}

/** A node of the syntax tree with its text. */
export class Node {
  constructor(
    private readonly node: SyntaxNode,
    private readonly source: string,
  ) {}

  get name(): string {
    return this.node.name;
  }

  get text(): string {
    return this.source.slice(this.node.from, this.node.to);
  }

  get children(): Node[] {
    const found: Node[] = [];
    for (let child = this.node.firstChild; child; child = child.nextSibling) found.push(new Node(child, this.source));
    return found;
  }

  child(name: string): Node | undefined {
    return this.children.find((child) => child.name === name);
  }

  /** All nodes of this name below. */
  descendants(name: string): Node[] {
    return this.children.flatMap((child) => [...(child.name === name ? [child] : []), ...child.descendants(name)]);
  }
}

/**
 * The syntax tree of a PromQL expression, by the grammar of Prometheus's own editor.
 *
 * @returns the expression's outermost node
 * @throws PromqlError that says where the text stops to be PromQL
 */
export function parseSyntax(text: string): Node {
  const tree = parser.parse(text);
  let wrongAt: number | undefined;
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) wrongAt ??= node.from;
    },
  });
  if (wrongAt !== undefined) {
    const rest = text.slice(wrongAt).trim();
    throw new PromqlError(
      rest === ''
        ? 'is no PromQL expression: something is missing at its end'
        : `is no PromQL expression: it is wrong at character ${wrongAt + 1}, "${rest.slice(0, 30)}"`,
    );
  }
  const [expression] = new Node(tree.topNode, text).children.filter(({ name }) => name !== 'LineComment');
  if (!expression) throw new PromqlError('is no PromQL expression: it is empty');
  return expression;
}
