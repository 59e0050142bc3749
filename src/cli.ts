#!/usr/bin/env node
import { Command } from 'commander';
import { type ImportOptions } from './commands/import-published.js';

/** An action whose module is loaded when its command runs, so that every command starts with what it needs alone. */
function from<Module, Name extends keyof Module>(load: () => Promise<Module>, name: Name) {
  type Action = Module[Name] extends (...given: infer Given) => unknown ? (...given: Given) => Promise<void> : never;
  return (async (...given: unknown[]) => {
    await import('reflect-metadata');
    await ((await load())[name] as (...all: unknown[]) => unknown)(...given);
  }) as unknown as Action;
}
const keys = () => import('./commands/keys.js');
const logCommands = () => import('./commands/log.js');
const ledgerCommands = () => import('./commands/ledger.js');

const program = new Command('concord')
  .description('The record of cooperation between agencies, States and international partners.')
  .option('--data <folder>', 'the data folder: goes before CONCORD_DATA; a command joins the service that runs on it')
  .hook('preAction', (command) => {
    const { data } = command.opts<{ data?: string }>();
    if (data !== undefined) process.env.CONCORD_DATA = data;
  })
  .showHelpAfterError();

program
  .command('start')
  .description('Run the service.')
  .action(from(() => import('./run-service.js'), 'runService'));
program
  .command('demo')
  .option('--no-exercise', 'leave out the invented exercise')
  .option('--seed <number>', 'what the exercise is invented from: the same number gives the same exercise', '1')
  .description('Run the service with the record of the source briefing, and of an invented exercise.')
  .action(from(() => import('./demonstration/run.js'), 'runDemonstration'));

program
  .command('rebuild')
  .argument('[projection...]', 'read models to rebuild; all of them, if none is named')
  .description('Rebuild read models from the log, beside those that readers see, compare them, and switch.')
  .action(from(() => import('./commands/rebuild.js'), 'rebuildProjections'));

const parked = program
  .command('parked')
  .description('Records that read models hold back, because an event could not be applied.');
parked
  .command('list')
  .description('List them, with the reason.')
  .action(from(() => import('./commands/parked.js'), 'listParked'));
parked
  .command('retry')
  .argument('[projection...]', 'read models to try; all of them, if none is named')
  .description('Try them again, beside a running service; exit code 1 where some are still held back.')
  .action(from(() => import('./commands/parked.js'), 'retryAllParked'));

const logs = program
  .command('log')
  .description('The log of events: an address is postgres://…, esdb://…, or an embedded data folder.');
logs
  .command('copy')
  .requiredOption('--from <address>', 'the log to copy')
  .requiredOption('--to <address>', 'the log to copy it to: empty, or a copy that was begun')
  .option('--from-prefix <prefix>', 'what its streams begin with on KurrentDB; EVENTSTORE_PREFIX or concord, if left out')
  .option('--to-prefix <prefix>', 'the same for the receiving log')
  .option('--from-database <address>', "the service's database, where the log is on KurrentDB: it holds the ledger's leaves")
  .option('--to-database <address>', 'the same for the receiving log')
  .option(
    '--seal',
    'encrypt contact points that earlier versions recorded in clear; their keys go to the database of DATABASE_URL or CONCORD_DATA',
  )
  .description('Copy a log with its ids, order and times, and verify the copy. Interrupted, the same command goes on.')
  .action(from(logCommands, 'copyLogs'));
logs
  .command('digest')
  .argument('<address>', 'the log')
  .option('--prefix <prefix>', 'what its streams begin with on KurrentDB; EVENTSTORE_PREFIX or concord, if left out')
  .description('Print the digest of a log, which is that of its copies too.')
  .action(from(logCommands, 'printDigest'));
logs
  .command('adopt')
  .description('Throw away read models that were made from another log; the service rebuilds them from the present one.')
  .action(from(logCommands, 'adoptPresentLog'));

const imports = program.command('import').description('Take published data into the record.');
for (const [format, files, what] of [
  ['iati', 'IATI 2.03 activity files', 'IATI activities: organisations, projects and their money'],
  [
    'fts',
    'CSV files of flows of the Financial Tracking Service',
    'FTS flows: organisations, and a project with its money for each flow',
  ],
  ['recommendations', 'CSV files, a row a recommendation', 'recommendations with their responses, lead agencies and actions'],
] as const) {
  const command = imports
    .command(format)
    .argument('<file...>', files)
    .option('--strict', 'take nothing unless everything can be taken')
    .option('--dry-run', 'say what would happen, and record nothing')
    .option('--tlp <label>', 'handling label of records that are made', 'CLEAR')
    .option('--dataset <name>', 'the dataset that the files belong to; of each file its publisher and name, if left out')
    .option('--encoding <name>', 'encoding of files that do not say it themselves: windows-1252')
    .option('--problems <path>', 'where all problems go, as <path>.csv and <path>.json', 'import-problems')
    .description(`Import ${what}. The same file again changes nothing.`)
    .action((paths: string[], options: ImportOptions) =>
      from(() => import('./commands/import-published.js'), 'importFiles')(format, paths, options),
    );
  if (format === 'recommendations')
    command.requiredOption('--map <file>', 'JSON file that says which column is which field: docs/importing-recommendations.md');
}

program
  .command('apply')
  .argument('<file>', 'CSV table: columns command, id or identifier, and the fields of the commands')
  .option('--record', 'record the changes, all under one correlation id')
  .description('Show what a table of changes does to records that are there, and record it.')
  .action(from(() => import('./commands/changes.js'), 'applyTable'));
