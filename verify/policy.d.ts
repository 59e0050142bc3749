import { type Policy } from './verify.js';

export function parsePolicy(text: string): Policy;
export function logOnly(keys: readonly string[]): Policy;
