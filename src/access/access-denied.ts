const STATUS = { UNAUTHENTICATED: 401, FORBIDDEN: 403, RATE_LIMITED: 429, UNAVAILABLE: 503 } as const;

/** The caller may not do this: without a key at all, with this one, or not now. */
export class AccessDenied extends Error {
  /** @param headers of an HTTP answer: `www-authenticate`, `retry-after` */
  constructor(
    readonly code: keyof typeof STATUS,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** Status of an HTTP answer that is nothing but this. */
  get status(): number {
    return STATUS[this.code];
  }
}
