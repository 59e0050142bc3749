import { type Question } from '../api.js';
import { t } from '../words.js';
import { Bars } from './bars.js';
import { type Column, counted } from './columns.js';
import { ListPanel, type Rows } from './list-panel.js';

interface TallyProps<Answer, Line> {
  readonly title: string;
  readonly note?: string;
  readonly ask: Question<Answer>;
  readonly variables?: object;
  readonly file: string;
  readonly fileQuery?: Readonly<Record<string, string>>;
  readonly rowsOf: (answer: Answer) => Rows<Line>;
  /** What a line is about: its title, by which it is known. */
  readonly head: string;
  readonly titleOf: (line: Line) => string;
  /** Numbers of a line, by the names that they have in the table. */
  readonly counts: Readonly<Record<string, (line: Line) => number>>;
  /** How many of them the picture shows; the first, if left out. */
  readonly drawn?: number;
}

/** Counts by something, as bars and as a table, in the order in which the API gives them: never by size. */
export function Tally<Answer, Line>({ head, titleOf, counts, drawn = 1, ...panel }: TallyProps<Answer, Line>) {
  const series = Object.entries(counts);
  const shown = series.slice(0, drawn);
  const columns: Column<Line>[] = [
    { id: 'head', title: head, value: titleOf },
    ...series.map(([title, of]) => counted(title, title, of)),
  ];
  return (
    <ListPanel
      {...panel}
      columns={columns}
      idOf={titleOf}
      chart={(lines) => (
        <Bars
          title={`${panel.title}: ${t('chart')}`}
          series={shown.map(([title]) => title)}
          bars={lines.map((line) => ({ id: titleOf(line), title: titleOf(line), values: shown.map(([, of]) => of(line)) }))}
        />
      )}
    />
  );
}