program
  .command('undo')
  .argument('<correlation>', 'the correlation id that apply gave')
  .description('Take back what was recorded from a table of changes.')
  .action(from(() => import('./commands/changes.js'), 'undoTable'));

const key = program.command('key').description('Keys of those who use the API.');
key
  .command('create')
  .argument('<name>', 'a name for the key')
  .option('--role <role...>', 'ADMINISTRATOR, COORDINATOR, MEMBER or READER; none for a public token')
  .option('--actor <id>', 'the organisation that it speaks for: actor_<uuid>')
  .option('--user <id>', 'pseudonymous id of the user; made up, if left out')
  .option('--coordinates <id...>', 'organisations for which a COORDINATOR records, or ALL')
  .option(
    '--scope <entry...>',
    'what it may send: commands (all; so if left out), kinds of record, names of mutations; keys: manages the keys of its organisation',
  )
  .option('--read-only', 'it sends no commands')
  .option('--days <number>', 'days that it counts, 1 to 366, or never; 90, if left out')
  .option('--document <sha256...>', 'makes a public token, which runs these documents alone')
  .option('--origin <origin...>', 'origins of the pages that may send a public token; any, if left out')
  .description('Make a key; it is shown once.')
  .action(from(keys, 'createKey'));
key.command('list').option('--ended', 'those too that have ended').description('List the keys.').action(from(keys, 'listKeys'));
key
  .command('rotate')
  .argument('<id>', 'id of the key')
  .option('--overlap <hours>', 'hours that the old one counts beside the new one, 0 to 720', '24')
  .description('Make the successor of a key; it is shown once.')
  .action(from(keys, 'rotateKey'));
key
  .command('revoke')
  .argument('<id>', 'id of the key, or a name')
  .description('End a key, or all of a name.')
  .action(from(keys, 'revokeKeys'));

const exports = program.command('export').description('Files for others: docs/api.md.');
exports
  .command('iati')
  .argument('<organisation>', 'IATI identifier of the organisation that reports: XM-DAC-41121')
  .requiredOption('--out <file>', 'file to write')
  .option('--organisation-file', 'write the file about the organisation, rather than its activities')
  .description('Write what is CLEAR of the projects that an organisation reports, as IATI 2.03.')
  .action(from(() => import('./commands/export.js'), 'exportIati'));

const ledger = program.command('ledger').description('The public ledger: docs/ledger.md.');
ledger
  .command('export')
  .argument('<record...>', 'ids of records: <kind>_<uuid>')
  .option('--out <folder>', 'where the bundles are written, one file for each record', '.')
  .description('Write bundles: the whole history of a record with its proofs.')
  .action(from(ledgerCommands, 'exportBundles'));
ledger
  .command('verify')
  .argument('<bundle...>', 'files as `ledger export` writes them')
  .requiredOption('--policy <file>', 'which ledgers and witnesses are trusted (C2SP tlog-policy)')
  .description('Verify bundles offline; exit code 1 where one does not hold.')
  .action(from(ledgerCommands, 'verifyBundles'));
ledger
  .command('check')
  .description('Compare each event of the log with what the ledger has committed to, and the ledger with its newest checkpoint.')
  .action(from(ledgerCommands, 'checkLedger'));
ledger
  .command('follow')
  .argument('<url>', 'address of a ledger: https://concord.example.org/ledger')
  .option('--policy <file>', 'which ledgers and witnesses are trusted (C2SP tlog-policy)')
  .option('--key <key...>', 'verifier keys of the ledger, in place of a policy')
  .option('--folder <folder>', 'where checkpoints are kept', 'followed-ledger')
  .option('--every <seconds>', 'seconds between two looks', '60')
  .option('--stalled <seconds>', 'seconds without growth until there is an alarm', '86400')
  .option('--once', 'look once')
  .description("Keep a copy of a partner's checkpoints; an alarm where the ledger forks, shrinks or stalls, and exit code 1.")
  .action(from(ledgerCommands, 'followLedger'));
ledger
  .command('restart')
  .requiredOption('--reason <text>', 'why, in one line, for those who follow the ledger')
  .option('--origin <name>', 'the new origin; the present one with the next number, if left out')
  .description(
    'Go on under a new origin after the log was put back or replaced, with a signed statement that names the last checkpoint.',
  )
  .action(from(ledgerCommands, 'restartUnder'));
const ledgerKey = ledger.command('key').description('The keys that sign the ledger.');
for (const [action, what] of [
  ['list', 'List the verifier keys.'],
  ['add', 'Make a new key; until the old ones are retired, all of them sign.'],
  ['retire', 'Leave the newest key only.'],
] as const)
  ledgerKey
    .command(action)
    .description(what)
    .action(() => from(ledgerCommands, 'ledgerKeys')(action));

const schema = program.command('schema').description('The generated files in schema/.');
schema
  .command('write')
  .description('Write the files that are not current.')
  .action(async () => {
    await import('reflect-metadata');
    const { writeSchemaFiles } = await import('./commands/schema-files.js');
    const written = await writeSchemaFiles();
    process.stdout.write(
      written.length > 0
        ? `wrote ${written.length} files:\n${written.map((path) => `  schema/${path}\n`).join('')}`
        : 'all current\n',
    );
  });
schema
  .command('check')
  .description('Fail where a file is not current, an event changed its shape without a new version, or clients would break.')
  .action(async () => {
    await import('reflect-metadata');
    const { checkSchemaFiles } = await import('./commands/schema-files.js');
    const problems = await checkSchemaFiles();
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  });

await program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
