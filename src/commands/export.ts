import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { activitiesFile, organisationFile, withheldOf } from '../exchange/iati/publish.js';
import { withService } from './with-service.js';

/**
 * `concord export iati ORGANISATION`: the file of activities that `GET /iati/<organisation>.xml` serves, or the file about the organisation; says what it leaves
 * out of what everybody may see.
 */
export async function exportIati(
  organisation: string,
  { out, organisationFile: isAboutItself }: { readonly out: string; readonly organisationFile?: boolean },
): Promise<void> {
  await withService(async (service) => {
    const now = new Date().toISOString();
    const pieces = isAboutItself
      ? [await organisationFile(service, organisation, now)]
      : activitiesFile(service, organisation, now);
    await pipeline(Readable.from(pieces), createWriteStream(out));
    const withheld = isAboutItself ? [] : await withheldOf(service, organisation, ['public']);
    for (const { project, whole, reasons } of withheld)
      for (const { element, rule, count } of reasons)
        process.stdout.write(`${project}: ${whole ? 'left out' : `${element} left out ${count} times`}: ${element}: ${rule}\n`);
    process.stdout.write(`${out}: written\n`);
  });
}
