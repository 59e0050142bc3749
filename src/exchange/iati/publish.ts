import { type Pool } from 'pg';
import { IATI_TYPE_OF_KIND } from '../../codes/actor-kinds.js';
import { NEVER } from '../../event-sourcing/projections/projection.js';
import { notFound } from '../../graphql/errors.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { pickLanguage } from '../../graphql/language.js';
import { MAX_PAGE_SIZE } from '../../graphql/read/page.js';
import { listRecords } from '../../graphql/read/record-list.js';
import { BatchReader } from '../../graphql/read/record-rows.js';
import { factVisibleTo, run, Statement } from '../../graphql/read/sql.js';
import { type RecordRow } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { type ActorState } from '../../records/actor/actor.fields.js';
import { type AssistanceProjectState } from '../../records/assistance-project/assistance-project.fields.js';
import { lacks, type PublishedProject, type PublishedTransfer, writeActivity } from './write-activity.js';
import { DEFAULT_LANGUAGE, type PublishedOrganisation, type Withheld } from './write-parts.js';
import { element, narratives } from './xml.js';

type Reading = Pick<Services, 'pool' | 'modules'>;
type ProjectRow = RecordRow &
  AssistanceProjectState & { readonly $validFrom: Date | string; readonly meta: { readonly handling: { readonly tlp: string } } };
type ActorRow = RecordRow & ActorState;

const KIND = 'assistanceProject';
/** What is published is what everybody may read. */
const PUBLIC = ['public'];
const VERSION = '2.03';

/** A project, or parts of it, that a file leaves out. */
export interface WithheldProject {
  readonly project: string;
  readonly title: string | null;
  /** Whether all of it is left out. */
  readonly whole: boolean;
  readonly reasons: readonly (Withheld & { readonly count: number })[];
}

/** The organisation of an IATI identifier, as everybody may see it. @throws NOT_FOUND */
export async function publisherOf({ pool, modules }: Reading, identifier: string) {
  const statement = new Statement(PUBLIC);
  const value = statement.value(identifier, 'text');
  const found = await run<{ id: string }>(
    pool,
    `select r.id from rm.actor r where r.current and not r.voided and r.readers && ${statement.value(PUBLIC, 'text[]')}
       and exists (select from json_array_elements(r.doc->'identifiers') i where i->>'scheme' = 'IATI' and i->>'value' = ${value})
     order by r.began, r.id limit 1`,
    statement,
  );
  const row = found[0] && ((await actorsOf({ pool, modules }).load(found[0].id)) as ActorRow | null);
  if (!row) throw notFound(`no organisation that everybody may see has the IATI identifier ${identifier}`);
  return { id: row.$id, organisation: organisationOf(row) };
}

/** The activities that an organisation reports, as a file of IATI 2.03, project by project: what is CLEAR, and has what the standard requires. */
export async function* activitiesFile(services: Reading, identifier: string, now: string): AsyncGenerator<string> {
  const publisher = await publisherOf(services, identifier);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="${VERSION}" generated-datetime="${now}">\n`;
  for await (const { row, published } of projectsOf(services, publisher, PUBLIC))
    if (published && lacks(published).length === 0)
      yield `${writeActivity(await completed(services, row, published), () => undefined).xml}\n`;
  yield '</iati-activities>\n';
}

/** The file about the organisation itself, of IATI 2.03. */
export async function organisationFile(services: Reading, identifier: string, now: string): Promise<string> {
  const { organisation } = await publisherOf(services, identifier);
  const { ref, type, name } = organisation;
  const file = element(
    'iati-organisations',
    { version: VERSION, 'generated-datetime': now },
    element(
      'iati-organisation',
      { 'xml:lang': DEFAULT_LANGUAGE },
      element('organisation-identifier', {}, ref!),
      element('name', {}, narratives(name, DEFAULT_LANGUAGE)),
      element('reporting-org', { ref, type }, narratives(name, DEFAULT_LANGUAGE)),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${file.xml}\n`;
}

/** What the file of an organisation leaves out, and by which rule, of the projects that a reader may see. */
export async function withheldOf(services: Reading, identifier: string, keys: readonly string[]): Promise<WithheldProject[]> {
  const publisher = await publisherOf(services, identifier);
  const found: WithheldProject[] = [];
  for await (const { row, published } of projectsOf(services, publisher, keys)) {
    const reasons = published ? lacks(published) : [{ element: 'iati-activity', rule: 'the project is CLEAR' }];
    const whole = reasons.length > 0;
    if (!whole) writeActivity(await completed(services, row, published!), (one) => void reasons.push(one));
    if (!whole) {
      const hidden = await transfersHidden(services.pool, row.$id, keys);
      reasons.push(...Array.from({ length: hidden }, () => ({ element: 'transaction', rule: 'the fact of money is CLEAR' })));
    }
    if (reasons.length > 0)
      found.push({ project: toGlobalId(KIND, row.$id), title: pickLanguage(row.title, []), whole, reasons: counted(reasons) });
  }
  return found;
}

