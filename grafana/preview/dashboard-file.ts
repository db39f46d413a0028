/** What the preview reads of a dashboard, as Grafana stores it. */
export interface DashboardFile {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PanelFile[];
  readonly annotations: {
    readonly list: readonly { readonly name: string; readonly iconColor: string; readonly expr: string }[];
  };
}

export interface PanelFile {
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat?: string;
    readonly instant?: boolean;
  }[];
  readonly repeat?: string;
  readonly maxPerRow?: number;
  readonly maxDataPoints?: number;
  readonly options?: {
    readonly content?: string;
    readonly graphMode?: string;
    readonly textMode?: string;
    readonly sortBy?: readonly { readonly displayName: string }[];
    readonly yAxis?: { readonly unit?: string };
    readonly color?: { readonly max?: number };
  };
  readonly transformations?: readonly {
    readonly id: string;
    readonly options: { readonly renameByName?: Readonly<Record<string, string>> };
  }[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly decimals?: number;
      readonly min?: number;
      readonly max?: number;
      readonly noValue?: string;
      readonly color?: { readonly mode: string; readonly fixedColor?: string };
      readonly thresholds?: { readonly steps: readonly Step[] };
      readonly mappings?: readonly Mapping[];
      readonly custom?: {
        readonly stacking?: { readonly mode: string };
        readonly thresholdsStyle?: { readonly mode: string };
      };
    };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

export interface Step {
  readonly value: number | null;
  readonly color: string;
}

export interface Mapping {
  readonly options: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
}
