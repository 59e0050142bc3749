import { type ComponentChildren } from 'preact';
import { Link } from '../address.js';
import { label, number, t } from '../words.js';
import { type Reason, Why } from './events.js';
import { Links, type Titled } from './record-link.js';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What is compared with today, and shown where `show` says nothing else. */
  readonly value: (row: Row) => string | number | null | undefined;
  readonly show?: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
}

type Linked = Titled | null | undefined;

/** A record, or several, by name and with links. */
export function linked<Row>(id: string, title: string, of: (row: Row) => Linked | readonly Linked[]): Column<Row> {
  const all = (row: Row) => [of(row)].flat() as readonly Linked[];
  return {
    id,
    title,
    value: (row) =>
      all(row)
        .flatMap((one) => one?.name ?? [])
        .join(', '),
    show: (row) => <Links of={all(row)} />,
  };
}

/** The State of a row, with a link to its profile. */
export const stateOf = <Row extends { readonly state: Titled }>(): Column<Row> => ({
  id: 'state',
  title: t('state'),
  value: ({ state }) => state.name,
  show: ({ state }) => <Link to={`/states/${state.id}`}>{state.name}</Link>,
});

/** A status by its code; it opens the rule and the events that decided it. @param nameOf what has the status */
export function explained<Row extends Reason>(
  id: string,
  title: string,
  codeOf: (row: Row) => string,
  nameOf: (row: Row) => string,
): Column<Row> {
  return {
    id,
    title,
    value: (row) => label(codeOf(row)),
    show: (row) => <Why text={label(codeOf(row))} of={nameOf(row)} reason={row} />,
  };
}

/** A number; nothing where it is null. */
export function counted<Row>(id: string, title: string, of: (row: Row) => number | null): Column<Row> {
  const shown = (many: number | null) => (many === null ? '' : number(many));
  return { id, title, isNumber: true, value: (row) => shown(of(row)) };
}