function counted(reasons: readonly Withheld[]): WithheldProject['reasons'] {
  const counts = new Map<string, Withheld & { count: number }>();
  for (const one of reasons) {
    const key = JSON.stringify(one);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { ...one, count: 1 });
  }
  return [...counts.values()];
}

type Basics = Omit<PublishedProject, 'organisations' | 'related' | 'transfers' | 'updated'>;

/** The projects that an organisation reports, as keys see them; `published` is what everybody sees of it, undefined where it is not CLEAR. */
async function* projectsOf(
  { pool, modules }: Reading,
  { id, organisation }: { readonly id: string; readonly organisation: PublishedOrganisation },
  keys: readonly string[],
): AsyncGenerator<{ readonly row: ProjectRow; readonly published?: Basics }> {
  const module = modules.get(KIND)!;
  let after: string | null = null;
  do {
    const filter = { reporter: [toGlobalId('actor', id)] };
    const page = { filter, first: MAX_PAGE_SIZE, after, orderBy: { field: 'began', direction: 'ASC' } as const };
    const { nodes, pageInfo } = await listRecords(pool, module, keys, {}, page, []);
    const open = new BatchReader(pool, module, {}, PUBLIC, false);
    for (const row of nodes as ProjectRow[]) {
      const shown = (await open.load(row.$id)) as ProjectRow | null;
      const identifier = shown?.identifiers.find(({ scheme }) => scheme === 'IATI')?.value ?? '';
      yield { row, published: shown ? { identifier, state: shown, reporter: organisation } : undefined };
    }
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

/** What is published of a project, with the organisations and projects that it names and its money. */
async function completed(services: Reading, row: ProjectRow, basics: Basics): Promise<PublishedProject> {
  const { pool, modules } = services;
  const { state } = basics;
  const transfers = await transfersOf(pool, row.$id);
  const named = [
    ...state.partners.map(({ actor }) => actor),
    ...[...(state.plannedDisbursements ?? []), ...transfers.map(({ data }) => data)].flatMap(({ provider, receiver }) => [
      provider,
      receiver,
    ]),
  ].filter((one) => one !== undefined);
  const actors = actorsOf(services);
  const load = async (id: string) => [id, (await actors.load(id)) as ActorRow | null] as const;
  const loaded = await Promise.all([...new Set(named)].map(load));
  const projects = new BatchReader(pool, modules.get(KIND)!, {}, PUBLIC, false);
  const related = await Promise.all(
    state.related
      .flatMap(({ project }) => project ?? [])
      .map(async (id) => [id, (await projects.load(id)) as ProjectRow | null] as const),
  );
  return {
    ...basics,
    organisations: new Map(loaded.flatMap(([id, one]) => (one ? [[id, organisationOf(one)] as const] : []))),
    related: new Map(
      related.flatMap(([id, one]) => {
        const identifier = one?.identifiers.find(({ scheme }) => scheme === 'IATI')?.value;
        return identifier === undefined ? [] : [[id, identifier] as const];
      }),
    ),
    transfers,
    updated: new Date(row.$validFrom).toISOString(),
  };
}

const actorsOf = ({ pool, modules }: Reading) => new BatchReader(pool, modules.get('actor')!, {}, PUBLIC, true);

function organisationOf({ actorKind, name, identifiers }: ActorState): PublishedOrganisation {
  const ref = identifiers.find(({ scheme }) => scheme === 'IATI')?.value;
  return { ref, type: IATI_TYPE_OF_KIND[actorKind], name };
}

async function transfersOf(pool: Pool, project: string): Promise<PublishedTransfer[]> {
  const statement = new Statement(PUBLIC);
  const id = statement.value(project, 'uuid');
  return [
    ...(await run<PublishedTransfer>(
      pool,
      `select t.kind, t.data, t.minor::text as minor, t.currency, (t.occurred_at at time zone 'UTC')::date::text as day, t.value_date::text as "valueDate"
       from rm.transfer t where t.project = ${id} and t.known_to = ${NEVER} and ${factVisibleTo(statement, PUBLIC, 't', 't.project')}
       order by t.occurred_at, t.known_from, t.event_id`,
      statement,
    )),
  ];
}

/** How many facts of money a reader sees of a project that everybody does not. */
async function transfersHidden(pool: Pool, project: string, keys: readonly string[]): Promise<number> {
  const statement = new Statement(keys);
  const id = statement.value(project, 'uuid');
  const [row] = await run<{ hidden: number }>(
    pool,
    `select count(*)::int as hidden from rm.transfer t where t.project = ${id} and t.known_to = ${NEVER}
       and ${factVisibleTo(statement, keys, 't', 't.project')} and not (${factVisibleTo(statement, PUBLIC, 't', 't.project')})`,
    statement,
  );
  return row!.hidden;
}
