/** What is to be protected. */
export const TARGET_SCOPES = ['SOFT_TARGETS', 'CRITICAL_INFRASTRUCTURE', 'BOTH'] as const;
