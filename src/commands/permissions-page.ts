import { type AnyRecordDefinition } from '../event-sourcing/record.js';
import {
  COMMON_RULES,
  GENERAL_RELATIONS,
  isOwnRelation,
  OWN_RELATIONS,
  type Relation,
  type Rule,
  ruleOf,
} from '../event-sourcing/rights.js';
import { type RecordModule } from '../graphql/objects/record-module.js';

/** Relations in which an organisation stands, beside those of the kind's own. */
const OF_ORGANISATIONS: readonly Relation[] = ['originator', 'reader', 'other', 'speaker'];

const INTRODUCTION = `# Who may do what

This page is made from the rights of each kind of record by \`npm run schema\`. What no line allows is refused.

A command is allowed to a caller who stands in one of the relations of its line. The refusal of all others has a code that says whose
command it is, by the first relation of the line: \`RESERVED_FOR_OWNER\`. A record that the caller may not read is refused as \`UNKNOWN_RECORD\`, whoever it is of.

## Roles

| Role | What it may do |
| --- | --- |
| ADMINISTRATOR | runs the installation: keys, configuration, thresholds. It has no word in the records of others. |
| COORDINATOR | records for the organisations that it coordinates: by itself where the line says so, and on behalf of each of them. |
| MEMBER | records for its own organisation, in the relations of the line. |
| READER | reads, and sends no command (\`FORBIDDEN\`), as a caller without a key (\`UNAUTHENTICATED\`). |
| PROCESS | is a process of the service. |

## Ways to speak for an organisation

An organisation stands in a relation itself, or through another that speaks for it:

- **Its own callers** are MEMBERs whose key names it.
- **An agency** that is a part of it (PART_OF, ADMINISTERED_BY, REPORTS_TO) speaks for it by itself, once the organisation has agreed to that affiliation.
- **A delegate** names it in \`onBehalfOf\` and holds its mandate (\`grantMandate\`) for the kind, the command and the record, to the mandate's last day. A mandate covers no records of
  actors, changes no label, and does not reach the organisations for which the mandator itself may speak.
- **A coordinator** of it names it in \`onBehalfOf\`.

\`onBehalfOf\` with any other organisation is refused as \`NO_MANDATE\`. A record that is made on behalf of an organisation is that organisation's: it is the originator.
A label is widened by the originator itself, never through \`onBehalfOf\`: a coordinator only narrows it.

Nobody judges its own: \`other\` is refused where the matter is that of the caller's organisation, of the one in whose name it speaks, or of one for which either may speak.
Verification is refused in the same way to who reported, and to who recorded the report for another.

## Relations
`;

/** The table of all rights as a page in Markdown. */
export function permissionsPage(modules: readonly RecordModule[]): string {
  const kinds = modules.map(({ definition }) => definition).filter(({ extract }) => !extract);
  const relations = Object.entries({ ...OWN_RELATIONS, ...GENERAL_RELATIONS });
  const common = Object.entries(COMMON_RULES).map(([name, rule]) => lineOf(name, rule));
  return [
    INTRODUCTION,
    table(
      ['Relation', 'Who stands in it'],
      relations.map(([name, meaning]) => [`\`${name}\``, `${meaning}`]),
    ),
    '\n## Every kind of record\n',
    table(HEAD, common),
    '\n`correct<Event>`, such as `correctCommitmentDeclared`, is `correctRecord` in the fields of that event, and may be sent by the same.\n',
    '\nWhat others than the owner said (listed with each kind) is corrected by the `speaker` alone.\n',
    ...kinds.flatMap((definition) => sectionOf(definition, modules)),
  ].join('\n');
}

const HEAD = ['Command', 'MEMBER as', 'COORDINATOR', 'PROCESS', 'ADMINISTRATOR'];

function sectionOf(definition: AnyRecordDefinition, modules: readonly RecordModule[]): string[] {
  const { kind, rights } = definition;
  const mutations = new Set(modules.find((module) => module.definition === definition)?.commands.map(({ name }) => name));
  const names = [...Object.keys(definition.decide as object), ...Object.keys(rights.common ?? {})];
  const lines = names.map((name) =>
    lineOf(name, ruleOf(definition, name), mutations.has(name) || name in COMMON_RULES ? '' : ' (no mutation)'),
  );
  const involved = Object.keys(rights.involves ?? {});
  return [
    `## ${kind}\n`,
    table(HEAD, lines),
    '',
    ...(involved.length > 0 ? [`${list(involved)}: needs the say of every actor that it names too.\n`] : []),
    ...(rights.saidByOthers ? [`Corrected by who said it: ${list(rights.saidByOthers)}.\n`] : []),
  ];
}

function lineOf(name: string, rule: Rule, note = ''): string[] {
  const standing = rule.filter((relation) => isOwnRelation(relation) || OF_ORGANISATIONS.includes(relation));
  const forThem = standing.length > 0 ? 'on behalf of these' : 'no';
  return [
    `\`${name}\`${note}`,
    standing.length > 0 ? standing.join(', ') : 'no',
    rule.includes('coordinator') ? (standing.length > 0 ? 'of these, or on behalf of them' : 'yes') : forThem,
    rule.includes('process') ? 'yes' : 'no',
    rule.includes('administrator') ? 'yes' : 'no',
  ];
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
