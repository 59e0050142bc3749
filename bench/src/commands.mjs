import { startService } from './child.mjs';
import { openEmmett } from './emmett.mjs';
import { load } from './load.mjs';
import { database, inTurn, number, rate, SECONDS, settled } from './support.mjs';

const REGISTER = `mutation ($input: RegisterActorInput!) { registerActor(input: $input) { actor { id } refusal { message } } }`;
const DECLARE = `mutation ($input: DeclareCommitmentInput!) {
  declareCommitment(input: $input) { commitment { id } receipt { position revision eventIds } refusal { code message } } }`;
const REPORT = `mutation ($input: ReportCommitmentProgressInput!) {
  reportCommitmentProgress(input: $input) { commitment { id percent } receipt { position } refusal { code message } } }`;

const text = (words) => [{ language: 'en', text: words }];
const handling = { tlp: 'CLEAR' };

/**
 * Commands to a service: commitments are declared, and those that have been are led on, never one twice in a short time.
 * @returns their bodies, and `take`, which every answer is given to; false for one that is no receipt
 */
export async function commander(service) {
  const { registerActor } = await service.ask(REGISTER, {
    input: { actorKind: 'STATE', name: text('A State'), handling },
  });
  const actor = registerActor.actor.id;
  const statement = text('Train forty officers in protecting crowded places');
  const declared = [];
  let next = 0;
  return {
    declaration: () => ({
      query: DECLARE,
      variables: { input: { actor, statement, due: '2027-12-31', handling } },
    }),
    report: () => {
      if (next >= declared.length) next = 0;
      const id = declared[next++];
      return { query: REPORT, variables: { input: { id, report: text('Ten more are trained'), percent: next % 100 } } };
    },
    take(body) {
      const id = /"commitment":\{"id":"([^"]+)"(?!,)/.exec(body)?.[1];
      if (id) declared.push(id);
      return body.includes('"receipt":{') && body.includes('"refusal":null');
    },
  };
}

/** A way to send commands to a service by so many callers; gives how many were answered a second, once read models have them all. */
export const sender = (db, service, take) => async (make, callers) => {
  const figure = await load(service, () => JSON.stringify(make()), { callers, isGood: take });
  await settled(db);
  return figure;
};

/** (b) Commands through GraphQL over HTTP, answered when their events are on disk, against emmett's append with nothing around it. */
export async function commands() {
  await using db = await database();
  await using service = await startService(db);
  await using emmett = openEmmett(db.url);
  const { declaration, report, take } = await commander(service);
  const send = sender(db, service, take);
  const { input: data } = declaration().variables;
  const append = () => emmett.append({ type: 'CommitmentDeclared', data });
  for (const make of [declaration, report]) await send(make, 32);
  await rate(32, 2, append);
  const lines = [];
  for (const callers of [1, 8, 32]) {
    const [ours, led, theirs] = Object.values(
      await inTurn({
        declared: () => send(declaration, callers),
        reported: () => send(report, callers),
        appended: () => rate(callers, SECONDS, append),
      }),
    );
    const ratios = [ours, led].map((figure) => (figure / theirs).toFixed(2));
    lines.push(`| ${callers} | ${number(ours)} | ${number(led)} | ${number(theirs)} | ${ratios.join(' | ')} |`);
    console.log(`${callers} callers: ${number(ours)} declared/s, ${number(led)} reported/s; emmett ${number(theirs)}/s`);
  }
  return {
    title: '(b) Commands through GraphQL a second, against emmett-postgresql’s bare append',
    lines: [
      '| callers | declareCommitment | reportCommitmentProgress | emmett append | ratio declare | ratio report |',
      '|---|---|---|---|---|---|',
      ...lines,
    ],
  };
}
