import { question } from '../api.js';
import { EVENT, type Reason } from '../parts/events.js';
import { type Rows } from '../parts/list-panel.js';
import { Panel } from '../parts/panel.js';
import { type GridRow, StatusGrid } from '../parts/status-grid.js';
import { label, t } from '../words.js';

const KINDS = [
  'DEFINITION',
  'STRATEGY',
  'LEGISLATION',
  'RISK_ASSESSMENT',
  'CONTINGENCY_PLAN',
  'PREPAREDNESS_PROTOCOL',
  'CRISIS_SYSTEM',
] as const;

interface Cell {
  readonly measureKind: string;
  readonly status: string;
  readonly rule: string;
}

interface Answer {
  readonly measureMatrix: Rows<GridRow<Cell>>;
}

const MEASURES = question<Answer>(
  'Measures',
  'measureMatrix(states: $states, first: 100) { nodes { state { id name } cells { measureKind status rule } } }',
  '$states: [ID!]',
);

interface WhyAnswer {
  readonly measureMatrix: { readonly nodes: readonly { readonly cells: readonly Reason[] }[] };
}

const WHY = question<WhyAnswer>(
  'WhyMeasure',
  `measureMatrix(states: [$state], measureKinds: [$kind]) { nodes { cells { rule decidedBy { ${EVENT} } } } }`,
  '$state: ID!, $kind: MeasureKind!',
);

/** States by kinds of national measure. @param state only this one */
export function Measures({ state }: { readonly state?: string }) {
  return (
    <Panel
      title={t('measures')}
      note={t('measuresNote')}
      ask={MEASURES}
      variables={{ states: state && [state] }}
      rules={({ measureMatrix: { nodes } }) => nodes.flatMap(({ cells }) => cells.map(({ rule }) => rule))}
      file="measureMatrix"
      fileQuery={state ? { states: state } : {}}
    >
      {({ measureMatrix: { nodes } }, today) => (
        <StatusGrid
          caption={t('measures')}
          rows={nodes}
          today={today?.measureMatrix.nodes}
          codes={KINDS.map((code) => ({ code, title: label(code) }))}
          codeOf={({ measureKind }) => measureKind}
          why={({ id }, kind) => ({
            question: WHY,
            variables: { state: id, kind },
            reasonOf: ({ measureMatrix }: WhyAnswer) => measureMatrix.nodes[0]!.cells[0]!,
          })}
        />
      )}
    </Panel>
  );
}
