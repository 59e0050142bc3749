import { groupClass } from '../../graphql/objects/described.js';
import { membership } from './fields.js';

export const Membership = groupClass(membership);
export type Membership = object;
