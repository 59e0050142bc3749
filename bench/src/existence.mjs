import { randomUUID } from 'node:crypto';
import { ADMIN_KEY, MAKE_KEY, startService } from './child.mjs';
import { database, isQuick, milliseconds, percentile, settled } from './support.mjs';

const TRIES = isQuick ? 200 : 1_000;
const REPORTS = isQuick ? 100 : 1_000;
const text = (words) => [{ language: 'en', text: words }];
const REGISTER = 'mutation ($input: RegisterActorInput!) { registerActor(input: $input) { actor { id } } }';
const DECLARE = 'mutation ($input: DeclareCommitmentInput!) { declareCommitment(input: $input) { commitment { id } } }';
const REPORT =
  'mutation ($input: ReportCommitmentProgressInput!) { reportCommitmentProgress(input: $input) { receipt { position } } }';
const WAYS = {
  'a query, `node(id:)`': 'query ($id: ID!) { node(id: $id) { id } }',
  'a command, `attachSource`':
    'mutation ($id: ID!) { attachSource(input: { id: $id, document: "x" }) { refusal { code } receipt { position } } }',
};

/** How often one of the first takes longer than one of the second: 0.5 where time tells nothing (Mann and Whitney's U, as a share). */
function tells(first, second) {
  let longer = 0;
  for (const a of first) for (const b of second) longer += a > b ? 1 : a === b ? 0.5 : 0;
  return longer / (first.length * second.length);
}

/** (o) Whether the time of an answer tells a caller that a record is there which it may not see: a long one, against ids that there are not. */
export async function existence() {
  await using db = await database();
  await using service = await startService(db);
  const register = async (name) => {
    const input = { actorKind: 'STATE', name: text(name), handling: { tlp: 'CLEAR' } };
    return (await service.ask(REGISTER, { input })).registerActor.actor.id;
  };
  const [own, other] = [await register('A State'), await register('Another State')];
  const input = { actor: own, statement: text('What only its originator may see'), due: '2030-01-01', handling: { tlp: 'RED' } };
  const hidden = (await service.ask(DECLARE, { input })).declareCommitment.commitment.id;
  for (let nth = 0; nth < REPORTS; nth++)
    await service.ask(REPORT, { input: { id: hidden, report: text(`Report ${nth}`), percent: nth % 100 } });
  await settled(db);
  const administrator = { ...service.headers, authorization: `Bearer ${ADMIN_KEY}` };
  const body = JSON.stringify({
    query: MAKE_KEY,
    variables: { input: { name: 'stranger', roles: ['MEMBER'], organisation: other } },
  });
  const made = await (await fetch(service.url, { method: 'POST', headers: administrator, body })).json();
  const headers = { ...service.headers, authorization: `Bearer ${made.data.createKey.text}` };
  const time = async (query, id) => {
    const before = performance.now();
    const response = await fetch(service.url, { method: 'POST', headers, body: JSON.stringify({ query, variables: { id } }) });
    const answer = await response.text();
    if (!/"node":null|UNKNOWN_RECORD/.test(answer)) throw new Error(answer);
    return performance.now() - before;
  };
  const lines = [];
  for (const [name, query] of Object.entries(WAYS)) {
    const times = { hidden: [], missing: [] };
    for (let nth = -20; nth < TRIES; nth++) {
      const both = { hidden, missing: `commitment_${randomUUID()}` };
      // Whichever comes first has the colder caches.
      for (const which of nth % 2 ? ['hidden', 'missing'] : ['missing', 'hidden']) {
        const took = await time(query, both[which]);
        if (nth >= 0) times[which].push(took);
      }
    }
    const share = tells(times.hidden, times.missing);
    const medians = [times.hidden, times.missing].map((all) => `${milliseconds(percentile(all, 0.5))} ms`);
    lines.push(`| ${name} | ${medians.join(' | ')} | ${share.toFixed(3)} |`);
  }
  return {
    title: '(o) What the time of an answer tells',
    lines: [
      `A record of ${REPORTS + 1} events, labelled RED, asked for by a member of another organisation, in turn with ids that there are not; ${TRIES} times each.`,
      '',
      '| asked by | median, hidden | median, not there | hidden takes longer (0.5: time says nothing) |',
      '|---|---|---|---|',
      ...lines,
    ],
  };
}
