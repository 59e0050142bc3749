import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type Connection, type Page, type PageArguments } from '../../graphql/read/page.js';
import { heldOrFirst, run, Statement, visibleTo } from '../../graphql/read/sql.js';
import { VisibleSql } from '../shared/visible-sql.js';
import { type EvidenceSource, FACTS, type FactsRow } from './cooperation-status.query.js';
import { links, type WhichLinks } from './links.js';

/** The first actor leads the order, so that a page is made from the links of some actors. */
const BY_PAIR = {
  name: 'cooperationLinks',
  value: ['actor::text || partner::text', 'text'],
  tie: ['modality', 'text'],
} as const;
const UUID = 36;
/** Actors whose links are looked at first; twice as many each time that they do not fill the page. */
const ACTORS = 8;

type LinksSource = Pick<EvidenceSource, 'pool' | 'modules' | 'moment' | 'keys'>;

/** A page of how pairs of actors cooperate, in the order of their ids. What all pairs have is looked at only where the total is asked for. */
export function linksPage(source: LinksSource, which: WhichLinks, page: PageArguments): Promise<Connection<FactsRow>> {
  const { pool, modules, moment, keys } = source;
  const rowsOf = (some: WhichLinks) => (statement: Statement) => ({
    columns: '*',
    from: `(with recursive ${links(new VisibleSql(moment, keys, statement), modules, some)}
      select actor, partner, modality, ${FACTS} from link where modality is not null group by actor, partner, modality) found`,
    where: [],
    plan: 'CUSTOM' as const,
  });
  const parts = async function* (asked: Page) {
    for await (const first of actorsFrom(source, asked)) yield rowsOf({ ...which, first });
  };
  const isNarrow = which.actors ?? which.partners;
  return orderedPage<FactsRow, FactsRow>(pool, keys, page, BY_PAIR, rowsOf(which), (row) => row, isNarrow ? undefined : parts);
}

/** Ids of actors that the viewer may see, from that of a page's neighbour on in the direction of reading. */
async function* actorsFrom({ pool, moment, keys }: LinksSource, asked: Page): AsyncGenerator<readonly string[]> {
  const [way, from, beyond] = asked.backwards ? ['desc', '<=', '<'] : ['asc', '>=', '>'];
  let last = asked.from?.[0].slice(0, UUID);
  let comparison = from;
  for (let most = ACTORS; ; most *= 2) {
    const statement = new Statement(keys);
    const where = [heldOrFirst(statement, moment, 'actor', 'n'), visibleTo(statement, keys, 'n')];
    if (last !== undefined) where.push(`n.id ${comparison} ${statement.value(last, 'uuid')}`);
    const rows = await run<{ readonly id: string }>(
      pool,
      `select distinct n.id from rm.actor n where ${where.join(' and ')} order by n.id ${way} limit ${statement.value(most, 'int')}`,
      statement,
    );
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    yield ids;
    [last, comparison] = [ids.at(-1), beyond];
  }
}
