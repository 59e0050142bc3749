import { question } from '../api.js';
import { EVENT, type Reason } from '../parts/events.js';
import { type Rows } from '../parts/list-panel.js';
import { Panel } from '../parts/panel.js';
import { type GridRow, StatusGrid } from '../parts/status-grid.js';
import { t } from '../words.js';

interface Cell {
  readonly conclusion: string;
  readonly status: string;
  readonly rule: string;
}

interface Answer {
  readonly cooperationStatus: Rows<GridRow<Cell>>;
  readonly codeList: { readonly codes: Rows<{ readonly value: string; readonly label: string | null }> };
}

const COOPERATION = question<Answer>(
  'Cooperation',
  `cooperationStatus(states: $states, first: 100) { nodes { state { id name } cells { conclusion status rule } } }
    codeList(name: CONCLUSION) { codes { nodes { value label } } }`,
  '$states: [ID!]',
);

interface WhyAnswer {
  readonly cooperationStatus: { readonly nodes: readonly { readonly cells: readonly Reason[] }[] };
}

const WHY = question<WhyAnswer>(
  'WhyCooperation',
  `cooperationStatus(states: [$state], conclusions: [$conclusion]) { nodes { cells { rule decidedBy { ${EVENT} } } } }`,
  '$state: ID!, $conclusion: String!',
);

/** States by the nine conclusions. @param state only this one */
export function Cooperation({ state }: { readonly state?: string }) {
  return (
    <Panel
      title={t('cooperation')}
      note={t('cooperationNote')}
      ask={COOPERATION}
      variables={{ states: state && [state] }}
      rules={({ cooperationStatus: { nodes } }) => nodes.flatMap(({ cells }) => cells.map(({ rule }) => rule))}
      file="cooperationStatus"
      fileQuery={state ? { states: state } : {}}
    >
      {({ cooperationStatus: { nodes }, codeList }, today) => (
        <>
          <StatusGrid
            caption={t('cooperation')}
            rows={nodes}
            today={today?.cooperationStatus.nodes}
            codes={codeList.codes.nodes.map(({ value }) => ({ code: value, title: value }))}
            codeOf={({ conclusion }) => conclusion}
            why={({ id }, conclusion) => ({
              question: WHY,
              variables: { state: id, conclusion },
              reasonOf: ({ cooperationStatus: found }: WhyAnswer) => found.nodes[0]!.cells[0]!,
            })}
          />
          <dl class="key">
            {codeList.codes.nodes.map(({ value, label }) => (
              <div key={value}>
                <dt>{value}</dt>
                <dd>{label}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Panel>
  );
}
