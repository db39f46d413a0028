import * as texts from '@grafana/grafana-foundation-sdk/text';
import { type Panel, place, type Text } from './panel.js';

/** A note in Markdown. */
export function note(panel: Text & { readonly content: string }): Panel {
  return {
    ...panel,
    height: panel.height ?? 8,
    build: (id, gridPos) => {
      const builder = new texts.PanelBuilder().mode(texts.TextMode.Markdown).content(panel.content);
      place(builder, panel, id, gridPos);
      return builder;
    },
  };
}
