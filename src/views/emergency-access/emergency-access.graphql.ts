import { addField, outputType } from '../../graphql/objects/computed.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type RecordRow } from '../../graphql/request-context.js';
import { recordOf } from '../../records/emergency-access/emergency-access.js';

addField({ name: 'EmergencyAccess' }, 'record', (schema, { pool, modules }) => ({
  type: outputType(schema, 'Record'),
  description: 'The record that was opened; null where there is none or you may not see it.',
  resolve: ({ record, $moment }: RecordRow, _args, context) => {
    if (typeof record !== 'string') return null;
    const [kind, id] = recordOf(record);
    return readerOf(pool, modules, context, kind, $moment).load(id);
  },
}));
